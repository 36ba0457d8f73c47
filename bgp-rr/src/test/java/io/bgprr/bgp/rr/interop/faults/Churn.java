// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RawClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Some two thousand changes a second, by one client over all of its sessions, until it is closed: routes come, change and go in
 * an order that follows from the seed. What is left at the end is what the client has announced.
 */
final class Churn implements AutoCloseable {

    private static final int CHANGES = 20;
    private static final int PAUSE_MILLIS = 10;

    private final List<RawClient> sessions;
    private final List<LabRoute> routes;
    private final Random random;
    private final Set<String> present = new HashSet<>();
    private final AtomicLong rounds = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    Churn(List<RawClient> sessions, List<LabRoute> routes, long seed) {
        this.sessions = sessions;
        this.routes = routes;
        this.random = new Random(seed);
        sessions.getFirst().announced().forEach(route -> present.add(route.prefix()));
        this.thread = Thread.ofPlatform().name("churn").daemon().start(this::run);
    }

    long rounds() {
        return rounds.get();
    }

    private void run() {
        try {
            do {
                change();
                rounds.incrementAndGet();
            } while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void change() {
        List<LabRoute> announced = new ArrayList<>();
        Set<String> withdrawn = new HashSet<>();
        for (LabRoute route : chosen()) {
            boolean goes = present.contains(route.prefix()) && random.nextBoolean();
            if (goes) {
                present.remove(route.prefix());
                withdrawn.add(route.prefix());
            } else {
                present.add(route.prefix());
                announced.add(route.with(LabRoute.MED, Integer.toString(1 + random.nextInt(50))));
            }
        }
        sessions.forEach(session -> session.announce(announced));
        sessions.forEach(session -> session.withdraw(withdrawn));
    }

    private Set<LabRoute> chosen() {
        Set<LabRoute> chosen = new HashSet<>();
        for (int i = 0; i < CHANGES; i++) {
            chosen.add(routes.get(random.nextInt(routes.size())));
        }
        return chosen;
    }

    @Override
    public void close() {
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

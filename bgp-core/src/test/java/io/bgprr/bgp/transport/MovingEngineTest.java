// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.speaker.ListenAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine that changes its thread is never on two, and no request gets lost on the way. */
class MovingEngineTest implements TransportReporter {

    private static final int REQUESTERS = 3;
    private static final int REQUESTS = 30_000;
    private static final long PASSED_ON_NANOS = 20_000;

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final IoThreads threads = new IoThreads(2, SocketBackend.best());

    @AfterEach
    void end() {
        threads.close();
    }

    /** It moves after every pass, or when it is led; it must see every number that was announced before a request. */
    private final class Wanderer implements HostedEngine {

        private final EngineSlot slot;
        private final AtomicInteger inside = new AtomicInteger();
        private final Set<String> seenOn = ConcurrentHashMap.newKeySet();
        private final int[] announced =
                new int[REQUESTERS * 16]; // plain: the engine's own, but for what messages order
        private final AtomicInteger[] requested = new AtomicInteger[REQUESTERS];
        private final AtomicInteger passes = new AtomicInteger();

        private final boolean isLed;

        Wanderer(EngineSlot slot, boolean isLed) {
            this.slot = slot;
            this.isLed = isLed;
            for (int i = 0; i < REQUESTERS; i++) {
                requested[i] = new AtomicInteger();
            }
        }

        @Override
        public boolean runPass(long nowNanos) {
            if (inside.incrementAndGet() != 1) {
                failures.add("on two threads at once");
            }
            seenOn.add(Thread.currentThread().getName());
            for (int i = 0; i < REQUESTERS; i++) {
                announced[16 * i] = Math.max(announced[16 * i], requested[i].get());
            }
            passes.incrementAndGet();
            if (!isLed) {
                slot.moveTo(threads.get(passes.get() & 1));
            }
            inside.decrementAndGet();
            return false;
        }

        @Override
        public void deadlineReached(long nowNanos) {
            failures.add("a deadline that nobody set");
        }

        boolean hasSeenAll() {
            for (int i = 0; i < REQUESTERS; i++) {
                if (announced[16 * i] != REQUESTS) {
                    return false;
                }
            }
            return true;
        }
    }

    /** It notes on which threads it runs; then the pass says whether work remains. */
    private final class Diarist implements HostedEngine {

        private final List<String> ranOn;
        private final BooleanSupplier pass;

        Diarist(List<String> ranOn, BooleanSupplier pass) {
            this.ranOn = ranOn;
            this.pass = pass;
        }

        @Override
        public boolean runPass(long nowNanos) {
            ranOn.add(Thread.currentThread().getName());
            return pass.getAsBoolean();
        }

        @Override
        public void deadlineReached(long nowNanos) {
            failures.add("a deadline that nobody set");
        }
    }

    @Test
    void noRequestIsLostWhileItMoves() throws InterruptedException {
        EngineSlot slot = threads.get(0).newSlot(this);
        Wanderer wanderer = new Wanderer(slot, false);
        slot.host(wanderer);
        requestFromAllSides(slot, wanderer);
        assertThat(wanderer.seenOn).containsExactlyInAnyOrder("io-0", "io-1");
    }

    @Test
    void noRequestIsLostWhileItsThreadsPassItOnBetweenPasses() throws InterruptedException {
        EngineSlot slot = threads.get(0).newSlot(this);
        Wanderer wanderer = new Wanderer(slot, true);
        slot.host(wanderer);
        AtomicBoolean isOver = new AtomicBoolean();
        passOn(slot, 0, isOver);
        passOn(slot, 1, isOver);
        requestFromAllSides(slot, wanderer);
        isOver.set(true);
    }

    private void passOn(EngineSlot slot, int from, AtomicBoolean isOver) {
        IoThread here = threads.get(from);
        here.schedule(
                () -> {
                    if (slot.thread() == here) {
                        slot.moveTo(threads.get(1 - from));
                    }
                    if (!isOver.get()) {
                        passOn(slot, from, isOver);
                    }
                },
                PASSED_ON_NANOS);
    }

    private void requestFromAllSides(EngineSlot slot, Wanderer wanderer) throws InterruptedException {
        List<Thread> requesters = new ArrayList<>();
        for (int i = 0; i < REQUESTERS; i++) {
            AtomicInteger mine = wanderer.requested[i];
            requesters.add(Thread.ofPlatform().start(() -> {
                for (int n = 1; n <= REQUESTS; n++) {
                    mine.set(n);
                    slot.requestPass();
                }
            }));
        }
        for (Thread requester : requesters) {
            requester.join();
        }
        await().until(() -> wanderer.passes.get() > 0 && wanderer.hasSeenAll());
        assertThat(failures).isEmpty();
    }

    /** The two pass the engine to and fro as long as it has work, and it has as many passes as it wanted. */
    @Test
    void workThatRemainsIsDoneOnTheOtherThread() {
        EngineSlot slot = threads.get(0).newSlot(this);
        List<String> ranOn = new CopyOnWriteArrayList<>();
        slot.host(new Diarist(ranOn, () -> {
            slot.moveTo(threads.get(ranOn.size() & 1));
            return ranOn.size() < 6;
        }));
        await().until(() -> ranOn.size() >= 6);
        assertThat(ranOn).containsExactly("io-0", "io-1", "io-0", "io-1", "io-0", "io-1");
        assertThat(failures).isEmpty();
    }

    /** Asked for a pass by its thread, it may be moved before that comes, and has it where it is then. */
    @Test
    void aRestingEngineIsMovedAtOnce() {
        EngineSlot slot = threads.get(0).newSlot(this);
        List<String> ranOn = new CopyOnWriteArrayList<>();
        slot.host(new Diarist(ranOn, () -> false));
        await().until(() -> ranOn.size() == 1);
        threads.get(0).execute(() -> {
            slot.requestPass();
            slot.moveTo(threads.get(1));
        });
        await().until(() -> ranOn.size() == 2);
        assertThat(ranOn).containsExactly("io-0", "io-1");
        assertThat(failures).isEmpty();
    }

    @Override
    public void engineFailed(String threadName, Throwable cause) {
        failures.add(threadName + " " + cause);
    }

    @Override
    public void connectionFailed(IpAddress remoteAddress, Throwable cause) {
        failures.add(remoteAddress + " " + cause);
    }

    @Override
    public void acceptPaused(ListenAddress address, String reason) {
        failures.add(address + " " + reason);
    }
}

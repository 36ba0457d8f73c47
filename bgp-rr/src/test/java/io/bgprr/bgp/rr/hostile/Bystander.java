// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A good peer with an Established session that it keeps for the whole class. A thread of its own reads what the daemon
 * sends, checks every octet of it, and keeps the table that results; whatever is not in order is remembered as a problem.
 */
final class Bystander implements AutoCloseable {

    private final RawPeer peer;

    // Guarded by this.
    private final NavigableMap<String, SortedMap<Integer, HeardUpdate.Attribute>> table = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private long announcements;
    private int endsOfRib;
    private boolean isClosing;

    Bystander(RawPeer established) {
        this.peer = established;
        established.patience(0);
        Thread.ofVirtual().name("bystander-" + established.role().label()).start(this::readAll);
    }

    PeerRole role() {
        return peer.role();
    }

    private void readAll() {
        try {
            while (true) {
                HeardMessage message = peer.readMessage();
                switch (message.type()) {
                    // The daemon's rhythm is good enough for ours.
                    case RawMessages.KEEPALIVE -> peer.send(RawMessages.keepalive());
                    case RawMessages.UPDATE -> learn(HeardUpdate.of(message, role()));
                    default -> throw new AssertionError("unexpected " + message);
                }
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failed(e);
        }
    }

    private synchronized void failed(Throwable e) {
        if (!isClosing) {
            problems.add(role().label() + " bystander: " + e);
        }
        notifyAll();
    }

    private synchronized void learn(HeardUpdate update) {
        update.withdrawn().forEach(table::remove);
        update.announced().forEach(prefix -> table.put(prefix, update.attributes()));
        announcements += update.announced().size();
        endsOfRib += update.endOfRib() != 0 ? 1 : 0;
        notifyAll();
    }

    /** What went wrong so far; empty when nothing did. */
    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** How many prefixes were announced so far, each time counted. */
    synchronized long announcements() {
        return announcements;
    }

    synchronized Set<String> prefixes() {
        return Set.copyOf(table.keySet());
    }

    synchronized boolean has(String prefix) {
        return table.containsKey(prefix);
    }

    /** The attributes of a prefix, which it must have; all but MP_REACH_NLRI. */
    synchronized SortedMap<Integer, HeardUpdate.Attribute> attributes(String prefix) {
        SortedMap<Integer, HeardUpdate.Attribute> attributes = table.get(prefix);
        if (attributes == null) {
            throw new AssertionError(role().label() + " bystander has no " + prefix + " but " + table.keySet());
        }
        return attributes;
    }

    /** The value of an attribute of a route, which must have it. */
    byte[] value(String prefix, int code) {
        HeardUpdate.Attribute attribute = attributes(prefix).get(code);
        if (attribute == null) {
            throw new AssertionError(role().label() + " bystander has no attribute " + code + " of " + prefix);
        }
        return attribute.value();
    }

    void awaitRoute(String prefix) {
        await(prefix, () -> table.containsKey(prefix));
    }

    /** Waits for a route whose attributes are as wanted. */
    void awaitRoute(String prefix, Predicate<SortedMap<Integer, HeardUpdate.Attribute>> isWanted) {
        await(prefix + " with new attributes", () -> {
            SortedMap<Integer, HeardUpdate.Attribute> attributes = table.get(prefix);
            return attributes != null && isWanted.test(attributes);
        });
    }

    void awaitGone(String prefix) {
        await("no " + prefix, () -> !table.containsKey(prefix));
    }

    void awaitSize(int size) {
        await(size + " routes", () -> table.size() == size);
    }

    void awaitEndsOfRib(int count) {
        await(count + " End-of-RIB", () -> endsOfRib >= count);
    }

    private synchronized void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RawPeer.PATIENCE_MILLIS);
        try {
            while (!condition.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || !problems.isEmpty()) {
                    throw new AssertionError(role().label() + " bystander waits for " + what + ", has " + table.size()
                            + " routes " + table.keySet().stream().limit(20).toList() + ", problems " + problems);
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    RawPeer peer() {
        return peer;
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosing = true;
        }
        peer.close();
    }
}

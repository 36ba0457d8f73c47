// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rr.replay.RawUpdate.RawAttribute;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps a table of what the daemon tells it, attributes by prefix, and announces nothing. Its thread reads as
 * much as it is allowed to.
 */
final class Listener implements AutoCloseable {

    private static final int DIFFERENCES_MAX = 20;
    private static final int FREELY = Integer.MAX_VALUE / 2;

    private final Audience audience;
    private final ReplaySession session;
    private final Thread reader;
    private final Semaphore octetsAllowed = new Semaphore(FREELY);

    private final Map<Prefix, String> table = new HashMap<>(); // guarded by this
    private @Nullable Map<Prefix, String> refreshed; // guarded by this; what came since the refresh
    private int updates; // guarded by this
    private @Nullable String problem; // guarded by this
    private boolean isClosed; // guarded by this

    Listener(Audience audience, ReplaySession session) {
        this.audience = audience;
        this.session = session;
        this.reader = Thread.ofVirtual().name("listener-" + audience).start(this::readAll);
    }

    Audience audience() {
        return audience;
    }

    /** From now on it reads only what {@link #readBurst} allows. */
    void readInBursts() {
        octetsAllowed.drainPermits();
    }

    void readBurst(int octets) {
        octetsAllowed.release(octets);
    }

    void readFreely() {
        octetsAllowed.drainPermits();
        octetsAllowed.release(FREELY);
    }

    private void readAll() {
        try {
            while (true) {
                byte[] message = session.read();
                octetsAllowed.acquire(message.length);
                hear(message);
            }
        } catch (EOFException | SocketException e) {
            fail("the connection ended: " + e);
        } catch (IOException | RuntimeException e) {
            fail(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void fail(String what) {
        if (!isClosed && problem == null) {
            problem = what;
        }
    }

    private synchronized void hear(byte[] message) throws IOException {
        switch (message[18]) {
            case ReplaySession.UPDATE -> hear(RawUpdate.parse(message));
            case ReplaySession.KEEPALIVE -> {
                // Allowed at any time.
            }
            default -> throw new IOException("a message of type " + message[18]);
        }
    }

    private synchronized void hear(RawUpdate update) throws IOException {
        updates++;
        PathAttributes attributes = new PathAttributes();
        for (RawAttribute attribute : update.attributes()) {
            if (attributes.has(attribute.code())) {
                throw new IOException("attribute " + attribute.code() + " twice");
            }
            attributes.put(attribute.code(), attribute.flags(), attribute.value());
        }
        byte[] mpNextHop = update.mpNextHop();
        if (mpNextHop != null) {
            attributes.put(PathAttributes.MP_REACH, 0x80, mpNextHop);
        }
        String text = attributes.toString();
        apply(table, update, text);
        if (refreshed != null) {
            apply(refreshed, update, text);
        }
    }

    private static void apply(Map<Prefix, String> to, RawUpdate update, String attributes) {
        update.withdrawn().forEach(to::remove);
        update.announced().forEach(prefix -> to.put(prefix, attributes));
        update.mpAnnounced().forEach(prefix -> to.put(prefix, attributes));
    }

    /** UPDATEs heard so far. */
    synchronized int updates() {
        return updates;
    }

    /** Asks for everything again (RFC 2918); from now on only what comes again counts. */
    void refresh() {
        synchronized (this) {
            refreshed = new HashMap<>();
        }
        session.send(Octets.message(5, Octets.of(0, 1, 0, 1)));
        session.send(Octets.message(5, Octets.of(0, 2, 0, 1)));
        session.flush();
    }

    /** Prefixes for which it holds something else than expected, all of them compared; empty when it holds exactly that. */
    synchronized List<String> differences(Map<Prefix, String> expected) {
        if (problem != null) {
            throw new IllegalStateException(audience + ": " + problem);
        }
        Map<Prefix, String> held = refreshed == null ? table : refreshed;
        if (held.equals(expected)) {
            return List.of();
        }
        TreeSet<Prefix> different = new TreeSet<>(expected.keySet());
        different.addAll(held.keySet());
        different.removeIf(prefix -> expected.containsKey(prefix)
                && held.containsKey(prefix)
                && expected.get(prefix).equals(held.get(prefix)));
        List<String> differences = new ArrayList<>();
        differences.add(different.size() + " of " + expected.size() + " prefixes differ");
        for (Prefix prefix : different) {
            if (differences.size() <= DIFFERENCES_MAX) {
                differences.add(
                        prefix + "\n    expected " + expected.get(prefix) + "\n    heard    " + held.get(prefix));
            }
        }
        return differences;
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        session.close();
        reader.interrupt();
    }
}

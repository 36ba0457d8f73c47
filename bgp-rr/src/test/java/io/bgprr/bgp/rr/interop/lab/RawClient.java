// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client that notes each change with its time, which no real daemon tells to the millisecond, and that can misbehave: it can
 * stop reading. It dials again whenever its session ends. IPv4 only.
 */
public final class RawClient implements LabPeer, AutoCloseable {

    private static final int REDIAL_MILLIS = 50;
    private static final int CONNECT_MILLIS_MAX = 2000;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Role role;
    private final int holdSeconds;
    private final int receiveBufferBytes;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final Map<String, LabRoute> announced = new LinkedHashMap<>(); // guarded by itself, as all writing is
    private final Map<String, LabRoute> table = new ConcurrentHashMap<>();
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> lastChanges = new ConcurrentHashMap<>();
    private volatile Runnable afterChange = () -> {};
    private volatile boolean isEstablished;
    private volatile boolean isReading = true;
    private volatile @Nullable Socket socket;

    /** Ordinary: reads as fast as it can. */
    public RawClient(Role role) {
        this(role, 90, 0);
    }

    /**
     * Starts dialing at once.
     *
     * @param receiveBufferBytes what the kernel keeps for us, 0 for its own choice
     */
    public RawClient(Role role, int holdSeconds, int receiveBufferBytes) {
        this.role = role;
        this.holdSeconds = holdSeconds;
        this.receiveBufferBytes = receiveBufferBytes;
        role.announced().forEach(route -> announced.put(route.prefix(), route));
        this.thread = Thread.ofPlatform().name(role.name()).daemon().start(this::live);
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public List<LabRoute> announced() {
        synchronized (announced) {
            return List.copyOf(announced.values());
        }
    }

    @Override
    public List<LabRoute> heard() {
        return List.copyOf(table.values());
    }

    /** What it holds of the prefix. */
    public @Nullable LabRoute heard(String prefix) {
        return table.get(prefix);
    }

    /** Prefixes of which anything changed since {@link #forgetTouched}. */
    public Set<String> touched() {
        return Set.copyOf(touched);
    }

    public void forgetTouched() {
        touched.clear();
    }

    /** When a route with the next hop last came, changed or went, by {@link System#nanoTime}. */
    public long lastChangeNanos(String nextHop) {
        return lastChanges.getOrDefault(nextHop, Long.MIN_VALUE);
    }

    /** Called on the client's thread after each UPDATE and after each end of a session. */
    public void afterChange(Runnable action) {
        afterChange = action;
    }

    /** From now on the kernel's buffers fill, and then the window closes; keepalives go on. */
    public void stopReading() {
        isReading = false;
    }

    /** The next session is read again. */
    public void resumeReading() {
        isReading = true;
    }

    /** Announces routes, in one piece; those of before with the same prefix are replaced. */
    public void announce(Collection<LabRoute> routes) {
        synchronized (announced) {
            routes.forEach(route -> announced.put(route.prefix(), route));
            writeIfUp(RawMessages.announce(routes));
        }
    }

    public void withdraw(Collection<String> prefixes) {
        synchronized (announced) {
            announced.keySet().removeAll(prefixes);
            writeIfUp(RawMessages.withdraw(prefixes));
        }
    }

    /** A session that is down, or about to be, needs no octets: its successor is sent everything. */
    private void writeIfUp(byte[] octets) {
        Socket current = socket;
        if (isEstablished && current != null) {
            try {
                current.getOutputStream().write(octets);
            } catch (IOException e) {
                closeQuietly(current);
            }
        }
    }

    private void live() {
        try {
            do {
                try (Socket dialed = new Socket()) {
                    converse(dialed);
                } catch (IOException e) {
                    // Refused, reset or ended: dial again.
                } finally {
                    isEstablished = false;
                    table.clear();
                    afterChange.run();
                }
            } while (!closed.await(REDIAL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(Socket dialed) throws IOException, InterruptedException {
        if (receiveBufferBytes > 0) {
            dialed.setReceiveBufferSize(receiveBufferBytes);
        }
        dialed.bind(new InetSocketAddress(role.address(), 0));
        dialed.connect(new InetSocketAddress(role.reflectorAddress(), role.reflectorPort()), CONNECT_MILLIS_MAX);
        dialed.setTcpNoDelay(true);
        socket = dialed;
        OutputStream out = dialed.getOutputStream();
        out.write(RawMessages.open(role, holdSeconds));
        DataInputStream in = new DataInputStream(new BufferedInputStream(dialed.getInputStream(), BUFFER_BYTES));
        Thread beat = Thread.ofPlatform().name(role.name() + "-beat").daemon().unstarted(() -> beat(dialed));
        try {
            while (closed.getCount() > 0) {
                byte[] header = in.readNBytes(RawMessages.HEADER_BYTES);
                if (header.length < RawMessages.HEADER_BYTES) {
                    return;
                }
                int length = ByteBuffer.wrap(header).getShort(16) & 0xffff;
                ByteBuffer body = ByteBuffer.wrap(in.readNBytes(length - RawMessages.HEADER_BYTES));
                switch (header[18]) {
                    case RawMessages.OPEN -> out.write(RawMessages.keepalive());
                    case RawMessages.KEEPALIVE -> establish(beat, out);
                    case RawMessages.UPDATE -> apply(RawMessages.update(body));
                    case RawMessages.NOTIFICATION -> {
                        return; // dial again
                    }
                    default -> throw new IOException("message type " + header[18]);
                }
                if (!isReading) {
                    // The session ends when a keepalive can no longer be written.
                    beat.join();
                }
            }
        } finally {
            dialed.close();
            beat.interrupt();
        }
    }

    private void establish(Thread beat, OutputStream out) throws IOException {
        if (isEstablished) {
            return;
        }
        synchronized (announced) {
            out.write(RawMessages.announce(announced.values()));
            isEstablished = true;
        }
        beat.start();
    }

    private void beat(Socket dialed) {
        try {
            while (!closed.await(holdSeconds * 1000L / 3, TimeUnit.MILLISECONDS)) {
                synchronized (announced) {
                    dialed.getOutputStream().write(RawMessages.keepalive());
                }
            }
        } catch (IOException e) {
            closeQuietly(dialed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(RawMessages.Update update) {
        long now = System.nanoTime();
        for (String prefix : update.withdrawn()) {
            LabRoute old = table.remove(prefix);
            if (old != null) {
                changed(old, now);
            }
        }
        for (LabRoute route : update.announced()) {
            if (!route.equals(table.put(route.prefix(), route))) {
                changed(route, now);
            }
        }
        afterChange.run();
    }

    private void changed(LabRoute route, long now) {
        touched.add(route.prefix());
        route.list(LabRoute.NEXT_HOP).forEach(nextHop -> lastChanges.put(nextHop, now));
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Socket current = socket;
        if (current != null) {
            closeQuietly(current);
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

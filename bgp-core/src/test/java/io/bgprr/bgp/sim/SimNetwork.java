// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.ConnectRequest;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A network in one thread and in virtual time: the engines of several speakers, and connections with TCP's manners between
 * them. Octets arrive in order and none is lost, but late and in pieces; a reader that stalls closes its window, so that what
 * the other end writes stays pending there. Passes and slices of the engines are events with random delays, so that every
 * interleaving of threads is a schedule. One seed decides everything.
 */
final class SimNetwork {

    /** Octets that an end takes in while its engine does not read. */
    private static final int WINDOW_BYTES = 600;

    private static final long FLUSH_GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final long START_NANOS = TimeUnit.HOURS.toNanos(1);

    final Random random;
    private final SimTrace trace;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::sequence));
    private final Map<IpAddress, SimSpeaker> speakers = new LinkedHashMap<>();
    private final List<Pipe> pipes = new ArrayList<>();
    private long sequence;
    private long nowNanos = START_NANOS;

    private record Due(long atNanos, long sequence, Runnable action) {}

    SimNetwork(long seed, SimTrace trace) {
        this.random = new Random(seed);
        this.trace = trace;
    }

    /** Tells the trace. */
    void tell(Object node, @Nullable Object peer, String what, long number) {
        trace.add(nowNanos - START_NANOS, node, peer, what, number);
    }

    long nowNanos() {
        return nowNanos;
    }

    void add(SimSpeaker speaker) {
        speakers.put(speaker.address(), speaker);
    }

    List<SimSpeaker> speakers() {
        return List.copyOf(speakers.values());
    }

    void at(long whenNanos, Runnable action) {
        queue.add(new Due(whenNanos, sequence++, action));
    }

    /** An action soon: the next thread, the next hop. */
    void soon(Runnable action) {
        at(nowNanos + 1 + random.nextInt(random.nextInt(4) == 0 ? 3_000_000 : 200_000), action);
    }

    /** Lets time pass. */
    void run(double seconds) {
        long until = nowNanos + (long) (seconds * 1e9);
        for (Due due = queue.peek(); due != null && due.atNanos() <= until; due = queue.peek()) {
            queue.remove();
            nowNanos = Math.max(nowNanos, due.atNanos());
            due.action().run();
        }
        nowNanos = until;
    }

    // --- Connections.

    Connection dial(SimSpeaker from, int loop, ConnectRequest request, ConnectionListener listener) {
        Pipe near = new Pipe(from, loop, from.address(), request.remoteAddress());
        near.listener = listener;
        tell(from.address(), request.remoteAddress(), "dials", -1);
        soon(() -> answer(near, speakers.get(request.remoteAddress())));
        return near;
    }

    private void answer(Pipe near, @Nullable SimSpeaker to) {
        if (near.isGone) {
            return;
        }
        if (to == null || !to.isReachable || to.expects(near.local) == null) {
            soon(near::refused);
            return;
        }
        Pipe far = new Pipe(to, to.loopOf(near.local), /* local= */ near.remote, /* remote= */ near.local);
        near.far = far;
        far.far = near;
        far.isConnected = true;
        pipes.add(near);
        pipes.add(far);
        soon(near::connected); // TCP answers before the application knows
        far.listener = to.accept(far.loop, far, nowNanos);
        if (far.listener == null) {
            far.close();
        }
        far.read();
    }

    /** The ends of the open connections between two speakers. */
    private List<Pipe> between(SimSpeaker one, SimSpeaker other) {
        pipes.removeIf(pipe -> pipe.isGone);
        return pipes.stream()
                .filter(pipe -> pipe.owner == one && pipe.remote.equals(other.address())
                        || pipe.owner == other && pipe.remote.equals(one.address()))
                .toList();
    }

    /** Breaks what connects two speakers. */
    void cut(SimSpeaker one, SimSpeaker other) {
        between(one, other).forEach(pipe -> pipe.gone("connection reset"));
    }

    /** One does not read for a while what the other sends. */
    void stall(SimSpeaker reader, SimSpeaker writer, double seconds) {
        for (Pipe pipe : between(reader, writer)) {
            if (pipe.owner == reader && !pipe.isStalled) {
                pipe.isStalled = true;
                at(nowNanos + (long) (seconds * 1e9), () -> {
                    pipe.isStalled = false;
                    pipe.read();
                });
            }
        }
    }

    /** One end of a connection: what is written here arrives at the other end. */
    final class Pipe implements Connection {
        private final SimSpeaker owner;
        private final int loop;
        private final IpAddress local;
        private final IpAddress remote;
        private final ArrayDeque<ByteBuf> written = new ArrayDeque<>();
        private int flushed; // of the buffers written
        private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
        private @Nullable Pipe far;
        private @Nullable ConnectionListener listener;
        private long pendingBytes;
        private int onTheWayBytes;
        private long lastArrivalNanos;
        private boolean isConnected;
        private boolean isGone;
        private boolean isClosing;
        private boolean isStalled;
        private boolean isPaused;
        private boolean farIsGone;
        private boolean isMoving;

        Pipe(SimSpeaker owner, int loop, IpAddress local, IpAddress remote) {
            this.owner = owner;
            this.loop = loop;
            this.local = local;
            this.remote = remote;
        }

        private void refused() {
            if (!isGone) {
                isGone = true;
                Objects.requireNonNull(listener).connectFailed("connection refused", nowNanos);
                owner.wake(loop);
            }
        }

        private void connected() {
            if (!isGone) {
                isConnected = true;
                Objects.requireNonNull(listener).connected(nowNanos);
                owner.wake(loop);
                read();
                move();
            }
        }

        /** Moves some octets to the far end when its window is open. */
        private void move() {
            if (!isMoving && isConnected) {
                isMoving = true;
                soon(() -> {
                    isMoving = false;
                    moveSome();
                });
            }
        }

        private void moveSome() {
            Pipe to = far;
            if (isGone || to == null) {
                return;
            }
            int room = WINDOW_BYTES - to.unread.size() - onTheWayBytes;
            int limit = Math.min(room, 1 + random.nextInt(random.nextInt(3) == 0 ? 5 : 4 * WINDOW_BYTES));
            ByteArrayOutputStream piece = new ByteArrayOutputStream();
            while (flushed > 0 && piece.size() < limit) {
                ByteBuf first = written.getFirst();
                byte[] bytes = new byte[Math.min(limit - piece.size(), first.readableBytes())];
                first.readBytes(bytes);
                piece.writeBytes(bytes);
                if (!first.isReadable()) {
                    first.release();
                    written.removeFirst();
                    flushed--;
                }
            }
            if (piece.size() > 0) {
                pendingBytes -= piece.size();
                onTheWayBytes += piece.size();
                arrive(() -> {
                    onTheWayBytes -= piece.size();
                    if (!to.isGone) {
                        byte[] bytes = piece.toByteArray();
                        tell(to.local, local, "octets arrive", bytes.length);
                        trace.mix(Arrays.hashCode(bytes));
                        to.unread.writeBytes(bytes);
                        to.read();
                    }
                });
                if (listener != null) {
                    listener.written(nowNanos);
                    owner.wake(loop);
                }
                if (flushed > 0) {
                    move();
                }
            }
            if (isClosing && pendingBytes == 0) {
                close();
            }
        }

        private void arrive(Runnable action) {
            lastArrivalNanos = Math.max(lastArrivalNanos + 1, nowNanos + 1 + random.nextInt(500_000));
            at(lastArrivalNanos, action);
        }

        private void read() {
            if (isGone || !isConnected) {
                return;
            }
            if (!isStalled && !isPaused && unread.size() > 0 && listener != null) {
                byte[] bytes = unread.toByteArray();
                unread.reset();
                int at = 0;
                while (at < bytes.length && !isGone && !isPaused) {
                    int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(3) == 0 ? 3 : 300));
                    listener.received(Arrays.copyOfRange(bytes, at, at + length), 0, length, nowNanos);
                    at += length;
                }
                unread.writeBytes(Arrays.copyOfRange(bytes, at, bytes.length));
                owner.wake(loop);
                if (far != null) {
                    far.move();
                }
            }
            if (farIsGone && (unread.size() == 0 || listener == null)) {
                gone("closed by the peer");
            }
        }

        private void gone(String reason) {
            if (isGone) {
                return;
            }
            isGone = true;
            tell(local, remote, reason, -1);
            written.forEach(ByteBuf::release);
            written.clear();
            pendingBytes = 0;
            Pipe other = far;
            if (other != null) {
                arrive(() -> {
                    other.farIsGone = true;
                    other.read();
                });
            }
            ConnectionListener hears = listener;
            if (isConnected && hears != null) {
                hears.closed(reason, nowNanos);
                owner.wake(loop);
            }
        }

        @Override
        public IpAddress remoteAddress() {
            return remote;
        }

        @Override
        public int remotePort() {
            return 179;
        }

        @Override
        public IpAddress localAddress() {
            return local;
        }

        @Override
        public int localPort() {
            return 179;
        }

        @Override
        public void write(byte[] bytes, int offset, int lengthBytes) {
            write(owner.allocator().heapBuffer(lengthBytes).writeBytes(bytes, offset, lengthBytes));
        }

        @Override
        public void write(ByteBuf buffer) {
            if (isGone || isClosing) {
                buffer.release();
                return;
            }
            pendingBytes += buffer.readableBytes();
            written.addLast(buffer);
        }

        @Override
        public void flush() {
            flushed = written.size();
            move();
        }

        @Override
        public long pendingBytes() {
            return pendingBytes;
        }

        @Override
        public void pauseReads() {
            isPaused = true;
        }

        @Override
        public void resumeReads() {
            isPaused = false;
            soon(this::read);
        }

        @Override
        public void closeAfterFlush() {
            flush();
            isClosing = true;
            at(nowNanos + FLUSH_GRACE_NANOS, this::close);
            move();
        }

        @Override
        public void close() {
            if (isConnected) {
                soon(() -> gone("closed by us"));
            } else {
                gone("given up");
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.wire.DecodeCache;
import io.bgprr.bgp.wire.UpdateDecoder;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two sessions that are each other's peer, joined by connections with TCP's manners: octets arrive in order, none is lost,
 * but after a delay and in pieces of random length; a close arrives behind what was sent before it. Time is virtual, and one
 * seed decides everything.
 */
final class SessionPair {

    final Side left;
    final Side right;
    long now = TimeUnit.HOURS.toNanos(1);

    /** Connections that were made, or that somebody tried to make. */
    int dialsCount;

    private final Random random;
    private final long latencyNanosMax;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::sequence));
    private long sequence;

    private record Due(long atNanos, long sequence, Runnable action) {}

    /** One session and its end of the world. */
    final class Side {
        final PeerSession session;
        final RecordingListener listener = new RecordingListener();
        final IpAddress address;
        final List<Pipe> pipes = new ArrayList<>();
        boolean isUnreachable;

        Side(SessionConfig config, IpAddress address) {
            this.address = address;
            this.session = new PeerSession(
                    config,
                    (request, heard) -> dial(this, heard),
                    listener,
                    new UpdateDecoder(new DecodeCache(16, 1)),
                    new Random(random.nextLong()),
                    4);
        }

        Side other() {
            return this == left ? right : left;
        }

        long openConnections() {
            return pipes.stream()
                    .filter(pipe -> pipe.isConnected && !pipe.isGone)
                    .count();
        }

        /** From now on nothing that this side sends arrives, and nobody is told. */
        void fallSilent() {
            pipes.forEach(pipe -> pipe.isBlackHole = true);
        }
    }

    SessionPair(SessionConfig left, SessionConfig right, double latencySecondsMax, long seed) {
        this.random = new Random(seed);
        this.latencyNanosMax = (long) (latencySecondsMax * 1e9);
        this.left = new Side(left, IpAddress.parse("192.0.2.1"));
        this.right = new Side(right, IpAddress.parse("192.0.2.2"));
    }

    void startBoth() {
        left.session.start(now);
        right.session.start(now);
    }

    boolean isUp() {
        return left.session.state() == FsmState.ESTABLISHED && right.session.state() == FsmState.ESTABLISHED;
    }

    /** Lets time pass, in the order of what is due. */
    void pass(double seconds) {
        long until = now + (long) (seconds * 1e9);
        while (true) {
            long deadline = Math.min(left.listener.deadlineNanos, right.listener.deadlineNanos);
            Due due = queue.peek();
            long next = Math.min(deadline, due == null ? Long.MAX_VALUE : due.atNanos);
            if (next > until) {
                break;
            }
            now = Math.max(now, next);
            if (due != null && due.atNanos <= deadline) {
                Objects.requireNonNull(queue.poll()).action.run();
            } else {
                Side side = left.listener.deadlineNanos == deadline ? left : right;
                side.session.timeout(now);
                side.listener.deadlineNanos = side.session.nextDeadlineNanos();
            }
        }
        now = until;
    }

    private void at(long whenNanos, Runnable action) {
        queue.add(new Due(whenNanos, sequence++, action));
    }

    private long delay() {
        return 1 + (long) (latencyNanosMax * random.nextDouble());
    }

    private Connection dial(Side from, ConnectionListener heard) {
        dialsCount++;
        Side to = from.other();
        Pipe near = new Pipe(from);
        Pipe far = new Pipe(to);
        near.far = far;
        far.far = near;
        near.heard = heard;
        at(now + delay(), () -> {
            if (near.isGone) {
                return; // The SYN of an attempt that was given up.
            }
            if (to.isUnreachable || from.isUnreachable) {
                at(now + delay(), () -> near.fail("connection refused"));
                return;
            }
            // TCP answers before the application knows.
            far.lastArrivalNanos = now + delay();
            at(far.lastArrivalNanos, near::connect);
            to.pipes.add(far);
            far.isConnected = true;
            far.heard = to.session.accepted(far, now);
        });
        from.pipes.add(near);
        return near;
    }

    /** One end of a connection: what is written here arrives at the other end. */
    final class Pipe implements Connection {
        final Side side;

        @Nullable
        Pipe far;

        @Nullable
        ConnectionListener heard;

        boolean isConnected;
        boolean isGone;
        boolean isBlackHole;
        private boolean isReadPaused;
        private long lastArrivalNanos;
        private long pendingBytes;
        private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
        private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

        Pipe(Side side) {
            this.side = side;
        }

        private Pipe peer() {
            return Objects.requireNonNull(far);
        }

        private void connect() {
            if (!isGone) {
                isConnected = true;
                Objects.requireNonNull(heard).connected(now);
                read();
            }
        }

        private void fail(String reason) {
            if (!isGone) {
                isGone = true;
                Objects.requireNonNull(heard).connectFailed(reason, now);
            }
        }

        /** Octets arrive at this end, in pieces. */
        private void arrive(byte[] bytes) {
            unread.writeBytes(bytes);
            read();
        }

        private void read() {
            if (isReadPaused || !isConnected || isGone || unread.size() == 0) {
                return;
            }
            byte[] bytes = unread.toByteArray();
            unread.reset();
            int at = 0;
            while (at < bytes.length && !isGone) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
                if (heard != null) {
                    heard.received(bytes, at, length, now);
                }
                at += length;
            }
        }

        private void arriveInOrder(Runnable action) {
            lastArrivalNanos = Math.max(lastArrivalNanos, now + delay());
            at(lastArrivalNanos, action);
        }

        private void end(String reason) {
            if (!isGone) {
                isGone = true;
                if (heard != null) {
                    heard.closed(reason, now);
                }
            }
        }

        @Override
        public IpAddress remoteAddress() {
            return side.other().address;
        }

        @Override
        public int remotePort() {
            return 179;
        }

        @Override
        public IpAddress localAddress() {
            return side.address;
        }

        @Override
        public int localPort() {
            return 179;
        }

        @Override
        public void write(byte[] bytes, int offset, int lengthBytes) {
            unflushed.write(bytes, offset, lengthBytes);
            pendingBytes += lengthBytes;
        }

        @Override
        public void write(ByteBuf buffer) {
            throw new AssertionError("a session writes no buffers");
        }

        @Override
        public void flush() {
            byte[] bytes = unflushed.toByteArray();
            unflushed.reset();
            if (isGone || bytes.length == 0 || isBlackHole) {
                return;
            }
            arriveInOrder(() -> {
                pendingBytes -= bytes.length;
                if (heard != null && !isGone) {
                    heard.written(now);
                }
                peer().arrive(bytes);
            });
        }

        @Override
        public long pendingBytes() {
            return pendingBytes;
        }

        @Override
        public void pauseReads() {
            isReadPaused = true;
        }

        @Override
        public void resumeReads() {
            isReadPaused = false;
            at(now, this::read);
        }

        @Override
        public void closeAfterFlush() {
            flush();
            close();
        }

        @Override
        public void close() {
            if (!isConnected) {
                isGone = true;
            } else if (!isGone) {
                at(now, () -> end("closed by us"));
            }
            if (!isBlackHole) {
                arriveInOrder(() -> peer().end("closed by the peer"));
            }
        }
    }
}

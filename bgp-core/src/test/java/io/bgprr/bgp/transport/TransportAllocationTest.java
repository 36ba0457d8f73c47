// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.ConnectRequest;
import io.bgprr.bgp.session.SocketSecurity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Messages come and go without garbage: what is allocated for one is what its caller made. */
class TransportAllocationTest {

    private static final int ROUNDS_PER_LOT = 10_000;
    /** The compiler takes what time it gets: the least of some lots shows what the finished code allocates. */
    private static final int LOTS = 8;

    @Test
    void aMessageThereAndBackAllocatesNothingButTheSharedFramesView() throws Exception {
        try (TransportLab lab = new TransportLab(SocketBackend.EPOLL)) {
            lab.owner = 0; // both ends on one thread, whose allocation is read
            int port = lab.listen("127.20.5.1");
            PingPong listener = new PingPong(lab.threads.get(0));
            listener.connection = lab.on(
                    0,
                    () -> lab.transports
                            .getFirst()
                            .connect(
                                    new ConnectRequest(IpAddress.parse("127.20.5.1"), port, null, SocketSecurity.NONE),
                                    listener));
            RecordingListener echo = lab.nextAccepted();
            listener.echo = echo;
            echo.onReceived = listener::pong;
            RecordingListener.soon(listener.connected);
            lab.on(0, listener::ping);
            assertThat(listener.done.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(listener.bytesPerLotMin / (double) ROUNDS_PER_LOT).isLessThan(160);
            listener.frame.release();
        }
    }

    private static final class PingPong extends RecordingListener {

        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final CountDownLatch done = new CountDownLatch(1);
        private final byte[] keepalive = new byte[19];
        private final ByteBuf frame = Unpooled.directBuffer(4096).writeZero(4096);
        private RecordingListener echo = this;
        private int rounds;
        private int waitsForBytes;
        private long lotStartBytes;
        private long bytesPerLotMin = Long.MAX_VALUE;

        PingPong(IoThread thread) {
            super(thread);
        }

        boolean ping() {
            var connection = Objects.requireNonNull(this.connection);
            connection.write(keepalive, 0, keepalive.length);
            connection.write(frame.retainedDuplicate());
            connection.flush();
            return true;
        }

        void pong(int lengthBytes) {
            waitsForBytes += lengthBytes;
            if (waitsForBytes == keepalive.length + frame.readableBytes()) {
                waitsForBytes = 0;
                var connection = Objects.requireNonNull(echo.connection);
                connection.write(keepalive, 0, keepalive.length);
                connection.flush();
            }
        }

        @Override
        public void received(byte[] received, int offset, int lengthBytes, long nowNanos) {
            rounds++;
            if (rounds % ROUNDS_PER_LOT == 0) {
                long nowBytes = threads.getCurrentThreadAllocatedBytes();
                bytesPerLotMin =
                        rounds == ROUNDS_PER_LOT ? nowBytes : Math.min(bytesPerLotMin, nowBytes - lotStartBytes);
                lotStartBytes = nowBytes;
                if (rounds == LOTS * ROUNDS_PER_LOT) {
                    done.countDown();
                    return;
                }
            }
            ping();
        }
    }
}

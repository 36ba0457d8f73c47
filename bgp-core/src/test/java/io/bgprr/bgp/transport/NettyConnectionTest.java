// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static io.bgprr.bgp.transport.RecordingListener.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.ConnectRequest;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.SocketSecurity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NettyConnectionTest {

    private TransportLab lab = new TransportLab(SocketBackend.EPOLL);

    @AfterEach
    void nothingWentWrong() {
        lab.close();
        assertThat(lab.failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void carriesOctetsBothWaysInOrder(SocketBackend backend) throws Exception {
        lab.close();
        lab = new TransportLab(backend);
        int port = lab.listen("127.20.0.1");
        RecordingListener dialer = lab.connect("127.20.0.1", port, "127.20.0.2", SocketSecurity.NONE);
        soon(dialer.connected);
        RecordingListener acceptor = lab.nextAccepted();
        byte[] there = randomBytes(3_000_000, 1);
        byte[] back = randomBytes(700_000, 2);

        for (int offset = 0; offset < there.length; offset += 4096) {
            dialer.send(Arrays.copyOfRange(there, offset, Math.min(there.length, offset + 4096)));
        }
        acceptor.send(back);

        await().until(() -> acceptor.bytesCount() == there.length && dialer.bytesCount() == back.length);
        assertThat(acceptor.bytes()).isEqualTo(there);
        assertThat(dialer.bytes()).isEqualTo(back);
        assertThat(dialer.call(Connection::remoteAddress)).hasToString("127.20.0.1");
        assertThat(dialer.call(Connection::remotePort)).isEqualTo(port);
        assertThat(dialer.call(Connection::localAddress)).hasToString("127.20.0.2");
        assertThat(acceptor.call(Connection::remoteAddress)).hasToString("127.20.0.2");
        assertThat(acceptor.call(Connection::remotePort)).isEqualTo(dialer.call(Connection::localPort));
        assertThat(acceptor.call(Connection::localAddress)).hasToString("127.20.0.1");
        assertThat(acceptor.problems).isEmpty();
        assertThat(dialer.problems).isEmpty();
    }

    @Test
    void readsGrowWithTheTraffic() throws Exception {
        int port = lab.listen("127.20.0.1");
        try (Socket peer = TransportLab.plainSocket("127.20.0.1", port)) {
            RecordingListener listener = lab.nextAccepted();
            listener.call(connection -> {
                connection.pauseReads();
                return true;
            });
            byte[] bytes = randomBytes(16 << 20, 3);
            Thread sender = Thread.ofVirtual().start(() -> sendQuietly(peer, bytes));
            listener.call(connection -> {
                connection.resumeReads();
                return true;
            });
            await().until(() -> listener.bytesCount() == bytes.length);
            sender.join();
            assertThat(listener.bytes()).isEqualTo(bytes);
            assertThat(listener.largestRead.get()).isGreaterThan(ReadArea.FIRST_BYTES);
        }
    }

    @Test
    void countsPendingOctetsExactlyWhileAPeerDoesNotRead() throws Exception {
        int port = lab.listen("127.20.0.1");
        try (Socket peer = TransportLab.plainSocket("127.20.0.1", port)) {
            RecordingListener listener = lab.nextAccepted();
            RecordingListener other = lab.connect("127.20.0.1", port);
            RecordingListener otherEnd = lab.nextAccepted();
            int pieces = 200;
            ByteBuf piece = Unpooled.directBuffer(100_000).writeZero(100_000);
            assertThat(listener.<Long>call(connection -> {
                        for (int i = 0; i < pieces; i++) {
                            connection.write(piece.retainedDuplicate());
                        }
                        return connection.pendingBytes();
                    }))
                    .isEqualTo(20_000_000);
            long stuck = listener.call(connection -> {
                connection.flush();
                return connection.pendingBytes();
            });
            assertThat(stuck).isBetween(1L, 20_000_000L);

            // The thread that owns the stuck connection serves its neighbour meanwhile.
            otherEnd.send(new byte[] {1, 2, 3});
            await().until(() -> other.bytesCount() == 3);

            int writtenBefore = listener.writtenCount.get();
            InputStream in = peer.getInputStream();
            in.readNBytes(4_000_000);
            await().until(() -> listener.call(Connection::pendingBytes) < stuck);
            await().until(() -> listener.writtenCount.get() > writtenBefore);
            in.readNBytes(16_000_000);
            await().until(() -> listener.call(Connection::pendingBytes) == 0);
            await().until(() -> piece.refCnt() == 1);
            piece.release();
            assertThat(listener.problems).isEmpty();
        }
    }

    @Test
    void tellsOfOctetsThatTcpTookAtOnce() throws Exception {
        int port = lab.listen("127.20.0.1");
        try (Socket peer = TransportLab.plainSocket("127.20.0.1", port)) {
            RecordingListener listener = lab.nextAccepted();
            int toldInside = listener.call(connection -> {
                connection.write(new byte[19], 0, 19);
                connection.write(new byte[19], 0, 19);
                connection.flush();
                return listener.writtenCount.get();
            });
            assertThat(toldInside).isZero();
            await().until(() -> listener.writtenCount.get() == 1);
            assertThat(listener.<Long>call(Connection::pendingBytes)).isZero();
            assertThat(peer.getInputStream().readNBytes(38)).hasSize(38);
        }
    }

    @Test
    void aPausedConnectionReadsNothingUntilResumed() throws Exception {
        int port = lab.listen("127.20.0.1");
        try (Socket peer = TransportLab.plainSocket("127.20.0.1", port)) {
            RecordingListener listener = lab.nextAccepted();
            listener.call(connection -> {
                connection.pauseReads();
                return true;
            });
            // Fills the window, so that this thread would block if nobody read; the neighbour's echo proves the loop
            // polled.
            Thread sender = Thread.ofVirtual().start(() -> sendQuietly(peer, new byte[30_000_000]));
            RecordingListener other = lab.connect("127.20.0.1", port);
            RecordingListener otherEnd = lab.nextAccepted();
            for (int i = 1; i <= 100; i++) {
                int expected = i;
                other.send(new byte[1]);
                await().until(() -> otherEnd.bytesCount() == expected);
            }
            assertThat(listener.bytesCount()).isZero();
            assertThat(sender.isAlive()).isTrue();
            listener.call(connection -> {
                connection.resumeReads();
                return true;
            });
            await().until(() -> listener.bytesCount() == 30_000_000);
            sender.join();
        }
    }

    @Test
    void octetsAreNotLostWhenThePeerClosesWhilePaused() throws Exception {
        int port = lab.listen("127.20.0.1");
        RecordingListener listener;
        byte[] bytes = randomBytes(1_500_000, 4);
        try (Socket peer = TransportLab.plainSocket("127.20.0.1", port)) {
            listener = lab.nextAccepted();
            listener.call(connection -> {
                connection.pauseReads();
                return true;
            });
            peer.getOutputStream().write(bytes);
        }
        RecordingListener other = lab.connect("127.20.0.1", port);
        soon(other.connected);
        lab.nextAccepted();
        assertThat(listener.closed).isNotDone();
        listener.call(connection -> {
            connection.resumeReads();
            return true;
        });
        assertThat(soon(listener.closed)).isEqualTo("closed by the peer");
        assertThat(listener.bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void theLastOctetsArriveBeforeTheEndThoughThePeersAreUnread(SocketBackend backend) throws Exception {
        lab.close();
        lab = new TransportLab(backend);
        int port = lab.listen("127.20.0.1");
        try (Socket peer = TransportLab.plainSocket("127.20.0.1", port)) {
            RecordingListener listener = lab.nextAccepted();
            listener.call(connection -> {
                connection.pauseReads();
                return true;
            });
            peer.getOutputStream().write(new byte[200_000]);
            byte[] queued = randomBytes(3_000_000, 5);
            listener.call(connection -> {
                connection.write(queued, 0, queued.length);
                connection.closeAfterFlush();
                return true;
            });
            assertThat(peer.getInputStream().readNBytes(queued.length)).isEqualTo(queued);
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            assertThat(listener.closed).isNotDone();
            peer.shutdownOutput();
            assertThat(soon(listener.closed)).isEqualTo("closed here");
            assertThat(listener.bytesCount()).isZero();
            assertThat(listener.problems).isEmpty();
        }
    }

    @Test
    void aPeerThatDoesNotReadItsLastOctetsIsClosedAfterTheGrace() throws Exception {
        int port = lab.listen("127.20.0.1");
        try (Socket peer = TransportLab.plainSocket("127.20.0.1", port)) {
            assertThat(peer.isConnected()).isTrue();
            RecordingListener listener = lab.nextAccepted();
            long startNanos = System.nanoTime();
            listener.call(connection -> {
                connection.write(new byte[20_000_000], 0, 20_000_000);
                connection.closeAfterFlush();
                connection.write(new byte[19], 0, 19);
                connection.closeAfterFlush();
                return true;
            });
            assertThat(soon(listener.closed)).isEqualTo("closed here");
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isGreaterThan(Duration.ofMillis(TransportLab.QUICK.closeGraceMillis() - 10));
        }
    }

    @Test
    void hearsTheEndOnceWhoeverCausesIt() throws Exception {
        int port = lab.listen("127.20.0.1");
        Socket peer = TransportLab.plainSocket("127.20.0.1", port);
        RecordingListener byPeer = lab.nextAccepted();
        peer.close();
        assertThat(soon(byPeer.closed)).isEqualTo("closed by the peer");

        peer = TransportLab.plainSocket("127.20.0.1", port);
        RecordingListener byReset = lab.nextAccepted();
        peer.setSoLinger(true, 0);
        peer.close();
        assertThat(soon(byReset.closed)).isEqualTo("connection reset by peer");

        peer = TransportLab.plainSocket("127.20.0.1", port);
        RecordingListener halfClosed = lab.nextAccepted();
        peer.shutdownOutput();
        assertThat(soon(halfClosed.closed)).isEqualTo("closed by the peer");
        peer.close();

        peer = TransportLab.plainSocket("127.20.0.1", port);
        RecordingListener byUs = lab.nextAccepted();
        boolean toldInside = byUs.call(connection -> {
            connection.close();
            connection.close();
            connection.closeAfterFlush();
            connection.write(new byte[1], 0, 1);
            connection.flush();
            return byUs.closed.isDone();
        });
        assertThat(toldInside).isFalse();
        assertThat(soon(byUs.closed)).isEqualTo("closed here");
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        peer.close();
        assertThat(byPeer.problems).isEmpty();
        assertThat(byReset.problems).isEmpty();
        assertThat(halfClosed.problems).isEmpty();
        assertThat(byUs.problems).isEmpty();
    }

    @Test
    void aListenerThatThrowsLosesItsConnectionOnly() throws Exception {
        int port = lab.listen("127.20.0.1");
        RecordingListener dialer = lab.connect("127.20.0.1", port);
        RecordingListener acceptor = lab.nextAccepted();
        RecordingListener throwing = new RecordingListener(lab.threads.get(0)) {
            @Override
            public void received(byte[] received, int offset, int lengthBytes, long nowNanos) {
                throw new IllegalStateException("a bug");
            }
        };
        throwing.connection = lab.on(
                0,
                () -> lab.transports
                        .getFirst()
                        .connect(
                                new ConnectRequest(IpAddress.parse("127.20.0.1"), port, null, SocketSecurity.NONE),
                                throwing));
        lab.nextAccepted().send(new byte[5]);
        assertThat(soon(throwing.closed)).isEqualTo("closed here after an internal error");
        assertThat(lab.failures)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("a bug");
        lab.failures.clear();

        acceptor.send(new byte[7]);
        await().until(() -> dialer.bytesCount() == 7);
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void saysWhyAConnectionFailed(SocketBackend backend) throws Exception {
        lab.close();
        lab = new TransportLab(backend);
        int freePort;
        try (ServerSocket unused = new ServerSocket()) {
            unused.bind(new InetSocketAddress("127.20.0.3", 0));
            freePort = unused.getLocalPort();
        }
        RecordingListener refused = lab.connect("127.20.0.3", freePort);
        RecordingListener badSource = lab.connect("127.20.0.3", freePort, "192.0.2.1", SocketSecurity.NONE);
        assertThat(soon(refused.failed)).isEqualTo("connection refused");
        assertThat(soon(badSource.failed)).isEqualTo("cannot assign requested address");
        assertThat(refused.problems).isEmpty();
        assertThat(refused.<Long>call(Connection::pendingBytes)).isZero();
        assertThatThrownBy(() -> refused.call(Connection::localAddress)).hasMessageContaining("not connected");
    }

    @Test
    void hearsNothingWhenClosedBeforeItConnected() throws Exception {
        int port = lab.listen("127.20.0.1");
        RecordingListener listener = new RecordingListener(lab.threads.get(0));
        lab.on(0, () -> {
            Connection connection = lab.transports
                    .getFirst()
                    .connect(
                            new ConnectRequest(IpAddress.parse("127.20.0.1"), port, null, SocketSecurity.NONE),
                            listener);
            connection.close();
            return true;
        });
        RecordingListener next = lab.connect("127.20.0.1", port);
        soon(next.connected);
        assertThat(listener.connected).isNotDone();
        assertThat(listener.failed).isNotDone();
        assertThat(listener.closed).isNotDone();
    }

    private static void sendQuietly(Socket peer, byte[] bytes) {
        try {
            peer.getOutputStream().write(bytes);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] randomBytes(int lengthBytes, long seed) {
        byte[] bytes = new byte[lengthBytes];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}

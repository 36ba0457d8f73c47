// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static io.bgprr.bgp.transport.RecordingListener.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.SocketSecurity;
import io.bgprr.bgp.speaker.ListenAddress;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAcceptorTest {

    private final TransportLab lab = new TransportLab(SocketBackend.EPOLL);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void nothingWentWrong() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        lab.close();
        assertThat(lab.failures).isEmpty();
    }

    @Test
    void handsAConnectionToTheThreadThatTheDecisionNames() throws Exception {
        int port = lab.listen("127.20.1.1");
        for (int owner : List.of(0, 1)) {
            lab.owner = owner;
            soon(lab.connect("127.20.1.1", port).connected);
            RecordingListener accepted = lab.nextAccepted();
            accepted.send(new byte[1]);
            assertThat(accepted.problems).isEmpty();
        }
    }

    @Test
    void resetsStrangers() throws Exception {
        int port = lab.listen("127.20.1.1");
        lab.admits = null;
        assertReset("127.20.1.1", port);
        assertThat(lab.accepted).isEmpty();
    }

    /** A node's BIRD that was reset waits for a minute before it tries again. */
    @Test
    void keepsWhoComesBeforeAnybodyIsExpected() throws Exception {
        lab.admits = null;
        int port = lab.acceptor
                .listen(List.of(new ListenAddress(IpAddress.parse("127.20.1.1"), 0)))
                .join()
                .getFirst()
                .port();
        RecordingListener early = lab.connect("127.20.1.1", port);
        soon(early.connected);
        lab.on(0, () -> true); // by when all was heard that had come before
        assertThat(lab.decisions).hasValue(0);

        lab.admits = SocketSecurity.NONE;
        lab.acceptor.accept().join();
        RecordingListener accepted = lab.nextAccepted();
        accepted.send(new byte[19]);
        await().until(() -> early.bytesCount() == 19);
        assertThat(early.problems).isEmpty();
    }

    @Test
    void listensOnWhatIsListedAndOnNothingElse() throws Exception {
        ListenAddress first = new ListenAddress(IpAddress.parse("127.20.1.1"), 0);
        ListenAddress second = new ListenAddress(IpAddress.parse("127.20.1.2"), 0);
        List<ListenAddress> bound = lab.listen(first, second);
        soon(lab.connect("127.20.1.1", bound.get(0).port()).connected);
        soon(lab.connect("127.20.1.2", bound.get(1).port()).connected);

        List<ListenAddress> after = lab.listen(second);
        assertThat(after).containsExactly(bound.get(1));
        assertThat(soon(lab.connect("127.20.1.1", bound.get(0).port()).failed)).isEqualTo("connection refused");
        soon(lab.connect("127.20.1.2", bound.get(1).port()).connected);
        lab.accepted.clear();

        lab.acceptor.close().join();
        assertThat(soon(lab.connect("127.20.1.2", bound.get(1).port()).failed)).isEqualTo("connection refused");
    }

    @Test
    void changesNothingWhenAnAddressCannotBeBound() throws Exception {
        int port = lab.listen("127.20.1.1");
        ListenAddress same = new ListenAddress(IpAddress.parse("127.20.1.1"), port);
        ListenAddress foreign = new ListenAddress(IpAddress.parse("192.0.2.1"), port);
        assertThatThrownBy(() -> lab.listen(new ListenAddress(IpAddress.parse("127.20.1.3"), 0), foreign))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot listen on 192.0.2.1:" + port + ": cannot assign requested address");
        soon(lab.connect("127.20.1.1", port).connected);
        lab.nextAccepted();

        TransportLab other = new TransportLab(SocketBackend.EPOLL);
        assertThatThrownBy(() -> other.listen(same)).hasMessageContaining("address already in use");
        other.close();
    }

    @Test
    void oneAddressMayMakeRoomForAnotherOnItsPort() throws Exception {
        int port = lab.listen("127.20.1.1");
        ListenAddress all = new ListenAddress(IpAddress.parse("0.0.0.0"), port);
        ListenAddress one = new ListenAddress(IpAddress.parse("127.20.1.2"), port);
        ListenAddress allIpv6 = new ListenAddress(IpAddress.parse("::"), port);

        lab.listen(all);
        soon(lab.connect("127.20.1.3", port).connected);
        lab.listen(one);
        soon(lab.connect("127.20.1.2", port).connected);
        assertThat(soon(lab.connect("127.20.1.3", port).failed)).isEqualTo("connection refused");
        lab.listen(allIpv6);
        soon(lab.connect("127.20.1.3", port).connected);
        lab.listen(allIpv6, one);
        soon(lab.connect("127.20.1.2", port).connected);
        soon(lab.connect("::1", port).connected);
        assertThat(soon(lab.connect("127.20.1.3", port).failed)).isEqualTo("connection refused");
    }

    @Test
    void ipv4PeersOfADualStackSocketAreIpv4() throws Exception {
        int port = lab.listen("::");
        RecordingListener dialer = lab.connect("127.20.1.1", port, "127.20.1.9", SocketSecurity.NONE);
        soon(dialer.connected);
        RecordingListener accepted = lab.nextAccepted();
        assertThat(accepted.call(Connection::remoteAddress)).hasToString("127.20.1.9");
        assertThat(accepted.call(Connection::localAddress)).hasToString("127.20.1.1");
        RecordingListener dialer6 = lab.connect("::1", port);
        soon(dialer6.connected);
        assertThat(lab.nextAccepted().call(Connection::remoteAddress)).hasToString("::1");
        assertThat(dialer6.call(Connection::localAddress)).hasToString("::1");
    }

    /** Whoever is accepted alone costs everybody a round of sending: what the first brings is sent before the second is heard. */
    @Test
    void takesAllWhoWaitInOneWakeUp() throws Exception {
        int port = lab.listen("127.20.1.1");
        int peers = 100;
        CountDownLatch isBusy = new CountDownLatch(1);
        lab.threads.get(0).execute(() -> waitFor(isBusy));
        for (int i = 0; i < peers; i++) {
            sockets.add(TransportLab.plainSocket("127.20.1.1", port)); // the kernel's backlog takes it
        }
        List<Integer> seenByPasses = new CopyOnWriteArrayList<>();
        EngineSlot slot = lab.threads.get(0).newSlot(lab);
        slot.host(new HostedEngine() {
            @Override
            public boolean runPass(long nowNanos) {
                seenByPasses.add(lab.decisions.get());
                return lab.decisions.get() < peers;
            }

            @Override
            public void deadlineReached(long nowNanos) {}
        });
        isBusy.countDown();
        await().until(() -> seenByPasses.contains(peers));
        assertThat(seenByPasses).containsOnly(0, peers);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoThousandPeersConnectAtOnce() throws Exception {
        int port = lab.listen("127.20.1.1");
        int peers = 2_000;
        List<RecordingListener> dialers = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            String from = "127.20." + (16 + i / 250) + "." + (1 + i % 250);
            dialers.add(lab.connect("127.20.1.1", port, from, SocketSecurity.NONE));
        }
        Set<IpAddress> seen = new HashSet<>();
        for (int i = 0; i < peers; i++) {
            RecordingListener accepted = lab.nextAccepted();
            seen.add(accepted.call(Connection::remoteAddress));
            accepted.send(new byte[19]);
        }
        assertThat(seen).hasSize(peers);
        for (RecordingListener dialer : dialers) {
            soon(dialer.connected);
            await().until(() -> dialer.bytesCount() == 19);
            assertThat(dialer.problems).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.20.1.1", "::1", "::"})
    void aConnectionThatTheOwnerDoesNotTakeIsReset(String address) throws Exception {
        PeerAcceptor picky = new PeerAcceptor(
                lab.threads.get(0),
                (remote, remotePort, local, localPort) ->
                        new AcceptDecision.Admission(lab.transports.get(1), SocketSecurity.NONE, (_, _) -> null),
                lab);
        int port = picky.listen(List.of(new ListenAddress(IpAddress.parse(address), 0)))
                .join()
                .getFirst()
                .port();
        picky.accept().join();
        assertReset(address.equals("::") ? "127.20.1.1" : address, port);
    }

    @Test
    void aDecisionThatThrowsRefusesAndIsReported() throws Exception {
        PeerAcceptor broken = new PeerAcceptor(
                lab.threads.get(0),
                (remote, remotePort, local, localPort) -> {
                    throw new IllegalStateException("a bug");
                },
                lab);
        int port = broken.listen(List.of(new ListenAddress(IpAddress.parse("127.20.1.1"), 0)))
                .join()
                .getFirst()
                .port();
        broken.accept().join();
        assertReset("127.20.1.1", port);
        await().until(() -> lab.failures.size() == 1);
        lab.failures.clear();
    }

    /** The reset may come while the far end still connects, or when it reads. */
    private static void assertReset(String address, int port) {
        assertThatThrownBy(() -> {
                    try (Socket peer = TransportLab.plainSocket(address, port)) {
                        assertThat(peer.getInputStream().read()).isZero();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static io.bgprr.bgp.transport.RecordingListener.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.SocketSecurity;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP-MD5 and GTSM with the real kernel: both ends are ours, since a plain Java socket can do neither. */
class SocketSecurityTest {

    private final TransportLab lab = new TransportLab(SocketBackend.EPOLL);

    @AfterEach
    void nothingWentWrong() {
        lab.close();
        assertThat(lab.failures).isEmpty();
    }

    private static SocketSecurity password(String password) {
        return new SocketSecurity(password, 64, 0);
    }

    private static ListenSecurity keys(String... prefixAndKey) {
        Map<Prefix, String> keys = prefixAndKey.length == 2
                ? Map.of(Prefix.parse(prefixAndKey[0]), prefixAndKey[1])
                : Map.of(
                        Prefix.parse(prefixAndKey[0]), prefixAndKey[1], Prefix.parse(prefixAndKey[2]), prefixAndKey[3]);
        return new ListenSecurity(keys, false);
    }

    @ParameterizedTest
    @CsvSource({
        "127.20.2.1, 127.20.2.1, 127.20.2.9, 127.20.2.9",
        "::,         127.20.2.1, 127.20.2.9, 127.20.2.9",
        "0.0.0.0,    127.20.2.1, 127.20.2.9, 127.20.2.0/24",
        "::,         127.20.2.1, 127.20.2.9, 127.20.2.0/24",
        "::1,        ::1,        ::1,        ::1",
        "::,         ::1,        ::1,        ::/64",
    })
    void onlyTheRightPasswordConnects(String listen, String dial, String from, String peers) throws Exception {
        lab.acceptor.secure(keys(peers, "right")).join();
        int port = lab.listen(listen);
        lab.admits = password("right");

        RecordingListener right = lab.connect(dial, port, from, password("right"));
        RecordingListener wrong = lab.connect(dial, port, from, password("wrong"));
        RecordingListener none = lab.connect(dial, port, from, SocketSecurity.NONE);
        soon(right.connected);
        RecordingListener accepted = lab.nextAccepted();
        assertThat(accepted.call(Connection::remoteAddress)).isEqualTo(IpAddress.parse(from));
        right.send(new byte[100_000]);
        accepted.send(new byte[100_000]);
        await().until(() -> accepted.bytesCount() == 100_000 && right.bytesCount() == 100_000);
        assertThat(soon(wrong.failed)).isEqualTo("timed out");
        assertThat(soon(none.failed)).isEqualTo("timed out");
        assertThat(lab.accepted).isEmpty();
    }

    @Test
    void keysChangeWhileListening() throws Exception {
        int port = lab.listen("127.20.2.1");
        lab.admits = password("old");
        lab.acceptor.secure(keys("127.20.2.9", "old")).join();
        RecordingListener before = lab.connect("127.20.2.1", port, "127.20.2.9", password("old"));
        soon(before.connected);
        RecordingListener beforeEnd = lab.nextAccepted();

        lab.acceptor.secure(keys("127.20.2.9", "new")).join();
        lab.admits = password("new");
        RecordingListener old = lab.connect("127.20.2.1", port, "127.20.2.9", password("old"));
        soon(lab.connect("127.20.2.1", port, "127.20.2.9", password("new")).connected);
        lab.nextAccepted();
        assertThat(soon(old.failed)).isEqualTo("timed out");
        beforeEnd.send(new byte[4]);
        await().until(() -> before.bytesCount() == 4);

        lab.acceptor.secure(ListenSecurity.NONE).join();
        lab.admits = SocketSecurity.NONE;
        soon(lab.connect("127.20.2.1", port, "127.20.2.9", SocketSecurity.NONE).connected);
        lab.nextAccepted();
    }

    @Test
    void aNeighboursOwnPasswordGoesBeforeThatOfItsRange() throws Exception {
        int port = lab.listen("127.20.2.1");
        lab.acceptor
                .secure(keys("127.20.2.0/24", "range", "127.20.2.9", "neighbour"))
                .join();
        lab.admits = password("neighbour");
        soon(lab.connect("127.20.2.1", port, "127.20.2.9", password("neighbour")).connected);
        lab.nextAccepted();
        RecordingListener wrong = lab.connect("127.20.2.1", port, "127.20.2.9", password("range"));
        assertThat(soon(wrong.failed)).isEqualTo("timed out");

        lab.admits = password("range");
        soon(lab.connect("127.20.2.1", port, "127.20.2.8", password("range")).connected);
        lab.nextAccepted();
        lab.admits = SocketSecurity.NONE;
        soon(lab.connect("127.20.2.1", port, "127.20.3.1", SocketSecurity.NONE).connected);
        lab.nextAccepted();
    }

    @Test
    void anOverlongPasswordIsRefusedAndTheOldKeysStay() throws Exception {
        int port = lab.listen("127.20.2.1");
        lab.acceptor.secure(keys("127.20.2.9", "right")).join();
        assertThatThrownBy(() -> lab.acceptor
                        .secure(keys("127.20.2.8", "x".repeat(81), "127.20.2.9", "other"))
                        .join())
                .hasMessageContaining("127.20.2.8/32")
                .hasMessageContaining("longer than 80");
        lab.admits = password("right");
        soon(lab.connect("127.20.2.1", port, "127.20.2.9", password("right")).connected);
        lab.nextAccepted();
        RecordingListener tooLong = lab.connect("127.20.2.1", port, "127.20.2.7", password("x".repeat(81)));
        assertThat(soon(tooLong.failed)).contains("longer than 80");
    }

    @Test
    void moreKeysThanTheKernelHoldsAreRefusedWithAdviceAndTheOldOnesStay() throws Exception {
        int port = lab.listen("127.20.2.1");
        lab.acceptor.secure(keys("127.20.2.9", "right")).join();
        Map<Prefix, String> keys = new HashMap<>(Map.of(Prefix.parse("127.20.2.9"), "right"));
        for (int i = 0; i < 100_000; i++) {
            keys.put(Prefix.parse("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)), "secret");
        }
        assertThatThrownBy(() ->
                        lab.acceptor.secure(new ListenSecurity(keys, false)).join())
                .hasMessageContaining("optmem_max")
                .hasMessageContaining("no TCP-MD5 key for 10.")
                .hasMessageNotContaining("secret");
        lab.admits = password("right");
        soon(lab.connect("127.20.2.1", port, "127.20.2.9", password("right")).connected);
        lab.nextAccepted();
        lab.acceptor.secure(keys("127.20.2.9", "right", "127.20.2.8", "other")).join();
    }

    @ParameterizedTest
    @CsvSource({"127.20.2.1, 127.20.2.1", "::1, ::1", "::, 127.20.2.1", "::, ::1"})
    void gtsmTakesNeighboursAndResetsWhoIsTooFar(String listen, String dial) throws Exception {
        lab.acceptor.secure(new ListenSecurity(Map.of(), true)).join();
        int port = lab.listen(listen);
        lab.admits = new SocketSecurity(null, 255, 255);

        RecordingListener near = lab.connect(dial, port, null, new SocketSecurity(null, 255, 255));
        soon(near.connected);
        RecordingListener accepted = lab.nextAccepted();
        accepted.send(new byte[50_000]);
        near.send(new byte[50_000]);
        await().until(() -> near.bytesCount() == 50_000 && accepted.bytesCount() == 50_000);

        RecordingListener far = lab.connect(dial, port, null, new SocketSecurity(null, 254, 0));
        assertThat(soon(far.ended())).isEqualTo("connection reset by peer");
        assertThat(lab.accepted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"127.20.2.1, 127.20.2.1", "::1, ::1", "::, 127.20.2.1"})
    void gtsmHoldsForEveryOctetEvenWhenTheSynWasNotKept(String listen, String dial) throws Exception {
        int port = lab.listen(listen);
        lab.admits = new SocketSecurity(null, 255, 255);
        RecordingListener far = lab.connect(dial, port, null, new SocketSecurity(null, 64, 0));
        soon(far.connected);
        RecordingListener accepted = lab.nextAccepted();
        far.send(new byte[1]);
        // What is dropped cannot be awaited; a neighbour's octets are later than the far one's, and arrive.
        RecordingListener near = lab.connect(dial, port, null, new SocketSecurity(null, 255, 255));
        soon(near.connected);
        RecordingListener nearEnd = lab.nextAccepted();
        near.send(new byte[1]);
        await().until(() -> nearEnd.bytesCount() == 1);
        assertThat(accepted.bytesCount()).isZero();
    }

    @Test
    void withoutEpollAPasswordIsRefusedWithAReason() throws Exception {
        try (TransportLab nio = new TransportLab(SocketBackend.NIO)) {
            int port = nio.listen("127.20.2.1");
            assertThatThrownBy(() ->
                            nio.acceptor.secure(keys("127.20.2.9", "secret")).join())
                    .hasMessageContaining("native epoll")
                    .hasMessageNotContaining("secret");
            RecordingListener withPassword = nio.connect("127.20.2.1", port, null, password("secret"));
            RecordingListener withGtsm = nio.connect("127.20.2.1", port, null, new SocketSecurity(null, 255, 255));
            assertThat(soon(withPassword.failed)).contains("password needs the native epoll transport");
            assertThat(soon(withGtsm.failed)).contains("TTL security needs the native epoll transport");
            assertThat(nio.accepted).isEmpty();
        }
    }

    @Test
    void passwordsAreNeverPrinted() {
        assertThat(keys("127.20.2.9", "secret").toString())
                .contains("127.20.2.9/32")
                .doesNotContain("secret");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.four;
import static io.bgprr.bgp.rr.hostile.RawMessages.header;
import static io.bgprr.bgp.rr.hostile.RawMessages.join;
import static io.bgprr.bgp.rr.hostile.RawMessages.keepalive;
import static io.bgprr.bgp.rr.hostile.RawMessages.notification;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static io.bgprr.bgp.rr.hostile.RawMessages.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Octets in awkward portions, connections that end in every way, and far too many connections. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class DeliveryIT {

    private static final PeerRole ROLE = PeerRole.EXTERNAL;

    private Arena arena;

    @BeforeAll
    void start() {
        arena = Arena.start();
    }

    @AfterEach
    void check() {
        arena.check();
    }

    @AfterAll
    void end() {
        arena.close();
    }

    private byte[] announcement(String prefix) {
        return RawAttributes.sound(ROLE, 65001).announce(prefix);
    }

    @Test
    @DisplayName("B01-byte-at-a-time: OPEN, KEEPALIVE and UPDATE delivered one octet per segment")
    void oneOctetAtATime() {
        RawPeer peer = arena.connect(ROLE);
        String prefix = arena.newPrefix();
        for (byte octet : join(peer.soundOpen(), keepalive(), announcement(prefix), RawMessages.withdraw(prefix))) {
            peer.sendOctets(new byte[] {octet});
        }
        for (byte octet : announcement(prefix)) {
            peer.sendOctets(new byte[] {octet});
        }
        arena.awaitRoute(ROLE, prefix);
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("B02-split-everywhere: an UPDATE cut in two at every position")
    void cutAtEveryPosition() {
        RawPeer peer = arena.establish(ROLE);
        int length = announcement(arena.newPrefix()).length;
        for (int cut = 1; cut < length; cut++) {
            String prefix = arena.newPrefix();
            byte[] update = announcement(prefix);
            peer.sendOctets(Arrays.copyOf(update, cut));
            // An answer to somebody else shows that the daemon has read the first part by itself.
            arena.awaitAlive(arena.establish(PeerRole.CLIENT));
            peer.sendOctets(Arrays.copyOfRange(update, cut, length));
            arena.awaitRoute(ROLE, prefix);
        }
    }

    @Test
    @DisplayName("B02-split-open: OPEN and KEEPALIVE cut in two at every position")
    void openCutAtEveryPosition() {
        int length = 0;
        for (int cut = 1; cut == 1 || cut < length; cut++) {
            RawPeer peer = arena.connect(ROLE);
            byte[] open = join(peer.soundOpen(), keepalive());
            length = open.length;
            peer.sendOctets(Arrays.copyOf(open, cut));
            peer.read();
            peer.sendOctets(Arrays.copyOfRange(open, cut, length));
            arena.awaitAlive(peer);
        }
    }

    @Test
    @DisplayName("B03-coalesced: 500 UPDATEs and KEEPALIVEs in one write, behind the OPEN")
    void everythingAtOnce() {
        RawPeer peer = arena.connect(ROLE);
        List<String> prefixes = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(join(peer.soundOpen(), keepalive()));
        for (int i = 0; i < 500; i++) {
            String prefix = arena.newPrefix();
            prefixes.add(prefix);
            all.writeBytes(join(announcement(prefix), keepalive()));
        }
        peer.sendOctets(all.toByteArray());
        arena.awaitAlive(peer);
        prefixes.forEach(prefix -> arena.awaitRoute(ROLE, prefix));
    }

    @Test
    @DisplayName("B03-coalesced-error: everything before a malformed message counts, nothing behind it does")
    void errorInTheMiddle() {
        RawPeer peer = arena.establish(ROLE);
        peer.send(
                announcement(arena.newPrefix()),
                header(18, RawMessages.KEEPALIVE),
                repeat(500, announcement("30.0.0.0/8")));
        peer.expectNotification(1, 2, 0, 18);
        arena.bystanders()
                .forEach(bystander -> assertThat(bystander.has("30.0.0.0/8")).isFalse());
    }

    @Test
    @DisplayName("B04-message-4096 (RFC 4271 §4.1): an UPDATE of exactly 4096 octets is accepted")
    void longestMessage() {
        RawPeer peer = arena.establish(ROLE);
        RawAttributes sound = RawAttributes.sound(ROLE, 65001);
        ByteArrayOutputStream nlri = new ByteArrayOutputStream();
        int room = 4096 - 23 - sound.bytes().length;
        List<String> prefixes = new ArrayList<>();
        while (room - nlri.size() >= 8 || (room - nlri.size()) % 4 == 0 && room > nlri.size()) {
            String prefix = arena.newPrefix();
            prefixes.add(prefix);
            nlri.writeBytes(RawMessages.prefix(prefix));
        }
        if (room > nlri.size()) {
            int octets = room - nlri.size();
            String prefix = octets == 5 ? "21.1.1.1/32" : octets == 3 ? "21.1.0.0/16" : octets == 2 ? "21.0.0.0/8" : "";
            nlri.writeBytes(
                    octets > 5
                            ? join(RawMessages.prefix("21.1.0.0/16"), RawMessages.prefix("22.1.0.0/16"))
                            : RawMessages.prefix(prefix));
        }
        byte[] update = RawMessages.update(RawMessages.NOTHING, sound.bytes(), nlri.toByteArray());
        assertThat(update).hasSize(4096);
        peer.send(update);
        prefixes.forEach(prefix -> arena.awaitRoute(ROLE, prefix));
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("B05-withdrawals-4096 (RFC 4271 §4.1): 4096 octets of withdrawals of routes that never were")
    void longestWithdrawal() {
        RawPeer peer = arena.establish(ROLE);
        byte[] withdrawn = join(repeat(1018, RawMessages.prefix("10.1.2.0/24")), octets(0));
        byte[] update = RawMessages.update(withdrawn, RawMessages.NOTHING);
        assertThat(update).hasSize(4096);
        peer.send(repeat(20, update));
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("B06-half-close-withdraws (RFC 4271 §8.2.2 event 18): the peer shuts down its sending side")
    void halfClose() {
        RawPeer peer = withRoute();
        peer.closeSending();
        peer.expectEnd();
        arena.bystanders().forEach(bystander -> bystander.awaitSize(0));
    }

    @Test
    @DisplayName("B06-reset-withdraws (RFC 4271 §8.2.2 event 18): the peer resets the connection")
    void connectionReset() {
        withRoute().reset();
        arena.bystanders().forEach(bystander -> bystander.awaitSize(0));
    }

    @Test
    @DisplayName("B07-cease-withdraws (RFC 4271 §6.4): Cease withdraws, and is not answered; nor is any NOTIFICATION")
    void ceaseIsNotAnswered() {
        for (int code = 0; code < 10; code++) {
            RawPeer peer = withRoute();
            peer.send(notification(code, 2, 1, 2, 3));
            peer.expectEnd();
            arena.bystanders().forEach(bystander -> bystander.awaitSize(0));
        }
    }

    private RawPeer withRoute() {
        RawPeer peer = arena.establish(ROLE);
        arena.awaitAlive(peer);
        return peer;
    }

    @Test
    @DisplayName("B09-restart-storm: 20 full sessions in a row from one address, ended in turn by FIN, RST and Cease")
    void restartStorm() {
        String address = arena.newAddress(ROLE);
        for (int i = 0; i < 20; i++) {
            RawPeer peer = arena.connectFrom(ROLE, address).establish();
            arena.awaitAlive(peer);
            switch (i % 3) {
                case 0 -> peer.close();
                case 1 -> peer.reset();
                default -> peer.send(notification(6, 2)).expectEnd();
            }
            arena.bystanders().forEach(bystander -> bystander.awaitSize(0));
        }
    }

    @Test
    @DisplayName(
            "B09-restart-storm-in-parallel: 30 peers at once, each with 10 sessions and routes, ended in turn by FIN"
                    + " and RST")
    void restartStormInParallel() throws Exception {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            addresses.add(arena.newAddress(ROLE));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> storms = new ArrayList<>();
            for (int peer = 0; peer < addresses.size(); peer++) {
                String address = addresses.get(peer);
                String prefix = "33." + peer + ".0.0/16";
                storms.add(threads.submit(() -> restartTenTimes(address, prefix)));
            }
            for (Future<?> storm : storms) {
                storm.get();
            }
        }
        arena.awaitAlive(arena.establish(ROLE));
    }

    private void restartTenTimes(String address, String prefix) {
        for (int i = 0; i < 10; i++) {
            RawPeer peer = arena.connectFrom(ROLE, address).establish();
            peer.send(announcement(prefix));
            arena.awaitRoute(ROLE, prefix);
            if (i % 2 == 0) {
                peer.reset();
            } else {
                peer.close();
            }
            arena.awaitGone(ROLE, prefix);
        }
    }

    @Test
    @DisplayName("B10-rst-storm: 500 connections reset before, in and behind the OPEN")
    void resetStorm() {
        for (int i = 0; i < 500; i++) {
            RawPeer peer = RawPeer.connect(ROLE, arena.newAddress(ROLE), Arena.ADDRESS, arena.port());
            byte[] start = join(peer.soundOpen(), keepalive(), announcement("31.0.0.0/8"));
            peer.sendPerhaps(Arrays.copyOf(start, start.length * (i % 100) / 99));
            peer.reset();
        }
        arena.awaitAlive(arena.establish(ROLE));
    }

    @Test
    @DisplayName("B11-silent-connections: 200 silent connections of a configured peer and of strangers; others are"
            + " unaffected")
    void silentConnections() {
        String address = arena.newAddress(ROLE);
        for (int i = 0; i < 200; i++) {
            knock(address);
            stranger(1 + i % 250);
        }
        arena.awaitAlive(arena.establish(PeerRole.CLIENT));
        AtomicReference<RawPeer> late = new AtomicReference<>();
        // The address has used up its connections for the moment: until there are some again it is reset.
        Awaitility.await()
                .atMost(Duration.ofMillis(RawPeer.PATIENCE_MILLIS))
                .ignoreException(UncheckedIOException.class)
                .untilAsserted(() -> late.set(arena.connectFrom(ROLE, address).establish()));
        arena.awaitAlive(late.get());
    }

    @Test
    @DisplayName("B12-flood: 5000 connections of strangers; sessions stay up, and a new one comes up")
    void flood() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 5000; i++) {
                sockets.add(stranger(1 + i % 250));
                if (i % 1000 == 999) {
                    arena.awaitAlive(arena.establish(ROLE));
                }
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        arena.awaitAlive(arena.establish(ROLE));
    }

    /** A connection that says nothing; more than one address may have are reset, maybe before this knows of them. */
    private void knock(String address) {
        try {
            arena.connectFrom(ROLE, address);
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(SocketException.class);
        }
    }

    /** From an address that the daemon does not know. It may already be refused when this returns. */
    private Socket stranger(int host) {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.40.200." + host), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName(Arena.ADDRESS), arena.port()), 10_000);
        } catch (IOException e) {
            return socket; // reset at once, as it should be
        }
        return socket;
    }

    @Test
    @DisplayName("A46-stranger (RFC 4271 §8): a connection from an unconfigured address is closed without an OPEN")
    void strangersAreClosed() {
        RawPeer stranger;
        try {
            stranger = arena.connectFrom(ROLE, "127.40.201.1");
        } catch (UncheckedIOException e) { // the reset came before the kernel had told us of the connection
            assertThat(e).hasCauseInstanceOf(SocketException.class);
            return;
        }
        stranger.expectNothing();
    }

    @Test
    @DisplayName(
            "A47-second-connection (RFC 4271 §6.8): it does not disturb the Established one, and ends with Cease/7")
    void secondConnection() {
        RawPeer first = withRoute();
        RawPeer silent = arena.connectFrom(ROLE, first.address());
        RawPeer second = arena.connectFrom(ROLE, first.address());
        second.send(second.soundOpen());
        second.expectNotification(6, 7);
        RawPeer third = arena.connectFrom(ROLE, first.address());
        third.send(header(18, RawMessages.KEEPALIVE));
        third.expectNotification(1, 2, 0, 18);
        silent.read();
        arena.awaitAlive(first);
    }

    @Test
    @DisplayName("B13-slow-reader: a peer that stops reading does not delay 40000 routes to the others")
    void peerThatStopsReading() {
        RawPeer stuck = arena.keep(
                RawPeer.connect(PeerRole.CLIENT, arena.newAddress(PeerRole.CLIENT), Arena.ADDRESS, arena.port(), 4096));
        stuck.establish();
        RawPeer source = arena.establish(PeerRole.CLIENT);
        ByteArrayOutputStream updates = new ByteArrayOutputStream();
        for (int i = 0; i < 40_000; i += 4) {
            String net = "40." + (i >>> 16) + "." + (i >>> 8 & 0xff) + ".";
            byte[] communities = attribute(0xc0, 8, repeat(60, four(0xfde90000L + i / 4 % 65536)));
            updates.writeBytes(RawAttributes.sound(PeerRole.CLIENT, 65001)
                    .plus(communities)
                    .announce(
                            net + (i & 0xff) + "/32",
                            net + ((i + 1) & 0xff) + "/32",
                            net + ((i + 2) & 0xff) + "/32",
                            net + ((i + 3) & 0xff) + "/32"));
        }
        source.send(updates.toByteArray());
        arena.bystanders().forEach(bystander -> bystander.awaitSize(40_000));
        stuck.sendPerhaps(keepalive());
        source.close();
        arena.bystanders().forEach(bystander -> bystander.awaitSize(0));
    }
}

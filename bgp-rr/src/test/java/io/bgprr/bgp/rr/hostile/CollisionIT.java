// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.header;
import static io.bgprr.bgp.rr.hostile.RawMessages.keepalive;
import static io.bgprr.bgp.rr.hostile.RawMessages.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Neighbours that the daemon dials, and that dial it at the same moment (RFC 4271 §6.8, RFC 6286 §2.3). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class CollisionIT {

    private static final PeerRole ROLE = PeerRole.EXTERNAL;
    private static final int NEIGHBORS = 8;

    private static final String LOWER = "9.0.0.1";
    private static final String HIGHER = "11.0.0.1";

    private final List<ServerSocket> servers = new ArrayList<>();
    private Arena arena;
    private int used;

    @BeforeAll
    void start() throws IOException {
        StringBuilder neighbors = new StringBuilder();
        for (int host = 1; host <= NEIGHBORS; host++) {
            String address = "127.40.3." + host;
            ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName(address));
            server.setSoTimeout(RawPeer.PATIENCE_MILLIS);
            servers.add(server);
            neighbors.append("""
                { address = "%s", port = %d, peer-group = external, remote-as = 65100, local-address = "%s"
                  connect-retry = 1s, connect-retry-max = 1s }
                """.formatted(address, server.getLocalPort(), Arena.ADDRESS));
        }
        arena = Arena.start(neighbors.toString(), "");
    }

    @AfterEach
    void check() {
        arena.check();
    }

    @AfterAll
    void end() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        arena.close();
    }

    /** The connection that the daemon makes to a neighbour that no case has used yet; its OPEN has been read. */
    private RawPeer dialed() {
        ServerSocket server = servers.get(used++);
        try {
            RawPeer peer = RawPeer.accepted(ROLE, server.getInetAddress().getHostAddress(), server.accept());
            assertThat(arena.keep(peer).read().type()).isEqualTo(RawMessages.OPEN);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Our own connection from the same address; the daemon's OPEN has been read. */
    private RawPeer dialing(RawPeer dialed) {
        RawPeer peer = arena.connectFrom(ROLE, dialed.address());
        assertThat(peer.read().type()).isEqualTo(RawMessages.OPEN);
        return peer;
    }

    private static byte[] openOf(RawPeer peer, String identifier) {
        return open(4, ROLE.as(), 90, identifier, peer.usualParameters());
    }

    /** The OPEN is accepted: its KEEPALIVE comes. */
    private static void confirm(RawPeer peer, String identifier) {
        assertThat(peer.send(openOf(peer, identifier)).read().type()).isEqualTo(RawMessages.KEEPALIVE);
    }

    private void establish(RawPeer peer) {
        arena.awaitAlive(peer.send(keepalive()));
    }

    @Test
    @DisplayName("A48-active-open (RFC 4271 §8.2.2): the daemon's own connection comes up")
    void daemonDials() {
        RawPeer dialed = dialed();
        confirm(dialed, LOWER);
        establish(dialed);
    }

    @Test
    @DisplayName(
            "A49-collision-ours-higher (RFC 4271 §6.8): the daemon's identifier is higher: its connection lives, ours"
                    + " gets 6/7")
    void daemonsIdentifierIsHigher() {
        RawPeer dialed = dialed();
        RawPeer dialing = dialing(dialed);
        confirm(dialed, LOWER);
        dialing.send(openOf(dialing, LOWER)).expectNotification(6, 7);
        establish(dialed);
    }

    @Test
    @DisplayName("A49-collision-ours-higher, the other OPEN first: the daemon's connection lives, ours gets 6/7")
    void daemonsIdentifierIsHigherAndItsConnectionLater() {
        RawPeer dialed = dialed();
        RawPeer dialing = dialing(dialed);
        confirm(dialing, LOWER);
        confirm(dialed, LOWER);
        dialing.expectNotification(6, 7);
        establish(dialed);
    }

    @Test
    @DisplayName(
            "A50-collision-theirs-higher (RFC 4271 §6.8): our identifier is higher: our connection lives, the daemon's"
                    + " gets 6/7")
    void ourIdentifierIsHigher() {
        RawPeer dialed = dialed();
        RawPeer dialing = dialing(dialed);
        confirm(dialed, HIGHER);
        confirm(dialing, HIGHER);
        dialed.expectNotification(6, 7);
        establish(dialing);
    }

    @Test
    @DisplayName("A50-collision-theirs-higher, the other OPEN first: our connection lives, the daemon's gets 6/7")
    void ourIdentifierIsHigherAndOurConnectionFirst() {
        RawPeer dialed = dialed();
        RawPeer dialing = dialing(dialed);
        confirm(dialing, HIGHER);
        dialed.send(openOf(dialed, HIGHER)).expectNotification(6, 7);
        establish(dialing);
    }

    @Test
    @DisplayName(
            "A51-collision-equal-identifiers (RFC 6286 §2.3): the higher AS number decides: ours, so our connection"
                    + " lives")
    void equalIdentifiers() {
        RawPeer dialed = dialed();
        RawPeer dialing = dialing(dialed);
        confirm(dialed, Arena.IDENTIFIER);
        confirm(dialing, Arena.IDENTIFIER);
        dialed.expectNotification(6, 7);
        establish(dialing);
    }

    @Test
    @DisplayName("A52-established-wins (RFC 4271 §6.8): once one is Established, one in OpenSent gets 6/7 whatever the"
            + " identifiers")
    void establishedWins() {
        RawPeer dialed = dialed();
        RawPeer dialing = dialing(dialed);
        confirm(dialed, HIGHER);
        establish(dialed);
        dialing.expectNotification(6, 7);
        RawPeer another = dialing(dialed);
        another.send(openOf(another, HIGHER)).expectNotification(6, 7);
        arena.awaitAlive(dialed);
    }

    @Test
    @DisplayName("A53-error-on-one (RFC 4271 §6.8): a malformed message on one connection leaves the other alone")
    void errorOnOneConnection() {
        RawPeer dialed = dialed();
        RawPeer dialing = dialing(dialed);
        confirm(dialing, HIGHER);
        dialed.send(header(18, RawMessages.KEEPALIVE)).expectNotification(1, 2, 0, 18);
        establish(dialing);
    }
}

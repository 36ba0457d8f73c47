// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Peers that announce more than they may (RFC 4486 §4). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class PrefixLimitIT {

    private static final PeerRole ROLE = PeerRole.EXTERNAL;
    private static final String CEASES = "127.40.5.1";
    private static final String DROPS = "127.40.5.2";

    private Arena arena;

    @BeforeAll
    void start() {
        arena = Arena.start("""
            { address = "%s", peer-group = external, remote-as = 65100, passive = true
              max-prefixes { ipv4-unicast { limit = 10 } } },
            { address = "%s", peer-group = external, remote-as = 65100, passive = true
              max-prefixes { ipv4-unicast { limit = 10, action = drop } } }
            """.formatted(CEASES, DROPS), "");
    }

    @AfterEach
    void check() {
        arena.check();
    }

    @AfterAll
    void end() {
        arena.close();
    }

    @Test
    @DisplayName(
            "E15-max-prefix (RFC 4486 §4): the 11th prefix -> 6/1 with family and limit; all routes go, the peer stays"
                    + " away")
    void theEleventhPrefixEndsTheSession() {
        RawPeer peer = arena.connectFrom(ROLE, CEASES).establish();
        announceTen(peer);
        peer.send(sound().announce(arena.newPrefix()));
        peer.expectNotification(6, 1, 0, 1, 1, 0, 0, 0, 10);
        arena.bystanders().forEach(bystander -> bystander.awaitSize(0));
        RawPeer back = arena.connectFrom(ROLE, CEASES);
        back.expectNotification(6, 5);
    }

    @Test
    @DisplayName(
            "E15-max-prefix-again (RFC 4486 §4): a prefix that is announced again, or replaces a withdrawn one, is not"
                    + " the 11th")
    void announcedAgainIsNotMore() {
        RawPeer peer = arena.connectFrom(ROLE, DROPS).establish();
        String[] ten = announceTen(peer);
        peer.send(sound().announce(ten), RawMessages.withdraw(ten[0]));
        arena.awaitGone(ROLE, ten[0]);
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("E15-max-prefix-drop: with action drop the 11th prefix is not taken, and the session stays")
    void theEleventhPrefixIsDropped() {
        RawPeer peer = arena.connectFrom(ROLE, DROPS).establish();
        String[] ten = announceTen(peer);
        String eleventh = arena.newPrefix();
        peer.send(sound().announce(eleventh), RawMessages.withdraw(ten[0]), RawMessages.withdraw(ten[1]));
        arena.awaitAlive(peer);
        arena.awaitGone(ROLE, ten[0]);
        arena.bystanders().forEach(bystander -> bystander.awaitGone(eleventh));
    }

    private String[] announceTen(RawPeer peer) {
        String[] ten = new String[10];
        for (int i = 0; i < 10; i++) {
            ten[i] = arena.newPrefix();
        }
        peer.send(sound().announce(ten));
        arena.awaitRoute(ROLE, ten[9]);
        return ten;
    }

    private static RawAttributes sound() {
        return RawAttributes.sound(ROLE, 65001);
    }
}

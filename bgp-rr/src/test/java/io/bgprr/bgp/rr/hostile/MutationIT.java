// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.hex;
import static io.bgprr.bgp.rr.hostile.RawMessages.keepalive;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Messages with a few octets changed, the same ones in every run. Whatever becomes of the peer's session, the daemon and the
 * others do not suffer, and what is passed on is sound.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class MutationIT {

    private static final int SEEDS = 400;
    private static final int UPDATES = 20;
    private static final int HEADER = 19;

    /** Everything that we know and one that nobody knows. */
    private static final String ATTRIBUTES = """
        80 04 04 00000007
        40 06 00
        c0 07 08 0000fde9 c0000209
        c0 08 08 fde90001 fde90002
        80 0e 1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80003
        80 0f 0a 0002 01 30 20010db80004
        c0 10 08 0002fde900000001
        c0 20 0c 0000fde9 00000001 00000002
        c0 23 04 0000fde8
        c0 63 03 010203\
        """;

    private Arena arena;

    @BeforeAll
    void start() {
        arena = Arena.start();
    }

    @AfterAll
    void end() {
        arena.close();
    }

    @TestFactory
    @DisplayName("C60-mutated-updates: UPDATEs with one to four octets changed")
    Stream<DynamicTest> mutatedUpdates() {
        return IntStream.range(0, SEEDS)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    PeerRole role = PeerRole.values()[random.nextInt(PeerRole.values().length)];
                    RawPeer peer = arena.establish(role);
                    byte[] sound = soundUpdate(role);
                    peer.send(sound);
                    for (int i = 0; i < UPDATES; i++) {
                        peer.sendPerhaps(mutate(sound, HEADER, random));
                    }
                    finish(peer);
                }));
    }

    private byte[] soundUpdate(PeerRole role) {
        RawAttributes attributes = RawAttributes.sound(role, 65001);
        for (String line : ATTRIBUTES.lines().toList()) {
            attributes = attributes.plus(hex(line.strip()));
        }
        if (!role.isExternal()) {
            attributes = attributes.plus(hex("80 09 04 0a090909")).plus(hex("80 0a 08 0a080808 0a070707"));
        }
        return attributes.announce("32.1.0.0/16", "32.2.2.0/24", "32.3.3.3/32");
    }

    @TestFactory
    @DisplayName("A60-mutated-opens: OPENs with one to four octets changed, headers included")
    Stream<DynamicTest> mutatedOpens() {
        return IntStream.range(0, SEEDS)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    RawPeer peer = arena.connect(PeerRole.CLIENT);
                    int from = random.nextInt(4) == 0 ? 0 : HEADER;
                    peer.send(mutate(peer.soundOpen(), from, random));
                    finish(peer);
                }));
    }

    /** The peer hears sound messages until one of us ends the connection. */
    private void finish(RawPeer peer) {
        peer.sendPerhaps(keepalive());
        HeardMessage heard = peer.closeSendingPerhaps().readPerhaps();
        while (heard != null && heard.type() != RawMessages.NOTIFICATION) {
            assertThat(heard.type()).isIn(RawMessages.OPEN, RawMessages.KEEPALIVE, RawMessages.UPDATE);
            heard = peer.readPerhaps();
        }
        arena.check();
    }

    private static byte[] mutate(byte[] sound, int from, Random random) {
        byte[] changed = sound.clone();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int at = from + random.nextInt(changed.length - from);
            changed[at] = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> (byte) 0xff;
                case 2 -> (byte) (changed[at] ^ 1 << random.nextInt(8));
                default -> (byte) random.nextInt(256);
            };
        }
        return changed;
    }
}

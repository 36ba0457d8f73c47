// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.four;
import static io.bgprr.bgp.rr.hostile.RawMessages.hex;
import static io.bgprr.bgp.rr.hostile.RawMessages.join;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static io.bgprr.bgp.rr.hostile.RawMessages.repeat;
import static io.bgprr.bgp.rr.hostile.RawMessages.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Routes that are as large as a message, or made of as many parts as fit into one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class AttributeBombIT {

    private static final int MESSAGE_MAX = 4096;

    /** Header, two lengths, and the NLRI of a /24. */
    private static final int AROUND_ATTRIBUTES = 19 + 4 + 4;

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

    @TestFactory
    @DisplayName(
            "C47-path-bomb (RFC 4271 §4.1): a route that passes 4096 octets with what we add is withdrawn, never cut")
    Stream<DynamicTest> attributesThatJustFit() {
        return Stream.of(PeerRole.values())
                .flatMap(role -> IntStream.rangeClosed(MESSAGE_MAX - 24, MESSAGE_MAX)
                        .mapToObj(size -> DynamicTest.dynamicTest(
                                size + " octets from " + role.label(), () -> sendBomb(role, size))));
    }

    /** An unknown attribute fills the UPDATE to the octet. */
    private void sendBomb(PeerRole role, int size) {
        RawAttributes sound = RawAttributes.sound(role, 65001);
        byte[] filler = new byte[size - AROUND_ATTRIBUTES - sound.bytes().length - 4];
        RawPeer peer = arena.establish(role);
        String prefix = arena.newPrefix();
        peer.send(sound.announce(prefix));
        arena.awaitRoute(role, prefix);
        byte[] bomb = sound.plus(attribute(0xc0, 99, filler)).announce(prefix);
        assertThat(bomb).hasSize(size);
        peer.send(bomb);
        arena.awaitAlive(peer);
        for (Bystander bystander : arena.listeners(role)) {
            if (size + added(role, bystander.role()) <= MESSAGE_MAX) {
                bystander.awaitRoute(prefix, attributes -> attributes.containsKey(99));
            } else {
                bystander.awaitGone(prefix);
            }
        }
        arena.check();
    }

    @TestFactory
    @DisplayName("C47-path-bomb-ipv6 (RFC 4271 §4.1, RFC 4760 §3): the same for a route in MP_REACH_NLRI")
    Stream<DynamicTest> ipv6AttributesThatJustFit() {
        return Stream.of(PeerRole.values())
                .flatMap(role -> IntStream.rangeClosed(MESSAGE_MAX - 16, MESSAGE_MAX)
                        .mapToObj(size -> DynamicTest.dynamicTest(
                                size + " octets from " + role.label(), () -> sendIpv6Bomb(role, size))));
    }

    private void sendIpv6Bomb(PeerRole role, int size) {
        byte[] reach = hex("90 0e 001c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80002");
        String prefix = "2001:db8:2:0:0:0:0:0/48";
        RawAttributes sound = RawAttributes.sound(role, 65001).without(3).plus(reach);
        byte[] filler = new byte[size - 23 - sound.bytes().length - 4];
        RawPeer peer = arena.establish(role);
        peer.send(sound.announce());
        arena.awaitRoute(role, prefix);
        byte[] bomb = sound.plus(attribute(0xc0, 99, filler)).announce();
        assertThat(bomb).hasSize(size);
        peer.send(bomb);
        arena.awaitAlive(peer);
        for (Bystander bystander : arena.listeners(role)) {
            if (size + added(role, bystander.role()) <= MESSAGE_MAX) {
                bystander.awaitRoute(prefix, attributes -> attributes.containsKey(99));
            } else {
                bystander.awaitGone(prefix);
            }
        }
        arena.check();
    }

    /** By how much an UPDATE grows on its way through us. */
    private static int added(PeerRole from, PeerRole to) {
        int localPref = 7;
        int ourAs = 4;
        int reflection = 7 + 7; // ORIGINATOR_ID and CLUSTER_LIST
        if (from.isExternal()) {
            return to.isExternal() ? ourAs : localPref;
        }
        return to.isExternal() ? ourAs - localPref : reflection;
    }

    @TestFactory
    @DisplayName("C47-path-bomb (RFC 4271 §4.1): 4096 octets of AS_PATH, and of everything that there may be many of")
    Stream<DynamicTest> bombs() {
        return Stream.of(
                DynamicTest.dynamicTest("AS_PATH that fits for all", () -> sendBombs(path(994))),
                DynamicTest.dynamicTest("AS_PATH that fits for external peers", () -> sendBombs(path(1009))),
                DynamicTest.dynamicTest("communities that fit", () -> sendBombs(many(8, 1000, octets()))),
                DynamicTest.dynamicTest("communities that do not", () -> sendBombs(many(8, 1010, octets()))),
                DynamicTest.dynamicTest(
                        "extended communities that fit", () -> sendBombs(many(16, 500, octets(0, 2, 0xfd, 0xe9)))),
                DynamicTest.dynamicTest(
                        "extended communities that do not", () -> sendBombs(many(16, 505, octets(0, 2, 0xfd, 0xe9)))),
                DynamicTest.dynamicTest(
                        "large communities that fit", () -> sendBombs(many(32, 336, join(four(1), four(2))))));
    }

    /** The peer's own AS, and so many more in segments as long as they may be. */
    private static byte[] path(int length) {
        byte[] value = sequence(PeerRole.EXTERNAL.as());
        for (int from = 0; from < length; from += 255) {
            value = join(
                    value,
                    sequence(LongStream.rangeClosed(1, Math.min(255, length - from))
                            .toArray()));
        }
        return attribute(0x40, 2, value);
    }

    /** An attribute of so many values that begin alike and end with their number. */
    private static byte[] many(int code, int count, byte[] begin) {
        byte[][] values = IntStream.range(0, count)
                .mapToObj(i -> join(begin, four(0xfde9_0000L + i)))
                .toArray(byte[][]::new);
        return attribute(0xc0, code, values);
    }

    /** Fifty in a row, each in place of a sound route; every listener has each of them, whole, or nothing in its place. */
    private void sendBombs(byte[] bomb) {
        PeerRole role = PeerRole.EXTERNAL;
        RawAttributes sound = RawAttributes.sound(role, 65001);
        RawPeer peer = arena.establish(role);
        List<String> prefixes = Stream.generate(arena::newPrefix).limit(50).toList();
        prefixes.forEach(prefix -> peer.send(sound.announce(prefix)));
        prefixes.forEach(prefix -> arena.awaitRoute(role, prefix));
        for (String prefix : prefixes) {
            peer.send(sound.with(bomb).announce(prefix));
        }
        arena.awaitAlive(peer);
        int size = sound.with(bomb).announce(prefixes.getFirst()).length;
        for (Bystander bystander : arena.listeners(role)) {
            for (String prefix : prefixes) {
                if (size + added(role, bystander.role()) <= MESSAGE_MAX) {
                    bystander.awaitRoute(prefix, attributes -> isWhole(attributes.get((int) bomb[1]), bomb));
                } else {
                    bystander.awaitGone(prefix);
                }
            }
        }
    }

    /** What was sent, but for what stands before it when our AS joins the first segment of a path. */
    private static boolean isWhole(HeardUpdate.@Nullable Attribute heard, byte[] bomb) {
        if (heard == null) {
            return false;
        }
        int headOfAttributeAndSegment = 4 + 2;
        byte[] value = heard.value();
        int length = bomb.length - headOfAttributeAndSegment;
        return value.length >= length
                && Arrays.equals(
                        value, value.length - length, value.length, bomb, headOfAttributeAndSegment, bomb.length);
    }

    @Test
    @DisplayName("C48-attribute-bomb (RFC 4271 §4.3): 1300 attributes of no length, all types, most of them repeated")
    void manyEmptyAttributes() {
        RawAttributes attributes = RawAttributes.sound(PeerRole.EXTERNAL, 65001);
        for (int i = 0; i < 1300; i++) {
            int code = 100 + i % 100;
            attributes = attributes.plus(attribute(0xc0, code));
        }
        String prefix = arena.newPrefix();
        arena.establish(PeerRole.EXTERNAL).send(attributes.announce(prefix));
        arena.awaitRoute(PeerRole.EXTERNAL, prefix);
        assertThat(arena.bystander(PeerRole.CLIENT).attributes(prefix)).hasSize(4 + 100);
    }

    @Test
    @DisplayName(
            "C47-path-bomb-as4 (RFC 6793 §4.2.2): AS_PATH and AS4_PATH of one route pass 4096 octets: withdrawn there"
                    + " only")
    void pathThatIsTooLongInTwoSizes() {
        RawPeer old = arena.connect(PeerRole.EXTERNAL);
        old.establish(RawMessages.open(4, PeerRole.EXTERNAL.as(), 90, old.identifier()));
        RawPeer peer = arena.establish(PeerRole.CLIENT);
        RawAttributes sound = RawAttributes.sound(PeerRole.CLIENT, 65001);
        String prefix = arena.newPrefix();
        peer.send(sound.announce(prefix));
        awaitOld(old, update -> update.announced().contains(prefix));
        byte[] segment = sequence(LongStream.range(0, 250).map(i -> 70_000 + i).toArray());
        peer.send(sound.with(attribute(0x40, 2, repeat(3, segment))).announce(prefix));
        awaitOld(old, update -> update.withdrawn().contains(prefix));
        arena.bystander(PeerRole.EXTERNAL)
                .awaitRoute(prefix, heard -> String.valueOf(heard.get(2)).length() > 3 * 250 * 8);
    }

    private static void awaitOld(RawPeer old, Predicate<HeardUpdate> wanted) {
        HeardMessage heard = old.read();
        while (heard.type() != RawMessages.UPDATE || !wanted.test(HeardUpdate.of(heard, old.role(), 2))) {
            heard = old.read();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.capability;
import static io.bgprr.bgp.rr.hostile.RawMessages.four;
import static io.bgprr.bgp.rr.hostile.RawMessages.hex;
import static io.bgprr.bgp.rr.hostile.RawMessages.join;
import static io.bgprr.bgp.rr.hostile.RawMessages.notification;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static io.bgprr.bgp.rr.hostile.RawMessages.open;
import static io.bgprr.bgp.rr.hostile.RawMessages.parameter;
import static io.bgprr.bgp.rr.hostile.RawMessages.refresh;
import static io.bgprr.bgp.rr.hostile.RawMessages.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** What becomes of strange but lawful routes, and of requests to send everything again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class PropagationIT {

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

    /** Announces it from a new peer of the role, and waits until everybody who is told of it has it. */
    private String announce(PeerRole from, RawAttributes attributes) {
        String prefix = arena.newPrefix();
        arena.establish(from).send(attributes.announce(prefix));
        arena.awaitRoute(from, prefix);
        return prefix;
    }

    private SortedMap<Integer, HeardUpdate.Attribute> heardBy(PeerRole role, String prefix) {
        return arena.bystander(role).attributes(prefix);
    }

    @TestFactory
    @DisplayName("C49-corruption-sweep (RFC 7606): an optional transitive attribute of every code, emptied or filled")
    Stream<DynamicTest> corruptedAttributesOfEveryCode() {
        return Stream.of(PeerRole.values())
                .flatMap(role -> IntStream.rangeClosed(0, 255)
                        .filter(code -> code != 14 && code != 15)
                        .mapToObj(code -> DynamicTest.dynamicTest(
                                "code " + code + " from " + role.label(), () -> corrupt(role, code))));
    }

    private void corrupt(PeerRole role, int code) {
        RawPeer peer = arena.establish(role);
        RawAttributes sound = RawAttributes.sound(role, 65001);
        String prefix = arena.newPrefix();
        for (int length : new int[] {0, 1, 3, 4, 8, 12, 255, 300}) {
            for (int filler : new int[] {0, 0xff}) {
                byte[] value = RawMessages.repeat(length, octets(filler));
                peer.send(sound.with(attribute(0xc0, code, value)).announce(prefix));
                peer.send(sound.with(attribute(0xe0, code, value)).announce(prefix));
            }
        }
        arena.awaitAlive(peer);
        arena.check();
    }

    @TestFactory
    @DisplayName("C50-flag-sweep (RFC 7606 §3c): every code with each combination of flags")
    Stream<DynamicTest> flagsOfEveryCode() {
        return IntStream.rangeClosed(0, 255)
                .filter(code -> code != 14 && code != 15)
                .mapToObj(code -> DynamicTest.dynamicTest("code " + code, () -> {
                    RawPeer peer = arena.establish(PeerRole.EXTERNAL);
                    RawAttributes sound = RawAttributes.sound(PeerRole.EXTERNAL, 65001);
                    for (int flags = 0; flags < 0x100; flags += 0x10) {
                        peer.send(sound.with(attribute(flags, code, four(1))).announce(arena.newPrefix()));
                    }
                    arena.awaitAlive(peer);
                    arena.check();
                }));
    }

    @Test
    @DisplayName("C42-reversed-order (RFC 4271 §5): attributes in descending order are accepted, and sent in ascending"
            + " order")
    void reversedOrder() {
        for (PeerRole role : PeerRole.values()) {
            RawAttributes sound = RawAttributes.sound(role, 65001).plus(attribute(0xc0, 8, four(0xfde90001L)));
            String prefix = announce(role, sound.reversed());
            assertThat(heardBy(PeerRole.CLIENT, prefix).get(8)).hasToString("c0:fde90001");
        }
    }

    @Test
    @DisplayName("C45-path-300 (RFC 4271 §4.3): an AS_PATH of 300 ASes survives whole, and we come in front of it")
    void pathOfThreeHundred() {
        long[] path = LongStream.range(0, 300).map(i -> 65536 + i).toArray();
        path[0] = PeerRole.EXTERNAL.as();
        byte[] first = sequence(java.util.Arrays.copyOf(path, 255));
        byte[] rest = sequence(java.util.Arrays.copyOfRange(path, 255, 300));
        String prefix = announce(
                PeerRole.EXTERNAL, RawAttributes.sound(PeerRole.EXTERNAL, 1).with(attribute(0x40, 2, first, rest)));
        for (PeerRole role : List.of(PeerRole.CLIENT, PeerRole.NON_CLIENT)) {
            assertThat(arena.bystander(role).value(prefix, 2)).isEqualTo(join(first, rest));
        }
        assertThat(arena.bystander(PeerRole.EXTERNAL).value(prefix, 2))
                .as("a full segment takes no more, so there is a new one")
                .isEqualTo(join(sequence(Arena.AS), first, rest));
    }

    @Test
    @DisplayName("C46-communities-900 (RFC 1997): 900 communities survive whole and in their order")
    void nineHundredCommunities() {
        byte[] communities = new byte[3600];
        for (int i = 0; i < 900; i++) {
            System.arraycopy(four(0xfde9_0000L + (i * 7919 & 0xffff)), 0, communities, 4 * i, 4);
        }
        for (PeerRole from : PeerRole.values()) {
            String prefix = announce(from, RawAttributes.sound(from, 65001).plus(attribute(0xc0, 8, communities)));
            for (Bystander bystander : arena.listeners(from)) {
                assertThat(bystander.value(prefix, 8)).isEqualTo(communities);
            }
        }
    }

    @Test
    @DisplayName("C44-as4path-from-old (RFC 6793 §6): from a 2-octet speaker, a malformed AS4_PATH or AS4_AGGREGATOR is"
            + " discarded")
    void malformedAs4AttributesFromAnOldSpeaker() {
        RawPeer peer = arena.connect(PeerRole.EXTERNAL);
        peer.establish(open(4, PeerRole.EXTERNAL.as(), 90, peer.identifier()));
        List<String> malformed = List.of(
                "c0 11 00",
                "c0 11 01 02",
                "c0 11 02 0200",
                "c0 11 05 0201 000001",
                "c0 11 06 0901 00010001",
                "c0 11 06 0202 00010001",
                "c0 11 06 0201 00000000",
                "c0 11 07 0201 00010001 00",
                "c0 12 00",
                "c0 12 07 00010001 010203",
                "c0 12 08 00000000 01020304");
        byte[] path = attribute(0x40, 2, RawMessages.shortSequence(PeerRole.EXTERNAL.as(), 23456));
        for (String octets : malformed) {
            String prefix = arena.newPrefix();
            List<byte[]> attributes = new ArrayList<>(List.of(hex(octets)));
            attributes.addAll(
                    RawAttributes.sound(PeerRole.EXTERNAL, 1).with(path).each());
            peer.send(new RawAttributes(attributes).announce(prefix));
            arena.awaitRoute(PeerRole.EXTERNAL, prefix);
            assertThat(heardBy(PeerRole.CLIENT, prefix)).as(octets).containsOnlyKeys(1, 2, 3, 5);
            assertThat(heardBy(PeerRole.CLIENT, prefix).get(2)).hasToString("40:02020000fe4c00005ba0");
        }
    }

    @Test
    @DisplayName("C51-withdrawn-and-announced (RFC 4271 §4.3): a prefix in both fields of an UPDATE is announced")
    void withdrawnAndAnnouncedAtOnce() {
        RawPeer peer = arena.establish(PeerRole.EXTERNAL);
        String prefix = arena.newPrefix();
        byte[] nlri = RawMessages.prefix(prefix);
        peer.send(RawMessages.update(
                nlri, RawAttributes.sound(PeerRole.EXTERNAL, 65001).bytes(), nlri));
        arena.awaitAlive(peer);
        arena.awaitRoute(PeerRole.EXTERNAL, prefix);
    }

    @Test
    @DisplayName("C52-ipv6-treat-as-withdraw (RFC 7606 §2): a malformed attribute withdraws IPv6 and IPv4 routes of one"
            + " UPDATE alike")
    void bothFamiliesAreWithdrawn() {
        RawPeer peer = arena.establish(PeerRole.CLIENT);
        String prefix = arena.newPrefix();
        byte[] reach = hex("80 0e 1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80001");
        RawAttributes sound = RawAttributes.sound(PeerRole.CLIENT, 65001).plus(reach);
        peer.send(sound.announce(prefix));
        arena.awaitRoute(PeerRole.CLIENT, prefix);
        arena.awaitRoute(PeerRole.CLIENT, "2001:db8:1:0:0:0:0:0/48");
        peer.send(sound.with(hex("40 01 01 07")).announce(prefix));
        arena.awaitGone(PeerRole.CLIENT, prefix);
        arena.awaitGone(PeerRole.CLIENT, "2001:db8:1:0:0:0:0:0/48");
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("D10-reflect-client-client (RFC 4456 §6, §8): ORIGINATOR_ID and CLUSTER_LIST are added, the rest is"
            + " unchanged")
    void fromClientToClient() {
        reflected(PeerRole.CLIENT, List.of(PeerRole.CLIENT, PeerRole.NON_CLIENT));
    }

    @Test
    @DisplayName("D12-nonclient-to-client (RFC 4456 §6): a non-client's route goes to clients, not to non-clients")
    void fromNonClientToClient() {
        String prefix = reflected(PeerRole.NON_CLIENT, List.of(PeerRole.CLIENT));
        assertThat(arena.bystander(PeerRole.NON_CLIENT).has(prefix)).isFalse();
    }

    private String reflected(PeerRole from, List<PeerRole> to) {
        RawPeer peer = arena.establish(from);
        String prefix = arena.newPrefix();
        RawAttributes sent = RawAttributes.sound(from, 65001)
                .plus(attribute(0x80, 4, four(7)))
                .plus(attribute(0xc0, 8, four(0xfde90001L)));
        peer.send(sent.announce(prefix));
        arena.awaitRoute(from, prefix);
        String originator = RawText.of(0x80, RawMessages.address(peer.identifier()));
        for (PeerRole role : to) {
            SortedMap<Integer, HeardUpdate.Attribute> heard = heardBy(role, prefix);
            assertThat(heard).containsOnlyKeys(1, 2, 3, 4, 5, 8, 9, 10);
            assertThat(heard.get(2)).hasToString("40:02010000fde9");
            assertThat(heard.get(3)).hasToString("40:c0000201");
            assertThat(heard.get(4)).hasToString("80:00000007");
            assertThat(heard.get(5)).hasToString("40:00000064");
            assertThat(heard.get(9)).hasToString(originator);
            assertThat(heard.get(10)).hasToString("80:0a280001");
        }
        return prefix;
    }

    @Test
    @DisplayName(
            "D15-originator-loop (RFC 4456 §8): a route with our ORIGINATOR_ID is ignored, the older one withdrawn")
    void ourOriginatorId() {
        loops(attribute(0x80, 9, RawMessages.address(Arena.IDENTIFIER)));
    }

    @Test
    @DisplayName("D16-cluster-loop (RFC 4456 §8): a route with our cluster in CLUSTER_LIST is ignored, the older one"
            + " withdrawn")
    void ourClusterId() {
        loops(attribute(0x80, 10, four(0x0a080808L), RawMessages.address(Arena.IDENTIFIER)));
    }

    private void loops(byte[] attribute) {
        for (PeerRole role : List.of(PeerRole.CLIENT, PeerRole.NON_CLIENT)) {
            RawPeer peer = arena.establish(role);
            String prefix = arena.newPrefix();
            RawAttributes sound = RawAttributes.sound(role, 65001);
            peer.send(sound.announce(prefix));
            arena.awaitRoute(role, prefix);
            peer.send(sound.plus(attribute).announce(prefix));
            arena.awaitAlive(peer);
            arena.awaitGone(role, prefix);
        }
    }

    @Test
    @DisplayName("D17-cluster-prepend (RFC 4456 §8): ORIGINATOR_ID is kept, CLUSTER_LIST is prepended")
    void clusterListIsPrepended() {
        String prefix = announce(
                PeerRole.CLIENT,
                RawAttributes.sound(PeerRole.CLIENT, 65001)
                        .plus(attribute(0x80, 9, four(0x0a090909L)))
                        .plus(attribute(0x80, 10, four(0x0a080808L))));
        SortedMap<Integer, HeardUpdate.Attribute> heard = heardBy(PeerRole.CLIENT, prefix);
        assertThat(heard.get(9)).hasToString("80:0a090909");
        assertThat(heard.get(10)).hasToString("80:0a2800010a080808");
    }

    @Test
    @DisplayName(
            "D19-ibgp-to-ebgp (RFC 4271 §5.1, §9.2): our AS in front; no LOCAL_PREF, MED, ORIGINATOR_ID, CLUSTER_LIST")
    void fromInternalToExternal() {
        String prefix = announce(
                PeerRole.CLIENT,
                RawAttributes.sound(PeerRole.CLIENT, 65001)
                        .plus(attribute(0x80, 4, four(7)))
                        .plus(attribute(0x80, 9, four(0x0a090909L)))
                        .plus(attribute(0x80, 10, four(0x0a080808L))));
        SortedMap<Integer, HeardUpdate.Attribute> heard = heardBy(PeerRole.EXTERNAL, prefix);
        assertThat(heard).containsOnlyKeys(1, 2, 3);
        assertThat(heard.get(2)).hasToString("40:02020000fc000000fde9");
        assertThat(heard.get(3)).hasToString("40:c00002fe");
    }

    @Test
    @DisplayName("D21-no-export (RFC 1997): NO_EXPORT goes to internal peers only, NO_ADVERTISE to nobody")
    void wellKnownCommunities() {
        RawPeer peer = arena.establish(PeerRole.CLIENT);
        String confined = arena.newPrefix();
        String secret = arena.newPrefix();
        RawAttributes sound = RawAttributes.sound(PeerRole.CLIENT, 65001);
        peer.send(sound.announce(confined, secret));
        arena.awaitRoute(PeerRole.CLIENT, confined);
        arena.awaitRoute(PeerRole.CLIENT, secret);
        peer.send(sound.plus(attribute(0xc0, 8, four(0xffff_ff01L))).announce(confined));
        peer.send(sound.plus(attribute(0xc0, 8, four(0xffff_ff02L))).announce(secret));
        arena.awaitAlive(peer);
        arena.bystander(PeerRole.EXTERNAL).awaitGone(confined);
        arena.bystander(PeerRole.CLIENT).awaitRoute(confined, heard -> heard.containsKey(8));
        arena.bystander(PeerRole.NON_CLIENT).awaitRoute(confined, heard -> heard.containsKey(8));
        arena.awaitGone(PeerRole.CLIENT, secret);
    }

    @Test
    @DisplayName("E01-route-refresh (RFC 2918): the table is sent again; other families and subtypes send nothing")
    void routeRefresh() {
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            prefixes.add(announce(PeerRole.CLIENT, RawAttributes.sound(PeerRole.CLIENT, 65001 + i)));
        }
        RawPeer peer = arena.establish(PeerRole.EXTERNAL);
        readAll(peer, prefixes);
        peer.send(refresh(1, 0, 1));
        readAll(peer, prefixes);
        peer.send(refresh(25, 0, 70), refresh(1, 200, 1), refresh(2, 0, 1), refresh(1, 1, 1), refresh(1, 2, 1));
        String next = announce(PeerRole.CLIENT, RawAttributes.sound(PeerRole.CLIENT, 64999));
        HeardUpdate update = peer.readUpdate(heard -> !heard.announced().isEmpty());
        assertThat(update.announced()).containsExactly(next);
    }

    private static void readAll(RawPeer peer, List<String> prefixes) {
        Set<String> missing = new HashSet<>(prefixes);
        while (!missing.isEmpty()) {
            peer.readUpdate(update -> !update.announced().isEmpty()).announced().forEach(missing::remove);
        }
    }

    @Test
    @DisplayName(
            "E02-refresh-storm (RFC 2918): 5000 requests at once, from a peer that reads and from one that does not")
    void refreshStorm() {
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            prefixes.add(announce(PeerRole.CLIENT, RawAttributes.sound(PeerRole.CLIENT, 65001 + i)));
        }
        RawPeer reads = arena.establish(PeerRole.EXTERNAL);
        RawPeer readsNot = arena.establish(PeerRole.EXTERNAL);
        byte[] storm = RawMessages.repeat(5000, refresh(1, 0, 1));
        readsNot.send(storm);
        reads.send(storm);
        arena.awaitAlive(readsNot);
        arena.awaitAlive(reads);
        readAll(reads, prefixes);
        readAll(reads, prefixes);
    }

    @Test
    @DisplayName("E10-eor-sent (RFC 4724 §2): behind the first table comes End-of-RIB, for each family")
    void endOfRib() {
        String prefix = announce(PeerRole.CLIENT, RawAttributes.sound(PeerRole.CLIENT, 65001));
        RawPeer peer = arena.connect(PeerRole.EXTERNAL);
        peer.establish(withGracefulRestart(peer));
        HeardUpdate first = peer.readUpdate(update -> update.endOfRib() != 2);
        assertThat(first.announced()).containsExactly(prefix);
        assertThat(peer.readUpdate(update -> update.endOfRib() == 1).announced())
                .isEmpty();
    }

    @Test
    @DisplayName(
            "E13-gr-not-after-notification (RFC 4724 §4): Cease from a peer with graceful restart withdraws at once")
    void ceaseFromAPeerWithGracefulRestart() {
        RawPeer peer = arena.connect(PeerRole.EXTERNAL);
        peer.establish(withGracefulRestart(peer));
        String prefix = arena.newPrefix();
        peer.send(RawAttributes.sound(PeerRole.EXTERNAL, 65001).announce(prefix));
        arena.awaitRoute(PeerRole.EXTERNAL, prefix);
        peer.send(notification(6, 2));
        peer.expectEnd();
        arena.awaitGone(PeerRole.EXTERNAL, prefix);
    }

    /** Restart time 120 s, forwarding kept for IPv4. */
    private static byte[] withGracefulRestart(RawPeer peer) {
        byte[] graceful = parameter(2, capability(64, octets(0, 120, 0, 1, 1, 0x80)));
        return open(4, peer.role().as(), 90, peer.identifier(), peer.usualParameters(), graceful);
    }
}

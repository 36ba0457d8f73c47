// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.decision.DecisionReason;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LocRibTest {

    private final RibLab lab = RibLab.ipv4();
    private final LocRib rib = lab.rib;
    private final AdjRibIn a = lab.peer();
    private final AdjRibIn b = lab.peer();

    // --- Batches.

    @Test
    void holdsWhatWasAnnounced() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        assertThat(lab.bestMed("10.0.0.0/8")).isEqualTo(1);
        assertThat(rib.destinationCount()).isEqualTo(1);
        assertThat(rib.pathCount()).isEqualTo(1);
        assertThat(a.received()).isEqualTo(1);
        assertThat(a.accepted()).isEqualTo(1);
        assertThat(rib.bestCount(a.peer())).isEqualTo(1);
        assertThat(rib.changeCount()).isEqualTo(1);
    }

    @Test
    void replacesTheRouteOfThatPeerOnly() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(b, "10.0.0.0/8", 2);
        lab.decide();
        lab.announce(a, "10.0.0.0/8", 3);
        lab.decide();
        assertThat(lab.bestMed("10.0.0.0/8")).isEqualTo(2);
        assertThat(rib.pathCount()).isEqualTo(2);
        assertThat(a.received()).isEqualTo(1);
        assertThat(rib.bestCount(a.peer())).isZero();
        assertThat(rib.bestCount(b.peer())).isEqualTo(1);
        assertThat(lab.pool.size()).isEqualTo(2);
    }

    @Test
    void pathIdentifiersTellRoutesOfOnePeerApart() {
        Prefix prefix = Prefix.parse("10.0.0.0/8");
        lab.announce(a, "11.0.0.0/8", 9); // before any path has an identifier
        lab.announce(a, prefix, 1, 5, 5);
        lab.announce(a, prefix, 0xffff_ffff, 4, 4);
        lab.decide();
        assertThat(rib.pathCount()).isEqualTo(3);
        assertThat(rib.pathId(rib.best(rib.find(prefix)))).isEqualTo(0xffff_ffff);
        assertThat(rib.pathId(rib.best(lab.destination("11.0.0.0/8")))).isZero();
        lab.withdraw(a, prefix, 0xffff_ffff);
        lab.withdraw(a, prefix, 2);
        lab.decide();
        assertThat(lab.bestMed("10.0.0.0/8")).isEqualTo(5);
        lab.withdraw(a, prefix, 1);
        lab.announce(a, "12.0.0.0/8", 9); // the row had an identifier, and has none now
        lab.decide();
        assertThat(rib.pathId(rib.best(lab.destination("12.0.0.0/8")))).isZero();
    }

    @Test
    void withdrawingWhatIsNotThereIsNothing() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        lab.withdraw(b, "10.0.0.0/8");
        lab.withdraw(a, "10.0.0.0/9");
        assertThat(rib.touchedCount()).isZero();
        assertThat(lab.bestMed("10.0.0.0/8")).isEqualTo(1);
    }

    @Test
    void aRefusedRouteIsKeptAndNotEligible() {
        lab.refuse(a, "10.0.0.0/8", 1);
        lab.decide();
        assertThat(lab.bestMed("10.0.0.0/8")).isEqualTo(-1);
        assertThat(a.received()).isEqualTo(1);
        assertThat(a.accepted()).isZero();
        assertThat(lab.order()).isEmpty();
        assertThat(rib.destinationCount()).isEqualTo(1);
        int path = rib.firstPath(lab.destination("10.0.0.0/8"));
        assertThat(rib.refusal(path)).isEqualTo(Refusal.POLICY);
        assertThat(rib.receivedSet(path).med()).isEqualTo(1);
    }

    @Test
    void aRefusedRouteReplacesTheOlderCopy() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(b, "10.0.0.0/8", 2);
        lab.decide();
        lab.refuse(a, "10.0.0.0/8", 1);
        lab.decide();
        assertThat(lab.bestMed("10.0.0.0/8")).isEqualTo(2);
        lab.withdraw(b, "10.0.0.0/8");
        lab.decide();
        assertThat(lab.bestMed("10.0.0.0/8")).isEqualTo(-1);
        assertThat(rib.tombstoneCount()).isZero();
        assertThat(rib.destinationCount()).isEqualTo(1);
    }

    @Test
    void aWalkEndsASessionsRoutesInPieces() {
        for (int i = 0; i < 10; i++) {
            lab.announce(a, "10.0." + i + ".0/24", i);
            lab.announce(b, "10.0." + i + ".0/24", i);
        }
        lab.decide();
        assertThat(rib.withdrawAll(a, 4)).isFalse();
        assertThat(a.received()).isEqualTo(6);
        lab.decide();
        assertThat(rib.withdrawAll(a, 6)).isTrue();
        assertThat(rib.withdrawAll(a, 1)).isTrue();
        lab.decide();
        assertThat(a.isEmpty()).isTrue();
        assertThat(a.accepted()).isZero();
        assertThat(rib.bestCount(b.peer())).isEqualTo(10);
        assertThat(rib.pathCount()).isEqualTo(10);
        assertThat(rib.tombstoneCount()).isZero();
    }

    @Test
    void reacceptingChangesTheVerdictAndKeepsWhatWasReceived() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        int path = rib.best(lab.destination("10.0.0.0/8"));
        lab.reaccept(a, path, -1);
        lab.decide();
        assertThat(rib.best(lab.destination("10.0.0.0/8"))).isZero();
        assertThat(rib.refusal(path)).isEqualTo(Refusal.POLICY);
        assertThat(a.accepted()).isZero();
        lab.reaccept(a, path, 7);
        lab.decide();
        assertThat(lab.bestMed("10.0.0.0/8")).isEqualTo(7);
        assertThat(rib.receivedSet(path).med()).isEqualTo(1);
        assertThat(a.accepted()).isEqualTo(1);
        lab.reaccept(a, path, 7);
        assertThat(rib.touchedCount()).isZero();
    }

    // --- What counts as a change.

    @Test
    void onlyADifferenceByIdentityMoves() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(a, "11.0.0.0/8", 1);
        lab.decide();
        lab.announce(a, "10.0.0.0/8", 1);
        assertThat(rib.touchedCount()).isZero();
        lab.announce(b, "10.0.0.0/8", 5);
        lab.decide();
        assertThat(lab.order()).containsExactly("10.0.0.0/8", "11.0.0.0/8");
        lab.announce(b, "10.0.0.0/8", 0);
        lab.decide();
        assertThat(lab.order()).containsExactly("11.0.0.0/8", "10.0.0.0/8");
        assertThat(rib.changeCount()).isEqualTo(3);
    }

    /** Split horizon must learn of it: the route is the same, whom it must not be sent to is another. */
    @Test
    void theSameAttributesFromAnotherPeerAreAChange() {
        lab.announce(b, "10.0.0.0/8", 1);
        lab.announce(b, "11.0.0.0/8", 1);
        lab.decide();
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        assertThat(lab.order()).containsExactly("11.0.0.0/8", "10.0.0.0/8");
    }

    @Test
    void theReceivedSetAloneIsNoChange() {
        Prefix prefix = Prefix.parse("10.0.0.0/8");
        lab.announce(a, prefix, 0, 1, 9);
        lab.announce(a, "11.0.0.0/8", 1);
        lab.decide();
        lab.announce(a, prefix, 0, 2, 9);
        lab.decide();
        assertThat(lab.order()).containsExactly("10.0.0.0/8", "11.0.0.0/8");
        assertThat(rib.receivedSet(rib.best(rib.find(prefix))).med()).isEqualTo(2);
    }

    @Test
    void transientsInsideABatchAreNeverSeen() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(a, "11.0.0.0/8", 1);
        lab.decide();
        long changes = rib.changeCount();
        lab.withdraw(a, "10.0.0.0/8");
        lab.announce(b, "10.0.0.0/8", 0);
        lab.withdraw(b, "10.0.0.0/8");
        lab.announce(a, "10.0.0.0/8", 3);
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(b, "12.0.0.0/8", 1);
        lab.withdraw(b, "12.0.0.0/8");
        lab.decide();
        assertThat(lab.order()).containsExactly("10.0.0.0/8", "11.0.0.0/8");
        assertThat(rib.changeCount()).isEqualTo(changes);
        assertThat(lab.destination("12.0.0.0/8")).isZero();
        assertThat(rib.tombstoneCount()).isZero();
    }

    /** The set before the batch is let go of within it, and must not lend its id to another meanwhile. */
    @Test
    void anIdThatIsUsedAgainInsideABatchIsStillADifference() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(a, "11.0.0.0/8", 5);
        lab.decide();
        lab.withdraw(a, "10.0.0.0/8");
        lab.announce(a, "10.0.0.0/8", 2);
        lab.decide();
        assertThat(lab.order()).containsExactly("11.0.0.0/8", "10.0.0.0/8");
    }

    @Test
    void markingAPeerMovesWhereItsPathIsBest() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(a, "11.0.0.0/8", 5);
        lab.announce(b, "11.0.0.0/8", 2);
        lab.announce(b, "12.0.0.0/8", 2);
        lab.decide();
        rib.markChanged(a);
        assertThat(lab.order()).containsExactly("11.0.0.0/8", "12.0.0.0/8", "10.0.0.0/8");
    }

    @Test
    void manyDestinationsInOneBatchAreOneBatch() {
        for (int i = 0; i < 1000; i++) {
            lab.announce(a, "10." + i / 256 + "." + i % 256 + ".0/24", i % 7);
        }
        assertThat(rib.touchedCount()).isEqualTo(1000);
        lab.decide();
        assertThat(rib.touchedCount()).isZero();
        assertThat(lab.order()).hasSize(1000).startsWith("10.0.0.0/24", "10.0.1.0/24");
    }

    // --- References, lookups.

    @Test
    void whenEveryRouteIsGoneThePoolIsEmpty() {
        for (int i = 0; i < 50; i++) {
            lab.announce(a, "10.0." + i + ".0/24", i);
            lab.announce(b, Prefix.parse("10.0." + i + ".0/24"), i % 3, i, 100 + i);
            lab.refuse(b, "10.0." + i + ".0/25", i);
        }
        lab.decide();
        assertThat(lab.pool.references()).isEqualTo(50 + 50 * 2 + 50);
        rib.withdrawAll(a, 1000);
        rib.withdrawAll(b, 1000);
        lab.decide();
        assertThat(lab.pool.references()).isZero();
        assertThat(lab.pool.size()).isZero();
        lab.reapAll();
        assertThat(rib.pathCount()).isZero();
        assertThat(rib.destinationCount()).isZero();
        assertThat(rib.bestCount(a.peer())).isZero();
        assertThat(rib.bestCount(b.peer())).isZero();
    }

    /** New ones, one twice, one that is there as it is, one that replaces another; each path refers to its sets. */
    @Test
    void routesThatShareTheirSetsAreEachCounted() {
        lab.announceTogether(a, List.of("10.0.0.0/24", "10.0.1.0/24"), 1, 2);
        assertThat(lab.pool.references()).isEqualTo(2 * 2);
        lab.announce(a, "10.0.2.0/24", 7);
        lab.decide();

        List<String> prefixes = List.of("10.0.3.0/24", "10.0.0.0/24", "10.0.2.0/24", "10.0.3.0/24");
        lab.announceTogether(a, prefixes, 1, 2);
        lab.decide();
        assertThat(a.received()).isEqualTo(4);
        assertThat(a.accepted()).isEqualTo(4);
        assertThat(lab.pool.size()).isEqualTo(2);
        assertThat(lab.pool.references()).isEqualTo(4 * 2);
        assertThat(lab.order()).containsExactly("10.0.0.0/24", "10.0.1.0/24", "10.0.3.0/24", "10.0.2.0/24");

        lab.announceTogether(a, prefixes, 1, 1); // the set that was accepted goes with its last path
        lab.decide();
        assertThat(lab.pool.references()).isEqualTo(3 + 2);
        lab.announceTogether(a, prefixes, 1, -1);
        lab.decide();
        assertThat(a.accepted()).isEqualTo(1);
        assertThat(lab.pool.references()).isEqualTo(3 + 2);
        rib.withdrawAll(a, 10);
        lab.decide();
        assertThat(lab.pool.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    10.1.2.3/32, 10.1.2.0/24
                    10.1.2.0/24, 10.1.2.0/24
                    10.1.2.0/23, 10.1.0.0/16
                    10.2.0.0/16, 0.0.0.0/0
                    10.1.3.0/24, 10.1.0.0/16
                    10.1.4.4/32, 10.1.4.4/32
                    """)
    void findsTheLongestMatchThatHasAPath(String asked, String found) {
        lab.announce(a, "0.0.0.0/0", 1);
        lab.announce(a, "10.1.0.0/16", 1);
        lab.announce(a, "10.1.2.0/24", 1);
        lab.announce(a, "10.1.3.0/24", 1);
        lab.refuse(a, "10.1.4.4/32", 1);
        lab.decide();
        rib.cursorAtTail();
        lab.withdraw(a, "10.1.3.0/24"); // leaves a tombstone
        lab.decide();
        assertThat(rib.prefix(rib.findLongest(Prefix.parse(asked)))).hasToString(found);
    }

    @Test
    void findsNoMatchWhereNothingCovers() {
        RibLab six = new RibLab(AddressFamily.IPV6_UNICAST);
        six.announce(six.peer(), "2001:db8::/64", 1);
        six.decide();
        assertThat(six.rib.findLongest(Prefix.parse("2001:db8:0:1::/64"))).isZero();
        assertThat(six.rib.findLongest(Prefix.parse("2001:db8::1/128"))).isPositive();
        assertThat(six.rib.findLongest(Prefix.parse("::/0"))).isZero();
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void aPeersRoutesAreWalkedFromTheNewest(AddressFamily family) {
        RibLab each = new RibLab(family);
        AdjRibIn peer = each.peer();
        String suffix = family == AddressFamily.IPV4_UNICAST ? ".0.0.0/8" : "::/16";
        for (int i = 10; i < 14; i++) {
            each.announce(peer, i + suffix, i);
        }
        each.withdraw(peer, 11 + suffix);
        each.decide();
        List<String> walked = new ArrayList<>();
        for (int path = each.rib.firstOfPeer(peer); path != 0; path = each.rib.nextOfPeer(peer, path)) {
            walked.add(each.rib.prefix(each.rib.destination(path)).toString());
        }
        assertThat(walked).containsExactly(13 + suffix, 12 + suffix, 10 + suffix);
    }

    /** Rows of both stand among each other, and beyond one slab; what has emptied is taken by the next. */
    @Test
    void aPeersRoutesGoWithoutTouchingThoseOfOthers() {
        AdjRibIn c = lab.peer();
        for (int i = 0; i < 40_000; i++) {
            lab.announce(i % 3 == 0 ? b : a, Prefix.containing(IpAddress.ofIpv4(i << 8), 24), 0, i & 7, i & 7);
        }
        lab.decide();
        while (!rib.withdrawAll(a, 1000)) {
            lab.decide();
        }
        lab.decide();
        lab.reapAll();
        assertThat(a.isEmpty()).isTrue();
        assertThat(walk(a)).isEmpty();
        assertThat(walk(b))
                .hasSize(b.received())
                .hasSize(13_334)
                .allMatch(path -> rib.peer(path) == b.peer().index());
        assertThat(rib.pathCount()).isEqualTo(13_334);
        for (int i = 0; i < 20_000; i++) {
            lab.announce(c, Prefix.containing(IpAddress.ofIpv4(i << 8), 24), 0, 1, 1);
        }
        lab.decide();
        assertThat(walk(c)).hasSize(20_000).doesNotHaveDuplicates();
        assertThat(walk(b)).hasSize(13_334);
    }

    /** They share an octet. */
    @Test
    void everyRefusalStandsBesideEveryReason() {
        assertThat(DecisionReason.values()).hasSizeLessThanOrEqualTo(16);
        assertThat(Refusal.values()).hasSizeLessThanOrEqualTo(16);
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        int path = rib.firstPath(lab.destination("10.0.0.0/8"));
        int set = rib.received(path);
        for (Refusal refusal : Refusal.values()) {
            rib.reaccept(a, path, refusal == Refusal.NONE ? set : 0, refusal);
            for (int reason = 15; reason >= 0; reason--) {
                rib.setReason(path, reason);
                assertThat(rib.reason(path)).isEqualTo(reason);
                assertThat(rib.refusal(path)).isEqualTo(refusal);
            }
        }
    }

    private List<Integer> walk(AdjRibIn peer) {
        List<Integer> paths = new ArrayList<>();
        for (int path = rib.firstOfPeer(peer); path != 0; path = rib.nextOfPeer(peer, path)) {
            paths.add(path);
        }
        return paths;
    }
}

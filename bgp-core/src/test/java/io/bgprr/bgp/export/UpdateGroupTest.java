// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.policy.PrefixList;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How members of a group part and come together: who joins, lags, or gets other rules. */
class UpdateGroupTest {

    private static final UpdateGroupKey CLIENTS =
            LabKey.of(PeerKind.IBGP_CLIENT).build();

    /** Under which only 11/8 and what is inside may go. */
    private static final UpdateGroupKey ELEVEN = LabKey.of(PeerKind.IBGP_CLIENT)
            .policy(new PolicyDefinition.MatchPrefixList(
                    new PrefixList("eleven", List.of(PrefixList.Entry.parse("11.0.0.0/8 le 32")))))
            .build();

    /** Routes 10.0.0.0/24, 10.0.1.0/24 … of ours, each with attributes of its own: about 60 octets each on the wire. */
    private static List<String> announce(ExportLab lab, int count) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String prefix = "10." + (i >> 8) + "." + (i & 255) + ".0/24";
            lab.announce(lab.local, prefix, 1000 + i);
            events.add("+" + prefix);
        }
        return events;
    }

    private static List<String> and(List<String> events, String last) {
        List<String> all = new ArrayList<>(events);
        all.add(last);
        return all;
    }

    // --- Joining.

    @Test
    void joinersShareAStart() {
        try (ExportLab lab = ExportLab.ipv4()) {
            List<String> routes = announce(lab, 100);
            LabPeer first = lab.member("first", CLIENTS);
            lab.peer("between", PeerKind.EBGP); // so that both are on one loop
            LabPeer second = lab.member("second", CLIENTS);
            assertThat(first.member().isWaiting()).isTrue();
            lab.groups.advance();
            assertThat(first.member().isWaiting()).isFalse();
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
            lab.settle();

            assertThat(first.takeEvents()).isEqualTo(and(routes, "end-of-rib"));
            assertThat(second.takeEvents()).isEqualTo(and(routes, "end-of-rib"));
            long octets = first.takeMessages().stream()
                    .mapToLong(message -> message.length)
                    .sum();
            assertThat(lab.publishedBytes).as("encoded once for both").isEqualTo(octets);
        }
    }

    @Test
    void aJoinerDisturbsNobodyAndMergesWhenItHasCaughtUp() {
        try (ExportLab lab = ExportLab.ipv4()) {
            List<String> routes = announce(lab, 100);
            LabPeer old = lab.member("old", CLIENTS);
            lab.settle();
            old.takeEvents();
            LabPeer late = lab.member("late", CLIENTS);
            late.isStalled = true;
            lab.settle();
            assertThat(lab.groups.subgroupCount())
                    .as("what was encoded for it is not taken yet")
                    .isEqualTo(2);
            late.isStalled = false;
            lab.settle();

            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
            assertThat(old.takeEvents()).isEmpty();
            assertThat(late.takeEvents()).isEqualTo(and(routes, "end-of-rib"));
            lab.announce(lab.local, "12.0.0.0/8", 100);
            lab.settle();
            assertThat(old.takeEvents()).containsExactly("+12.0.0.0/8");
            assertThat(late.takeEvents()).containsExactly("+12.0.0.0/8");
        }
    }

    @Test
    void aMemberThatLeavesBeforeItsStartIsForgotten() {
        try (ExportLab lab = ExportLab.ipv4()) {
            announce(lab, 1);
            LabPeer hasty = lab.member("hasty", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.leave(hasty);
            lab.settle();

            assertThat(hasty.takeEvents()).isEmpty();
            assertThat(other.held()).hasSize(1);
        }
    }

    @Test
    void aGroupWithoutMembersIsForgotten() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer member = lab.member("member", CLIENTS);
            lab.settle();
            assertThat(lab.groups.groupCount()).isEqualTo(1);
            lab.leave(member);
            lab.settle();
            assertThat(lab.groups.groupCount()).isZero();
            assertThat(lab.groups.subgroupCount()).isZero();
        }
    }

    @Test
    void whatIsEncodedAheadIsBoundedByTheFastestMember() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            announce(lab, 100);
            LabPeer fast = lab.member("fast", CLIENTS);
            LabPeer slow = lab.member("slow", CLIENTS);
            fast.isStalled = true;
            slow.isStalled = true;
            lab.settle();
            assertThat(lab.groups.liveBytes()).isBetween(500L, 1500L);
            assertThat(fast.held()).isEmpty();

            fast.isStalled = false;
            lab.settle();
            assertThat(fast.held()).as("is not held up by the slow one").hasSize(100);
            assertThat(slow.held()).isEmpty();
            slow.isStalled = false;
            lab.settle();
            assertThat(slow.held()).hasSize(100);
            assertThat(lab.groups.liveBytes()).isZero();
        }
    }

    // --- Lagging.

    @Test
    void aMemberThatLagsGoesItsOwnWayAndComesBack() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer quick = lab.member("quick", CLIENTS);
            LabPeer slow = lab.member("slow", CLIENTS);
            lab.settle();
            lab.announce(lab.local, "12.0.0.0/8", 100);
            lab.announce(lab.local, "13.0.0.0/8", 100);
            lab.settle();
            slow.isStalled = true;
            List<String> routes = announce(lab, 50);
            lab.withdraw(lab.local, "12.0.0.0/8");
            lab.settle();
            lab.lag(slow);
            lab.settle();
            assertThat(lab.groups.subgroupCount()).isEqualTo(2);
            assertThat(slow.member().advertisedCount()).isEqualTo(51);

            slow.takeEvents();
            slow.isStalled = false;
            lab.settle();
            assertThat(slow.takeEvents()).containsAll(routes).contains("-12.0.0.0/8");
            assertThat(slow.heldText()).isEqualTo(quick.heldText()).hasSize(51);
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    @Test
    void aMemberThatLagsIsWithdrawnFromWhatItHeldAndHasItselfNow() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer x = lab.member("x", CLIENTS);
            LabPeer y = lab.member("y", CLIENTS);
            lab.announce(x, "12.0.0.0/8", 100);
            lab.settle();
            y.isStalled = true;
            lab.announce(y, "12.0.0.0/8", 200);
            lab.settle();
            lab.lag(y);
            y.isStalled = false;
            lab.settle();

            assertThat(y.held()).isEmpty();
            assertThat(x.heldFrom()).containsOnlyKeys("12.0.0.0/8");
        }
    }

    @Test
    void aMemberMayLagAgainWhileItIsOnItsOwn() {
        try (ExportLab lab = ExportLab.withLimits(2000, 500)) {
            LabPeer quick = lab.member("quick", CLIENTS);
            LabPeer slow = lab.member("slow", CLIENTS);
            lab.settle();
            slow.isStalled = true;
            for (int round = 0; round < 5; round++) {
                announce(lab, 40 + round);
                lab.withdraw(lab.local, "10.0." + round + ".0/24");
                lab.settle();
                lab.lag(slow);
                lab.settle();
                ExportLab.readPiece(slow); // a little
                lab.report();
            }
            slow.isStalled = false;
            lab.settle();

            assertThat(slow.heldText()).isEqualTo(quick.heldText());
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    // --- Other rules.

    @Test
    void membersThatArePutUnderOtherRulesTogetherAreSentTheDifferenceOnce() {
        try (ExportLab lab = ExportLab.ipv4()) {
            announce(lab, 20);
            lab.announce(lab.local, "11.0.0.0/8", 100);
            LabPeer one = lab.member("one", CLIENTS);
            lab.peer("between", PeerKind.EBGP); // so that both are on one loop
            LabPeer other = lab.member("other", CLIENTS);
            LabPeer stays = lab.member("stays", CLIENTS);
            lab.settle();
            one.takeEvents();
            one.takeMessages();
            other.takeEvents();
            stays.takeEvents();
            lab.publishedBytes = 0;
            lab.move(one, ELEVEN);
            lab.move(other, ELEVEN);
            assertThat(lab.groups.subgroupCount()).isEqualTo(2);
            lab.settle();

            assertThat(one.heldFrom()).containsOnlyKeys("11.0.0.0/8");
            assertThat(other.heldFrom()).containsOnlyKeys("11.0.0.0/8");
            assertThat(stays.takeEvents()).isEmpty();
            List<String> events = one.takeEvents();
            assertThat(events)
                    .hasSize(21)
                    .contains("-10.0.19.0/24", "+11.0.0.0/8")
                    .doesNotContain("end-of-rib");
            assertThat(other.takeEvents()).isEqualTo(events);
            long octets = one.takeMessages().stream()
                    .mapToLong(message -> message.length)
                    .sum();
            assertThat(lab.publishedBytes).as("encoded once for both").isEqualTo(octets);
        }
    }

    @Test
    void membersOfDifferentSubgroupsAreMovedApart() {
        try (ExportLab lab = ExportLab.ipv4()) {
            announce(lab, 20);
            LabPeer one = lab.member("one", CLIENTS);
            lab.settle();
            LabPeer late = lab.member("late", CLIENTS);
            late.isStalled = true;
            lab.settle();
            lab.move(one, ELEVEN);
            lab.move(late, ELEVEN);
            assertThat(lab.groups.subgroupCount()).isEqualTo(2);
            late.isStalled = false;
            lab.settle();

            assertThat(one.held()).isEmpty();
            assertThat(late.held()).isEmpty();
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    /** The first to be moved makes a subgroup for those who come from the same one, and is gone before they come. */
    @Test
    void whoIsMovedAfterOneThatWentIsServedAllTheSame() {
        try (ExportLab lab = ExportLab.ipv4()) {
            announce(lab, 20);
            lab.announce(lab.local, "11.0.0.0/8", 100);
            LabPeer first = lab.member("first", CLIENTS);
            LabPeer second = lab.member("second", CLIENTS);
            LabPeer third = lab.member("third", ELEVEN); // so that the group stays
            lab.settle();
            lab.move(first, ELEVEN);
            lab.leave(first);
            lab.move(second, ELEVEN);
            lab.settle();

            assertThat(second.heldFrom()).containsOnlyKeys("11.0.0.0/8");
            assertThat(third.heldFrom()).containsOnlyKeys("11.0.0.0/8");
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    @Test
    void oneThatMovesWhileItWaitsJoinsTheOther() {
        try (ExportLab lab = ExportLab.ipv4()) {
            lab.announce(lab.local, "11.0.0.0/8", 100);
            lab.announce(lab.local, "12.0.0.0/8", 100);
            LabPeer member = lab.member("member", CLIENTS);
            lab.move(member, ELEVEN);
            lab.settle();

            assertThat(member.takeEvents()).containsExactly("+11.0.0.0/8", "end-of-rib");
        }
    }

    @Test
    void equalRulesMoveNobody() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer member = lab.member("member", CLIENTS);
            lab.settle();
            ExportMember before = member.member();
            lab.move(member, LabKey.of(PeerKind.IBGP_CLIENT).build());
            assertThat(member.member()).isSameAs(before);
        }
    }

    @Test
    void aMoveWithARefreshThatWaitsServesIt() {
        try (ExportLab lab = ExportLab.ipv4()) {
            lab.announce(lab.local, "11.0.0.0/8", 100);
            LabPeer member = lab.member("member", CLIENTS);
            lab.settle();
            member.takeEvents();
            lab.refresh(member);
            lab.move(member, ELEVEN);
            lab.settle();
            assertThat(member.takeEvents()).containsExactly("+11.0.0.0/8");
        }
    }

    // --- What that takes.

    @Test
    void whatAMemberHoldsApartIsCountedOnceTheOthersHaveSomethingElse() {
        long chunk = 8192;
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            announce(lab, 100);
            LabPeer asks = lab.member("asks", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.settle();
            asks.isStalled = true;
            lab.refresh(asks);
            lab.settle();
            assertThat(lab.groups.subgroupCount()).isEqualTo(2);
            assertThat(lab.groups.adjRibOutBytes()).as("shared").isEqualTo(chunk);
            assertThat(asks.member().ownBytes()).isZero();

            lab.announce(lab.local, "11.0.0.0/8", 100);
            lab.settle();
            assertThat(lab.groups.adjRibOutBytes()).isEqualTo(2 * chunk);
            assertThat(asks.member().ownBytes()).isEqualTo(chunk);
            assertThat(other.member().ownBytes())
                    .as("what the group needs anyway")
                    .isZero();
            asks.isStalled = false;
            lab.settle();
            assertThat(lab.groups.adjRibOutBytes()).isEqualTo(chunk);
        }
    }

    // --- Merging.

    @Test
    void nobodyMergesBeforeItHasSentWhatTheOthersHave() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            announce(lab, 100);
            LabPeer old = lab.member("old", CLIENTS);
            lab.settle();
            LabPeer late = lab.member("late", CLIENTS);
            for (int round = 0; late.held().size() < 100; round++) {
                assertThat(round).isLessThan(100);
                lab.groups.advance();
                boolean isBehind = late.member().pendingCount(1) > 0;
                assertThat(lab.groups.subgroupCount()).isGreaterThanOrEqualTo(isBehind ? 2 : 1);
                lab.announce(lab.local, "12.0." + round + ".0/24", 100);
                lab.read();
            }
            lab.settle();
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
            assertThat(late.heldText()).isEqualTo(old.heldText());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.UnknownAttribute;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member that asks for its routes again (RFC 2918) is sent, and what its asking costs the others. */
class RouteRefreshTest {

    private static final UpdateGroupKey CLIENTS =
            LabKey.of(PeerKind.IBGP_CLIENT).build();

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

    @Test
    void oneThatAsksForARefreshGetsEverythingAgainAndOthersNothing() {
        try (ExportLab lab = ExportLab.ipv4()) {
            List<String> routes = announce(lab, 20);
            LabPeer asks = lab.member("asks", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.settle();
            asks.takeEvents();
            other.takeEvents();
            lab.refresh(asks);
            lab.refresh(asks); // one answer serves both
            lab.settle();

            assertThat(asks.takeEvents()).isEqualTo(routes);
            assertThat(other.takeEvents()).isEmpty();
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    @Test
    void whenAllAskTheyStartOverTogether() {
        try (ExportLab lab = ExportLab.ipv4()) {
            List<String> routes = announce(lab, 20);
            LabPeer one = lab.member("one", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.settle();
            one.takeEvents();
            other.takeEvents();
            lab.refresh(one);
            lab.refresh(other);
            lab.groups.advance();
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
            lab.settle();

            assertThat(one.takeEvents()).isEqualTo(routes);
            assertThat(other.takeEvents()).isEqualTo(routes);
        }
    }

    /** All asked, so their common cursor went back; one of them drops octets of before and after that. */
    @Test
    void aRefreshOfAllIsNotLostWithTheOctetsThatAMemberDrops() {
        try (ExportLab lab = ExportLab.ipv4()) {
            List<String> routes = announce(lab, 20);
            LabPeer quick = lab.member("quick", CLIENTS);
            LabPeer slow = lab.member("slow", CLIENTS);
            lab.settle();
            slow.takeEvents();
            slow.isStalled = true;
            lab.announce(lab.local, "12.0.0.0/8", 100);
            lab.settle(); // in the log, unread by the slow one
            lab.refresh(quick);
            lab.refresh(slow);
            lab.settle();
            lab.lag(slow);
            slow.isStalled = false;
            lab.settle();

            assertThat(slow.takeEvents()).containsAll(routes).contains("+12.0.0.0/8");
        }
    }

    @Test
    void aRefreshThatWaitsIsServedByLagging() {
        try (ExportLab lab = ExportLab.ipv4()) {
            List<String> routes = announce(lab, 20);
            LabPeer other = lab.member("other", CLIENTS);
            LabPeer slow = lab.member("slow", CLIENTS);
            lab.settle();
            slow.takeEvents();
            slow.isStalled = true;
            lab.announce(lab.local, "12.0.0.0/8", 100);
            lab.settle();
            lab.refresh(slow);
            lab.lag(slow);
            slow.isStalled = false;
            lab.settle();

            assertThat(slow.takeEvents()).containsAll(and(routes, "+12.0.0.0/8"));
            assertThat(other.heldText()).isEqualTo(slow.heldText());
        }
    }

    /** More requests than answers: each answer is whole, and between two nothing holds the tombstones. */
    @Test
    void aMemberThatAsksMoreOftenThanItCanBeAnsweredHoldsUpNothing() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            List<String> routes = announce(lab, 100);
            LabPeer asks = lab.member("asks", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.settle();
            asks.takeEvents();
            other.takeEvents();
            int answers = 0;
            for (int round = 0; round < 300; round++) {
                lab.refresh(asks);
                comeAndGo(lab, round);
                lab.groups.advance();
                lab.read();
                lab.rib.reap(4); // no faster than what is sent
                assertThat(lab.rib.tombstoneCount()).isLessThan(100);
                List<String> events = asks.takeEvents();
                answers += events.contains("+10.0.99.0/24") ? 1 : 0;
            }
            assertThat(answers).as("whole answers").isBetween(5, 25);

            lab.refresh(asks);
            lab.settle();
            assertThat(asks.takeEvents()).containsSubsequence(routes);
            assertThat(other.takeEvents()).isEmpty();
            assertThat(lab.rib.tombstoneCount()).isZero();
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    /** The answer fits into one sending, but the octets of the one before are never all read. */
    @Test
    void aMemberThatAsksAgainBeforeItHasReadTheAnswerHoldsUpNothing() {
        try (ExportLab lab = ExportLab.ipv4()) {
            List<String> routes = announce(lab, 10);
            LabPeer lone = lab.member("lone", CLIENTS);
            lab.settle();
            lone.takeEvents();
            lone.isStalled = true;
            for (int round = 0; round < 1000; round++) {
                lab.refresh(lone);
                comeAndGo(lab, round);
                lab.announce(lab.local, Prefix.parse("11.0.0.0/8"), ofManyOctets(round));
                lab.groups.advance();
                while (lone.unread.size() > 1) {
                    ExportLab.readPiece(lone);
                }
                lab.report();
                lab.rib.reap(4);
                // for as long as it takes to write and read a segment of 128 KiB, twice
                assertThat(lab.rib.tombstoneCount()).isLessThan(150);
            }
            lone.isStalled = false;
            lab.read();
            lone.takeEvents();
            lab.refresh(lone);
            lab.settle();
            assertThat(lone.takeEvents()).containsSubsequence(routes);
            assertThat(lab.rib.tombstoneCount()).isZero();
        }
    }

    @Test
    void aMemberThatLagsInTheAnswerAndAskedMeanwhileIsSentEverythingOnceMore() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            List<String> routes = announce(lab, 100);
            LabPeer asks = lab.member("asks", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.settle();
            lab.refresh(asks);
            lab.groups.advance();
            lab.read();
            lab.groups.advance();
            asks.takeEvents();
            lab.refresh(asks); // in the middle of the answer
            lab.lag(asks);
            lab.settle();

            assertThat(asks.takeEvents())
                    .as("one answer, begun after both requests")
                    .isEqualTo(routes);
            assertThat(asks.heldText()).isEqualTo(other.heldText());
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    /** It had read a part of the answer: what it dropped is in there somewhere. */
    @Test
    void aMemberThatLagsInTheAnswerIsSentAllOfIt() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            List<String> routes = announce(lab, 100);
            LabPeer asks = lab.member("asks", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.settle();
            asks.takeEvents();
            other.takeEvents();
            lab.refresh(asks);
            lab.groups.advance();
            lab.read();
            lab.groups.advance();
            lab.lag(asks);
            lab.settle();

            assertThat(asks.takeEvents()).containsSubsequence(routes).hasSizeLessThan(200);
            assertThat(other.takeEvents()).isEmpty();
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    /** It goes on where it was, and not at the head, where all tombstones would wait for it. */
    @Test
    void aMemberThatDropsOctetsOfBeforeItAskedIsSentThoseAndTheAnswer() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            List<String> routes = announce(lab, 100);
            LabPeer asks = lab.member("asks", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.settle();
            asks.takeEvents();
            asks.isStalled = true;
            lab.announce(lab.local, "11.0.0.0/8", 100);
            lab.withdraw(lab.local, "10.0.99.0/24");
            lab.settle();
            lab.refresh(asks);
            lab.settle();
            lab.lag(asks);
            assertThat(asks.member().pendingCount(1000)).isEqualTo(2);
            lab.settle();
            assertThat(asks.unread).isNotEmpty();
            asks.isStalled = false;
            lab.settle();

            assertThat(asks.takeEvents())
                    .contains("+11.0.0.0/8", "-10.0.99.0/24", "end-of-rib") // the marker was in the same segment
                    .containsSubsequence(routes.subList(0, 99))
                    .hasSize(102);
            assertThat(asks.heldText()).isEqualTo(other.heldText());
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }
    }

    @Test
    void aMemberThatLagsAfterTheAnswerIsSentOnlyWhatItDropped() {
        try (ExportLab lab = ExportLab.ipv4()) {
            announce(lab, 100);
            LabPeer asks = lab.member("asks", CLIENTS);
            lab.settle();
            lab.refresh(asks);
            lab.settle();
            asks.takeEvents();
            asks.isStalled = true;
            lab.announce(lab.local, "11.0.0.0/8", 100);
            lab.settle();
            lab.lag(asks);
            asks.isStalled = false;
            lab.settle();
            assertThat(asks.takeEvents()).containsExactly("+11.0.0.0/8");
        }
    }

    /** The answer is a second look at what it holds: the routes that it has not been sent follow in their turn. */
    @Test
    void whoAsksBeforeItHasEverythingIsSentTheRestToo() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            List<String> routes = announce(lab, 100);
            LabPeer asks = lab.member("asks", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            while (asks.held().size() < 50) {
                lab.groups.advance();
                lab.read();
            }
            List<String> before = asks.takeEvents();
            lab.refresh(asks);
            lab.settle();

            List<String> events = asks.takeEvents();
            assertThat(events).containsSubsequence(before).containsSubsequence(routes.subList(before.size(), 100));
            assertThat(events).hasSize(101).contains("end-of-rib");
            assertThat(other.takeEvents()).isEqualTo(and(routes, "end-of-rib"));
        }
    }

    @Test
    void whatChangesDuringTheAnswerDoesNotWaitForItsEnd() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            announce(lab, 100);
            LabPeer asks = lab.member("asks", CLIENTS);
            LabPeer other = lab.member("other", CLIENTS);
            lab.settle();
            asks.takeEvents();
            lab.refresh(asks);
            lab.groups.advance();
            lab.read();
            lab.announce(lab.local, "11.0.0.0/8", 100);
            lab.withdraw(lab.local, "10.0.99.0/24");
            lab.groups.advance();
            lab.read();

            assertThat(asks.takeEvents())
                    .contains("+11.0.0.0/8", "-10.0.99.0/24")
                    .hasSizeLessThan(40);
            lab.settle();
            assertThat(asks.takeEvents()).contains("+10.0.98.0/24").doesNotContain("+10.0.99.0/24");
            assertThat(asks.heldText()).isEqualTo(other.heldText());
        }
    }

    private static AttributeSet ofManyOctets(int med) {
        return new AttributeSetBuilder()
                .nextHop(IpAddress.parse("192.0.2.1"))
                .localPref(100)
                .med(med)
                .unknown(new UnknownAttribute(222, true, new byte[3000]))
                .build();
    }

    /** A route that nobody is sent, and that leaves a tombstone. */
    private static void comeAndGo(ExportLab lab, int number) {
        String prefix = "12." + (number >> 8) + "." + (number & 255) + ".0/24";
        lab.announce(lab.local, prefix, 100);
        lab.withdraw(lab.local, prefix);
    }
}

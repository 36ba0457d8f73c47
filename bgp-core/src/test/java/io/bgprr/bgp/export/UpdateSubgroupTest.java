// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.PeerKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What members that go together are sent: split horizon, withdrawals, End-of-RIB. */
class UpdateSubgroupTest {

    private static final UpdateGroupKey CLIENTS =
            LabKey.of(PeerKind.IBGP_CLIENT).build();
    private static final String P = "10.0.0.0/8";

    /** Clients x, y and z of one group, past their End-of-RIB. */
    private static final class Trio implements AutoCloseable {
        final ExportLab lab = ExportLab.ipv4();
        final LabPeer x = lab.member("x", CLIENTS);
        final LabPeer y = lab.member("y", CLIENTS);
        final LabPeer z = lab.member("z", CLIENTS);

        Trio() {
            lab.settle();
            assertThat(events())
                    .allSatisfy((member, events) -> assertThat(events).containsExactly("end-of-rib"));
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);
        }

        /** What each has received since the last question. */
        Map<String, List<String>> events() {
            lab.settle();
            return Map.of("x", x.takeEvents(), "y", y.takeEvents(), "z", z.takeEvents());
        }

        @Override
        public void close() {
            lab.close();
        }
    }

    // --- Split horizon.

    @Test
    void aRouteGoesToAllButItsSource() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            assertThat(trio.events()).isEqualTo(Map.of("x", List.of(), "y", List.of("+" + P), "z", List.of("+" + P)));
        }
    }

    @Test
    void theNewSourceLosesWhatItHeldAndTheOldOneGetsTheRoute() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            trio.events();
            trio.lab.announce(trio.y, P, 200);
            assertThat(trio.events())
                    .isEqualTo(Map.of("x", List.of("+" + P), "y", List.of("-" + P), "z", List.of("+" + P)));

            trio.lab.withdraw(trio.y, P);
            assertThat(trio.events())
                    .isEqualTo(Map.of("x", List.of("-" + P), "y", List.of("+" + P), "z", List.of("+" + P)));
            assertThat(trio.x.held()).isEmpty();
            assertThat(trio.y.heldFrom()).isEqualTo(Map.of(P, "1"));
            assertThat(trio.z.heldFrom()).isEqualTo(Map.of(P, "1"));
        }
    }

    @Test
    void movesThatEndWhereTheyBeganAreNotSeen() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            trio.events();
            trio.lab.announce(trio.y, P, 200);
            trio.lab.withdraw(trio.y, P);
            trio.lab.announce(trio.z, P, 300);
            trio.lab.withdraw(trio.z, P);

            assertThat(trio.events().get("x")).isEmpty();
            assertThat(trio.y.heldFrom()).isEqualTo(Map.of(P, "1"));
            assertThat(trio.z.heldFrom()).isEqualTo(Map.of(P, "1"));
        }
    }

    @Test
    void aRouteThatGoesIsWithdrawnOnce() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            trio.events();
            trio.lab.withdraw(trio.x, P);
            trio.lab.rib.reap(Integer.MAX_VALUE);
            assertThat(trio.lab.destination(P)).as("before all have passed it").isNotZero();
            Map<String, List<String>> events = trio.events();

            assertThat(events.get("y")).containsExactly("-" + P);
            assertThat(events.get("z")).containsExactly("-" + P);
            assertThat(trio.lab.destination(P)).as("after all have passed it").isZero();
        }
    }

    @Test
    void aRouteThatCameAndWentUnsentIsNotWithdrawn() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            trio.lab.withdraw(trio.x, P);
            assertThat(trio.events()).isEqualTo(Map.of("x", List.of(), "y", List.of(), "z", List.of()));
        }
    }

    @Test
    void aRouteOfOursGoesToAllAndTakesThePlaceOfAMembers() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            trio.events();
            trio.lab.announce(trio.lab.local, P, 200);
            assertThat(trio.events())
                    .isEqualTo(Map.of("x", List.of("+" + P), "y", List.of("+" + P), "z", List.of("+" + P)));
            assertThat(trio.x.heldFrom()).isEqualTo(Map.of(P, "local"));
        }
    }

    @Test
    void aLoneMemberIsSentNothingOfItsOwnAndLosesWhatItHeld() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer lone = lab.member("lone", CLIENTS);
            lab.announce(lab.local, P, 100);
            lab.settle();
            assertThat(lone.takeEvents()).containsExactly("+" + P, "end-of-rib");
            lab.announce(lone, P, 200);
            lab.announce(lone, "11.0.0.0/8", 200);
            lab.settle();
            assertThat(lone.takeEvents()).containsExactly("-" + P);

            lab.withdraw(lone, P);
            lab.settle();
            assertThat(lone.takeEvents()).containsExactly("+" + P);
        }
    }

    @Test
    void whatAMemberHoldsIsCounted() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            trio.lab.announce(trio.y, "11.0.0.0/8", 100);
            trio.lab.announce(trio.lab.local, "12.0.0.0/8", 100);
            assertThat(trio.y.member().pendingCount(10)).isEqualTo(3);
            trio.events();

            assertThat(trio.x.member().advertisedCount()).isEqualTo(2);
            assertThat(trio.y.member().advertisedCount()).isEqualTo(2);
            assertThat(trio.z.member().advertisedCount()).isEqualTo(3);
            assertThat(trio.z.member().advertisedFrom(trio.lab.destination(P))).isEqualTo(trio.x.peer.index());
            assertThat(trio.z.member().pendingCount(10)).isZero();
        }
    }

    // --- Packing.

    @Test
    void withdrawalsGoFirstAndRoutesWithEqualAttributesShareAnUpdate() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            trio.events();
            trio.z.takeMessages();
            for (int i = 0; i < 10; i++) {
                trio.lab.announce(trio.x, "11.0." + i + ".0/24", 100 + i % 2);
            }
            trio.lab.withdraw(trio.x, P);
            trio.lab.settle();

            assertThat(trio.z.takeMessages()).hasSize(3);
            assertThat(trio.z.takeEvents())
                    .containsExactly(
                            "-10.0.0.0/8",
                            "+11.0.0.0/24",
                            "+11.0.2.0/24",
                            "+11.0.4.0/24",
                            "+11.0.6.0/24",
                            "+11.0.8.0/24",
                            "+11.0.1.0/24",
                            "+11.0.3.0/24",
                            "+11.0.5.0/24",
                            "+11.0.7.0/24",
                            "+11.0.9.0/24");
        }
    }

    @Test
    void manyRoutesFillWholeMessages() {
        try (Trio trio = new Trio()) {
            for (int i = 0; i < 5000; i++) {
                trio.lab.announce(trio.x, "10." + (i >> 8) + "." + (i & 255) + ".0/24", 100);
            }
            trio.lab.settle();
            trio.y.takeEvents();
            List<byte[]> messages = trio.y.takeMessages();

            assertThat(trio.y.held()).hasSize(5000);
            // 4 octets for each /24, and 4096 - 58 octets for them in each message
            assertThat(messages).hasSize(1 + (5000 + 1008) / 1009);
            assertThat(messages.subList(1, messages.size() - 1))
                    .allSatisfy(message -> assertThat(message.length).isBetween(4093, 4096));
            for (int i = 0; i < 5000; i++) {
                trio.lab.withdraw(trio.x, "10." + (i >> 8) + "." + (i & 255) + ".0/24");
            }
            trio.lab.settle();
            assertThat(trio.y.held()).isEmpty();
            assertThat(trio.y.takeMessages()).hasSize(5);
        }
    }

    // --- End-of-RIB (RFC 4724 §2).

    @Test
    void anEmptyTableIsMarkedAsCompleteAtOnce() {
        for (ExportLab lab : List.of(ExportLab.ipv4(), ExportLab.ipv6())) {
            try (lab) {
                LabPeer member = lab.member(
                        "member",
                        LabKey.of(PeerKind.EBGP).family(lab.rib.family()).build());
                lab.settle();
                assertThat(member.takeEvents()).containsExactly("end-of-rib");
                assertThat(member.member().isEndOfRibSent()).isTrue();
            }
        }
    }

    /** Little is encoded ahead, and while it is, routes come, change and go: the marker follows what stood at the start. */
    @Test
    void theMarkerFollowsWhatStoodAtTheStartUnderChurn() {
        try (ExportLab lab = ExportLab.withLimits(200, 200)) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            for (int i = 0; i < 200; i++) {
                lab.announce(source, "10.0." + i + ".0/24", 100 + i);
            }
            LabPeer member = lab.member("member", CLIENTS);
            for (int round = 0; !member.member().isEndOfRibSent(); round++) {
                assertThat(round).as("rounds until End-of-RIB").isLessThan(200);
                lab.groups.advance();
                lab.read();
                lab.announce(source, "10.0.150.0/24", 1000 + round); // changes all the time
                lab.announce(source, "11.0." + round + ".0/24", 100); // came later
                if (round == 10) {
                    lab.withdraw(source, "10.0.199.0/24"); // stood at the start, and goes unsent
                }
            }
            lab.settle();
            List<String> events = member.takeEvents();
            List<String> before = events.subList(0, events.indexOf("end-of-rib"));

            assertThat(events.stream().filter("end-of-rib"::equals)).hasSize(1);
            for (int i = 0; i < 199; i++) {
                assertThat(before).contains("+10.0." + i + ".0/24");
            }
            assertThat(events).doesNotContain("+10.0.199.0/24", "-10.0.199.0/24");
        }
    }

    @Test
    void aRefreshBringsNoSecondMarker() {
        try (Trio trio = new Trio()) {
            trio.lab.announce(trio.x, P, 100);
            trio.events();
            trio.lab.refresh(trio.y);
            assertThat(trio.events()).isEqualTo(Map.of("x", List.of(), "y", List.of("+" + P), "z", List.of()));
        }
    }

    @Test
    void aMarkerThatWasDroppedUnsentIsSentAgain() {
        try (ExportLab lab = ExportLab.ipv4()) {
            lab.announce(lab.local, P, 100);
            LabPeer member = lab.member("member", CLIENTS);
            member.isStalled = true;
            lab.settle();
            assertThat(member.member().isEndOfRibSent()).isTrue();

            lab.lag(member);
            assertThat(member.member().isEndOfRibSent()).isFalse();
            member.isStalled = false;
            lab.settle();
            assertThat(member.takeEvents()).containsExactly("+" + P, "end-of-rib");
        }
    }

    @Test
    void aMarkerThatArrivedIsNotSentAgainWhenLaterOctetsAreDropped() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer member = lab.member("member", CLIENTS);
            lab.settle();
            // Another segment, so that what is dropped cannot hold the marker.
            for (int i = 0; i < 4000; i++) {
                lab.announce(lab.local, "10." + (i >> 8) + "." + (i & 255) + ".0/24", 100);
            }
            lab.settle();
            member.isStalled = true;
            lab.announce(lab.local, "11.0.0.0/8", 100);
            lab.settle();
            lab.lag(member);
            member.isStalled = false;
            lab.settle();
            assertThat(member.takeEvents().stream().filter("end-of-rib"::equals))
                    .hasSize(1);
            assertThat(member.held()).hasSize(4001);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static io.bgprr.bgp.speaker.PrefixLimitLab.BYSTANDER;
import static io.bgprr.bgp.speaker.PrefixLimitLab.PEER;
import static io.bgprr.bgp.speaker.PrefixLimitLab.acceptedLimit;
import static io.bgprr.bgp.speaker.PrefixLimitLab.config;
import static io.bgprr.bgp.speaker.PrefixLimitLab.events;
import static io.bgprr.bgp.speaker.PrefixLimitLab.limit;
import static io.bgprr.bgp.speaker.PrefixLimitLab.only;
import static io.bgprr.bgp.speaker.PrefixLimitLab.state;
import static io.bgprr.bgp.speaker.SpeakerLab.announcement;
import static io.bgprr.bgp.speaker.SpeakerLab.prefixes;
import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.speaker.PrefixLimit.Action;
import io.bgprr.bgp.speaker.PrefixLimit.Count;
import io.bgprr.bgp.speaker.SpeakerLab.RawPeer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a peer may send, and what happens beyond: RFC 4271 §6.7, RFC 4486 §4. */
class PrefixLimitTest {

    // --- Cease.

    @Test
    void theEleventhOfTenPrefixesEndsTheSessionBeforeAnybodyHearsOfIt() {
        SpeakerLab lab = new SpeakerLab(config(limit(10, Action.CEASE)));
        RawPeer bystander = lab.establish(BYSTANDER);
        RawPeer peer = lab.establish(PEER);

        peer.announce(0, prefixes(1, 10));
        assertThat(bystander.table).hasSize(10);
        assertThat(peer.isClosed).isFalse();
        peer.announce(0, prefixes(11, 11));

        assertThat(peer.lastWord()).isEqualTo("6/1 0001010000000a");
        assertThat(bystander.everHeard).hasSize(10).doesNotContain("10.0.11.0/24");
        assertThat(bystander.table).isEmpty();
        assertThat(lab.peer(PEER).lastError())
                .contains("Maximum Number of Prefixes Reached (6/1), ipv4-unicast, upper bound 10")
                .contains("held down for 300 s");
        assertThat(events(lab, SpeakerEvent.PrefixLimitExceeded.class)).hasSize(1);
        assertThat(state(lab))
                .isEqualTo(new PrefixLimitSnapshot(limit(10, Action.CEASE), PrefixLimitSnapshot.State.HELD, 0, 1, 0));
    }

    @Test
    void elevenInOneUpdateOrInOneReadAreTooMany() {
        for (boolean inOneUpdate : new boolean[] {true, false}) {
            SpeakerLab lab = new SpeakerLab(config(limit(10, Action.CEASE)));
            RawPeer bystander = lab.establish(BYSTANDER);
            RawPeer peer = lab.establish(PEER);

            if (inOneUpdate) {
                peer.announce(0, prefixes(1, 11));
            } else {
                peer.say(
                        announcement(0, prefixes(1, 6)),
                        announcement(1, prefixes(7, 11)),
                        announcement(2, "10.1.0.0/16"));
            }

            assertThat(peer.lastWord()).isEqualTo("6/1 0001010000000a");
            assertThat(bystander.everHeard).doesNotContain("10.0.11.0/24", "10.1.0.0/16");
            assertThat(bystander.table).isEmpty();
        }
    }

    @Test
    void replacementsCountNothingAndWithdrawalsCountBack() {
        SpeakerLab lab = new SpeakerLab(config(limit(10, Action.CEASE)));
        RawPeer peer = lab.establish(PEER);

        peer.announce(0, prefixes(1, 10));
        for (int med = 1; med < 5; med++) {
            peer.announce(med, prefixes(1, 10));
        }
        for (int i = 11; i < 30; i++) {
            peer.withdraw("10.0." + (i - 10) + ".0/24");
            peer.announce(0, prefixes(i, i));
        }
        peer.withdraw("10.0.99.0/24");

        assertThat(peer.isClosed).isFalse();
        assertThat(state(lab).used()).isEqualTo(10);
        peer.announce(0, prefixes(50, 50));
        assertThat(peer.lastWord()).isEqualTo("6/1 0001010000000a");
    }

    @Test
    void eachFamilyHasItsOwnLimit() {
        SpeakerLab lab = new SpeakerLab(config(
                Map.of(
                        AddressFamily.IPV4_UNICAST, limit(10, Action.CEASE),
                        AddressFamily.IPV6_UNICAST, limit(2, Action.CEASE)),
                PolicyDefinition.ACCEPT));
        RawPeer peer = lab.establish(PEER);

        peer.announce(0, prefixes(1, 10));
        peer.announce(0, "2001:db8:1::/48", "2001:db8:2::/48");
        assertThat(peer.isClosed).isFalse();
        peer.announce(0, "2001:db8:3::/48");

        assertThat(peer.lastWord()).isEqualTo("6/1 00020100000002");
        assertThat(state(lab).state()).isEqualTo(PrefixLimitSnapshot.State.BELOW);
    }

    @Test
    void thePeerStaysDownForTheRestartTimeAndThenMayComeBack() {
        SpeakerLab lab = new SpeakerLab(config(limit(10, Action.CEASE)));
        lab.establish(PEER).announce(0, prefixes(1, 11));

        lab.pass(299);
        assertThat(lab.peer(PEER).state()).isEqualTo(FsmState.IDLE);
        assertThat(lab.connect(PEER).lastWord()).isEqualTo(SpeakerLab.REJECTED);
        lab.pass(2);

        assertThat(lab.peer(PEER).state()).isEqualTo(FsmState.ACTIVE);
        RawPeer again = lab.establish(PEER);
        again.announce(0, prefixes(1, 10));
        assertThat(again.isClosed).isFalse();
        assertThat(state(lab)).returns(10L, PrefixLimitSnapshot::used).returns(1L, PrefixLimitSnapshot::exceeded);
    }

    @Test
    void withoutARestartTimeOnlyAResetBringsThePeerBack() {
        SpeakerLab lab = new SpeakerLab(config(PrefixLimit.of(10)));
        lab.establish(PEER).announce(0, prefixes(1, 11));
        assertThat(lab.peer(PEER).lastError()).contains("held down until it is reset");

        lab.pass(1_000_000);
        assertThat(lab.connect(PEER).lastWord()).isEqualTo(SpeakerLab.REJECTED);
        assertThat(lab.answer(lab.engines().reset(lab.peer(PEER).address(), "")))
                .isTrue();

        assertThat(lab.peer(PEER).state()).isEqualTo(FsmState.ACTIVE);
        lab.establish(PEER);
        assertThat(state(lab).state()).isEqualTo(PrefixLimitSnapshot.State.BELOW);
    }

    @Test
    void aPeerThatWeDialIsDialedAgainAfterTheRestartTime() {
        Configs speaker = Configs.speaker(64512, "192.0.2.10");
        SpeakerLab lab = new SpeakerLab(speaker.neighbor(speaker.peer(PEER)
                        .client()
                        .build()
                        .withMaxPrefixes(Map.of(AddressFamily.IPV4_UNICAST, limit(10, Action.CEASE))))
                .build());
        lab.establish(PEER).announce(0, prefixes(1, 11));
        int dialed = lab.dialed.size();

        lab.pass(299);
        assertThat(lab.dialed).hasSize(dialed);
        lab.pass(2);
        assertThat(lab.dialed).hasSize(dialed + 1);
    }

    @Test
    void aDynamicNeighborIsNotForgottenWhileItIsHeldDown() {
        Configs speaker = Configs.speaker(64512, "192.0.2.10");
        PeerConfig template = speaker.peer("192.0.2.0")
                .client()
                .build()
                .withMaxPrefixes(Map.of(AddressFamily.IPV4_UNICAST, limit(10, Action.CEASE)));
        SpeakerLab lab =
                new SpeakerLab(speaker.dynamic("192.0.2.0/24", template, 5).build());
        lab.establish(PEER).announce(0, prefixes(1, 11));

        lab.pass(299);
        assertThat(lab.connect(PEER).lastWord()).isEqualTo(SpeakerLab.REJECTED);
        lab.pass(2);
        lab.establish(PEER);

        assertThat(events(lab, SpeakerEvent.DynamicNeighborRemoved.class)).isEmpty();
    }

    // --- Warn.

    @Test
    void aWarningComesOnceAndAgainOnlyAfterTheCountHasFallenWellBelow() {
        SpeakerLab lab = new SpeakerLab(config(limit(100, Action.WARN)));
        RawPeer bystander = lab.establish(BYSTANDER);
        RawPeer peer = lab.establish(PEER);

        peer.announce(0, prefixes(1, 74));
        assertThat(events(lab, SpeakerEvent.PrefixLimitNear.class)).isEmpty();
        for (int i = 0; i < 5; i++) {
            peer.announce(0, prefixes(75, 101));
            assertThat(state(lab).state()).isEqualTo(PrefixLimitSnapshot.State.EXCEEDED);
            peer.withdraw(prefixes(75, 101));
        }

        assertThat(events(lab, SpeakerEvent.PrefixLimitNear.class)).hasSize(1);
        assertThat(events(lab, SpeakerEvent.PrefixLimitExceeded.class))
                .as("74 is well below 100")
                .hasSize(5);
        peer.withdraw(prefixes(60, 74));
        peer.announce(0, prefixes(60, 75));
        assertThat(events(lab, SpeakerEvent.PrefixLimitNear.class))
                .last()
                .isEqualTo(new SpeakerEvent.PrefixLimitNear(
                        lab.peer(PEER).address(), AddressFamily.IPV4_UNICAST, 75, limit(100, Action.WARN)));
        assertThat(events(lab, SpeakerEvent.PrefixLimitNear.class)).hasSize(2);
        assertThat(state(lab).state()).isEqualTo(PrefixLimitSnapshot.State.NEAR);
        assertThat(bystander.table).hasSize(75);
        assertThat(peer.isClosed).isFalse();
    }

    @Test
    void aSinglePrefixThatFlapsAboutASmallThresholdIsToldOnce() {
        for (int max : new int[] {1, 2, 5, 10, 12}) {
            SpeakerLab lab = new SpeakerLab(config(new PrefixLimit(max, 100, Action.DROP, 0, Count.RECEIVED)));
            RawPeer peer = lab.establish(PEER);
            peer.announce(0, prefixes(1, max));
            for (int i = 0; i < 10; i++) {
                peer.announce(0, prefixes(max + 1, max + 1));
                peer.withdraw(prefixes(max, max));
                peer.announce(0, prefixes(max, max));
            }

            assertThat(events(lab, SpeakerEvent.PrefixLimitNear.class)).hasSize(1);
            assertThat(events(lab, SpeakerEvent.PrefixLimitExceeded.class)).hasSize(1);
        }
    }

    @Test
    void twoPrefixesFewerThanASmallThresholdArmItAgain() {
        SpeakerLab lab = new SpeakerLab(config(limit(4, Action.WARN)));
        RawPeer peer = lab.establish(PEER);
        for (int i = 0; i < 3; i++) {
            peer.announce(0, prefixes(1, 5));
            peer.withdraw(prefixes(2, 5));
        }

        assertThat(events(lab, SpeakerEvent.PrefixLimitNear.class)).hasSize(3);
        assertThat(events(lab, SpeakerEvent.PrefixLimitExceeded.class)).hasSize(3);
    }

    @Test
    void noPrefixAtAllArmsALimitOfOneAgain() {
        SpeakerLab lab = new SpeakerLab(config(limit(1, Action.WARN)));
        RawPeer peer = lab.establish(PEER);
        for (int i = 0; i < 3; i++) {
            peer.announce(0, prefixes(1, 2));
            peer.withdraw(prefixes(1, 2));
        }
        assertThat(events(lab, SpeakerEvent.PrefixLimitExceeded.class)).hasSize(3);
        assertThat(state(lab).exceeded()).isEqualTo(3);

        peer.announce(0, prefixes(1, 2));
        for (int i = 0; i < 3; i++) {
            peer.withdraw(prefixes(2, 2));
            peer.announce(0, prefixes(2, 2));
        }
        assertThat(state(lab).exceeded()).as("one that flaps is told once").isEqualTo(4);
    }

    // --- Drop.

    @Test
    void whatIsDroppedIsNotHeldAndComesInByARouteRefreshWhenThereIsRoom() {
        SpeakerLab lab = new SpeakerLab(config(limit(10, Action.DROP)));
        RawPeer bystander = lab.establish(BYSTANDER);
        RawPeer peer = lab.establish(PEER);

        peer.announce(0, prefixes(1, 12));
        peer.announce(1, prefixes(1, 10));
        assertThat(lab.ipv4(PEER).received()).isEqualTo(10);
        assertThat(bystander.table).hasSize(10).doesNotContain("10.0.11.0/24");
        assertThat(state(lab))
                .isEqualTo(
                        new PrefixLimitSnapshot(limit(10, Action.DROP), PrefixLimitSnapshot.State.EXCEEDED, 10, 1, 2));
        assertThat(lab.answer(lab.engines().explain(Prefix.parse("10.0.11.0/24")))
                        .verdict())
                .isEqualTo("no route covers 10.0.11.0/24; routes of 192.0.2.1 are missing, for it is over its limit of"
                        + " prefixes");
        assertThat(peer.refreshes()).isZero();

        peer.withdraw(prefixes(1, 1));
        assertThat(peer.refreshes()).isEqualTo(1);
        peer.announce(1, prefixes(2, 12));
        assertThat(bystander.table).hasSize(10).contains("10.0.11.0/24").doesNotContain("10.0.12.0/24");

        peer.withdraw(prefixes(2, 2));
        assertThat(peer.refreshes()).as("within the same minute").isEqualTo(1);
        lab.pass(61);
        assertThat(peer.refreshes()).isEqualTo(2);
        peer.announce(1, prefixes(3, 12));
        assertThat(bystander.table).hasSize(10).contains("10.0.12.0/24");
        assertThat(state(lab)).returns(0L, PrefixLimitSnapshot::dropped);
        assertThat(events(lab, SpeakerEvent.PrefixLimitRoom.class)).hasSize(2);
        lab.pass(1000);
        assertThat(peer.refreshes()).isEqualTo(2);
    }

    @Test
    void aPeerWithoutRouteRefreshIsToldOfAndNotAsked() {
        SpeakerLab lab = new SpeakerLab(config(limit(10, Action.DROP)));
        RawPeer peer = lab.connect(PEER).greet(false);

        peer.announce(0, prefixes(1, 12));
        peer.withdraw(prefixes(1, 1));
        peer.withdraw(prefixes(2, 2));
        lab.pass(1000);

        assertThat(peer.refreshes()).isZero();
        assertThat(events(lab, SpeakerEvent.PrefixLimitRoom.class))
                .singleElement()
                .satisfies(room -> assertThat(room.consequence()).contains("only a new session"));
        assertThat(state(lab))
                .returns(2L, PrefixLimitSnapshot::dropped)
                .returns(PrefixLimitSnapshot.State.EXCEEDED, PrefixLimitSnapshot::state);
    }

    @Test
    void aLimitOnAcceptedRoutesHoldsTheOthersRefusedAndTakesThemInWhenThereIsRoom() {
        SpeakerLab lab = new SpeakerLab(config(acceptedLimit(10, Action.DROP)));
        RawPeer bystander = lab.establish(BYSTANDER);
        RawPeer peer = lab.establish(PEER);

        peer.announce(0, prefixes(1, 12));
        assertThat(lab.ipv4(PEER)).returns(12L, FamilySnapshot::received).returns(10L, FamilySnapshot::accepted);
        assertThat(lab.answer(lab.engines().explain(Prefix.parse("10.0.11.0/24")))
                        .verdict())
                .isEqualTo("no path is eligible: the peer is over its limit of prefixes (max-prefixes)");
        peer.withdraw(prefixes(1, 1));

        assertThat(peer.refreshes()).isZero();
        assertThat(bystander.table).hasSize(10).containsAnyOf("10.0.11.0/24", "10.0.12.0/24");
        peer.withdraw(prefixes(2, 2));
        lab.pass(61);
        assertThat(bystander.table).hasSize(10).contains("10.0.11.0/24", "10.0.12.0/24");
        assertThat(state(lab)).returns(0L, PrefixLimitSnapshot::dropped);
    }

    @Test
    void aLimitOnAcceptedRoutesDoesNotCountWhatPolicyRefuses() {
        SpeakerLab lab = new SpeakerLab(config(
                Map.of(AddressFamily.IPV4_UNICAST, acceptedLimit(10, Action.CEASE)), only("10.0.0.0/16 ge 24 le 24")));
        RawPeer peer = lab.establish(PEER);

        peer.announce(0, prefixes(1, 10));
        for (int i = 0; i < 50; i++) {
            peer.announce(0, "10.1." + i + ".0/24");
        }
        assertThat(peer.isClosed).isFalse();
        assertThat(state(lab).used()).isEqualTo(10);
        peer.announce(0, prefixes(11, 11));
        assertThat(peer.lastWord()).isEqualTo("6/1 0001010000000a");
    }

    @Test
    void aPeerThatIsHeldForSomethingElseIsNotHeldForItsLimit() {
        SpeakerLab lab = new SpeakerLab(config(limit(10, Action.CEASE)));
        lab.establish(PEER).announce(0, prefixes(1, 11));
        assertThat(state(lab)).returns(PrefixLimitSnapshot.State.HELD, PrefixLimitSnapshot::state);
        lab.pass(301);
        lab.establish(PEER).announce(0, prefixes(1, 10));

        lab.answer(lab.engines().relieve("the heap is full"));
        assertThat(lab.connect(PEER).lastWord()).isEqualTo(SpeakerLab.REJECTED);
        assertThat(state(lab).state()).isNotEqualTo(PrefixLimitSnapshot.State.HELD);

        lab.answer(lab.engines().reconfigure(config(limit(20, Action.CEASE))));
        assertThat(lab.connect(PEER).lastWord()).isEqualTo(SpeakerLab.REJECTED);
    }

    @Test
    void thresholdsAreRoundedUpAndNeverBeyondTheLimit() {
        assertThat(new PrefixLimit(10, 75, Action.WARN, 0, Count.RECEIVED).warnAt())
                .isEqualTo(8);
        assertThat(new PrefixLimit(1, 1, Action.WARN, 0, Count.RECEIVED).warnAt())
                .isEqualTo(1);
        assertThat(new PrefixLimit(1000, 100, Action.WARN, 0, Count.RECEIVED).warnAt())
                .isEqualTo(1000);
        assertThat(new PrefixLimit(Integer.MAX_VALUE, 99, Action.WARN, 0, Count.RECEIVED).warnAt())
                .isEqualTo(2126008811);
    }
}

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
import static io.bgprr.bgp.speaker.SpeakerLab.prefixes;
import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.speaker.PrefixLimit.Action;
import io.bgprr.bgp.speaker.SpeakerLab.RawPeer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits of prefixes and policies that change while the session is up, and that it stays up. */
class PrefixLimitReloadTest {

    @Test
    void anotherLimitResetsNoSessionAndHoldsAtOnce() {
        SpeakerLab lab = new SpeakerLab(config(limit(10, Action.CEASE)));
        RawPeer peer = lab.establish(PEER);
        peer.announce(0, prefixes(1, 10));

        ReconfigurePlan plan = lab.answer(lab.engines().reconfigure(config(limit(20, Action.CEASE))));
        assertThat(plan.changes())
                .containsExactly(new ReconfigurePlan.Change(
                        PEER,
                        ReconfigurePlan.Action.UPDATE,
                        "max-prefixes {ipv4-unicast=10 received (warn 75%, cease, restart 300s)} -> "
                                + "{ipv4-unicast=20 received (warn 75%, cease, restart 300s)}"));
        peer.announce(0, prefixes(11, 20));
        assertThat(peer.isClosed).isFalse();

        lab.answer(lab.engines().reconfigure(config(limit(15, Action.WARN))));
        assertThat(events(lab, SpeakerEvent.PrefixLimitExceeded.class)).hasSize(1);
        assertThat(peer.isClosed).isFalse();

        lab.answer(lab.engines().reconfigure(config(limit(15, Action.CEASE))));
        assertThat(peer.lastWord()).isEqualTo("6/1 0001010000000f");
    }

    @Test
    void aLowerLimitDropsTheNewestAndAHigherOneBringsThemBack() {
        SpeakerLab lab = new SpeakerLab(config((PrefixLimit) null));
        RawPeer bystander = lab.establish(BYSTANDER);
        RawPeer peer = lab.establish(PEER);
        peer.announce(0, prefixes(1, 20));

        lab.answer(lab.engines().reconfigure(config(limit(15, Action.DROP))));
        assertThat(bystander.table).hasSize(15).contains("10.0.15.0/24").doesNotContain("10.0.16.0/24");
        assertThat(peer.isClosed).isFalse();
        assertThat(state(lab).dropped()).isEqualTo(5);

        lab.answer(lab.engines().reconfigure(config((PrefixLimit) null)));
        assertThat(peer.refreshes()).isEqualTo(1);
        peer.announce(0, prefixes(1, 20));
        assertThat(bystander.table).hasSize(20);
        assertThat(lab.ipv4(PEER).prefixLimit()).isNull();
    }

    @Test
    void aLimitOnAcceptedRoutesThatIsLiftedTakesInWhatIsHeld() {
        SpeakerLab lab = new SpeakerLab(config(acceptedLimit(10, Action.DROP)));
        RawPeer bystander = lab.establish(BYSTANDER);
        RawPeer peer = lab.establish(PEER);
        peer.announce(0, prefixes(1, 20));
        assertThat(bystander.table).hasSize(10);

        lab.answer(lab.engines().reconfigure(config((PrefixLimit) null)));

        assertThat(bystander.table).hasSize(20);
        assertThat(peer.refreshes()).isZero();
    }

    @Test
    void anotherPolicyCannotLetInMoreThanTheLimit() {
        for (Action action : List.of(Action.DROP, Action.CEASE)) {
            Map<AddressFamily, PrefixLimit> limits = Map.of(AddressFamily.IPV4_UNICAST, acceptedLimit(10, action));
            SpeakerLab lab = new SpeakerLab(config(limits, only("10.0.0.0/24")));
            RawPeer bystander = lab.establish(BYSTANDER);
            RawPeer peer = lab.establish(PEER);
            peer.announce(0, prefixes(0, 14));
            assertThat(lab.ipv4(PEER).accepted()).isEqualTo(1);

            lab.answer(lab.engines().reconfigure(config(limits, PolicyDefinition.ACCEPT)));

            assertThat(bystander.everHeard).hasSizeLessThanOrEqualTo(10);
            assertThat(peer.isClosed).isEqualTo(action == Action.CEASE);
            if (action == Action.DROP) {
                assertThat(bystander.table).hasSize(10);
                assertThat(state(lab))
                        .returns(10L, PrefixLimitSnapshot::used)
                        .returns(5L, PrefixLimitSnapshot::dropped);
            }
        }
    }

    @Test
    void anotherPolicyIsJudgedByWhatItLetsInAndNotByTheWayThere() {
        for (Action action : List.of(Action.DROP, Action.CEASE)) {
            for (boolean isLowerOlder : new boolean[] {true, false}) {
                Map<AddressFamily, PrefixLimit> limits = Map.of(AddressFamily.IPV4_UNICAST, acceptedLimit(100, action));
                SpeakerLab lab = new SpeakerLab(config(limits, only("10.0.0.0/17 ge 24 le 24")));
                RawPeer bystander = lab.establish(BYSTANDER);
                RawPeer peer = lab.establish(PEER);
                peer.announce(0, isLowerOlder ? prefixes(20, 99) : prefixes(130, 209));
                peer.announce(0, isLowerOlder ? prefixes(130, 209) : prefixes(20, 99));
                assertThat(bystander.table).hasSize(80).contains("10.0.20.0/24");

                lab.answer(lab.engines().reconfigure(config(limits, only("10.0.128.0/17 ge 24 le 24"))));

                assertThat(peer.isClosed).isFalse();
                assertThat(bystander.table).containsExactlyInAnyOrder(prefixes(130, 209));
                assertThat(state(lab))
                        .isEqualTo(new PrefixLimitSnapshot(
                                acceptedLimit(100, action), PrefixLimitSnapshot.State.NEAR, 80, 0, 0));
                assertThat(events(lab, SpeakerEvent.PrefixLimitExceeded.class)).isEmpty();
                assertThat(events(lab, SpeakerEvent.PrefixLimitRoom.class)).isEmpty();
            }
        }
    }

    @Test
    void anotherPolicyThatLetsInTooManyFillsTheLimitAndNoMore() {
        for (Action action : List.of(Action.DROP, Action.CEASE)) {
            Map<AddressFamily, PrefixLimit> limits = Map.of(AddressFamily.IPV4_UNICAST, acceptedLimit(70, action));
            SpeakerLab lab = new SpeakerLab(config(limits, only("10.0.0.0/17 ge 24 le 24")));
            RawPeer bystander = lab.establish(BYSTANDER);
            RawPeer peer = lab.establish(PEER);
            peer.announce(0, prefixes(60, 127));
            peer.announce(0, prefixes(128, 209));

            lab.answer(lab.engines().reconfigure(config(limits, only("10.0.128.0/17 ge 24 le 24"))));

            assertThat(events(lab, SpeakerEvent.PrefixLimitExceeded.class)).hasSize(1);
            assertThat(peer.isClosed).isEqualTo(action == Action.CEASE);
            if (action == Action.DROP) {
                assertThat(bystander.table).hasSize(70).isSubsetOf(prefixes(128, 209));
                assertThat(state(lab))
                        .returns(70L, PrefixLimitSnapshot::used)
                        .returns(12L, PrefixLimitSnapshot::dropped);
            }
        }
    }

    @Test
    void aLowerLimitOnAcceptedRoutesRefusesTheNewest() {
        for (Action action : List.of(Action.DROP, Action.CEASE)) {
            SpeakerLab lab = new SpeakerLab(config(acceptedLimit(30, action)));
            RawPeer bystander = lab.establish(BYSTANDER);
            RawPeer peer = lab.establish(PEER);
            peer.announce(0, prefixes(1, 20));

            lab.answer(lab.engines().reconfigure(config(acceptedLimit(15, action))));

            assertThat(peer.isClosed).isEqualTo(action == Action.CEASE);
            if (action == Action.DROP) {
                assertThat(bystander.table).containsExactlyInAnyOrder(prefixes(1, 15));
                assertThat(state(lab).dropped()).isEqualTo(5);
            }
        }
    }

    @Test
    void anotherLimitLetsAPeerThatIsHeldDownTryAgain() {
        SpeakerLab lab = new SpeakerLab(config(PrefixLimit.of(10)));
        lab.establish(PEER).announce(0, prefixes(1, 11));
        assertThat(lab.connect(PEER).lastWord()).isEqualTo(SpeakerLab.REJECTED);

        lab.answer(lab.engines().reconfigure(config(PrefixLimit.of(20))));

        RawPeer peer = lab.establish(PEER);
        peer.announce(0, prefixes(1, 20));
        assertThat(peer.isClosed).isFalse();
    }
}

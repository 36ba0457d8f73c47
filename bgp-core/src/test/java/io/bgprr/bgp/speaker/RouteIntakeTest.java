// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibPeers;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** Routes that lead back to us: RFC 4271 §5.1.3, kept and not eligible. */
class RouteIntakeTest {

    private static final IpAddress OURS = IpAddress.parse("192.0.2.10");

    private final AttributePool pool = new AttributePool(new AttributeHash(1));
    private final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.10"));
    private final LocRib[] ribs = {
        new LocRib(AddressFamily.IPV4_UNICAST, pool, new SeededHash(1)),
        new LocRib(AddressFamily.IPV6_UNICAST, pool, new SeededHash(1))
    };

    private RouteIntake intake(Configs config) {
        return new RouteIntake(config.build(), pool, ribs, peers);
    }

    private static Configs speaker() {
        return Configs.speaker(64512, "192.0.2.10");
    }

    /** What the rules of now say of a route with this next hop. */
    private Refusal refusal(RouteIntake intake, String nextHop) {
        RouterId id = RouterId.parse("192.0.2.20");
        AdjRibIn adjRibIn = new AdjRibIn(
                Objects.requireNonNull(peers.add(PeerKind.IBGP_CLIENT, id, IpAddress.parse("192.0.2.20"), 0)));
        Negotiated negotiated = new Negotiated(
                PeerKind.IBGP_CLIENT,
                AsNumber.of(64512),
                id,
                3,
                90,
                30,
                true,
                true,
                4096,
                0,
                0,
                Mockito.mock(Open.class));
        SessionLink link = new SessionLink(
                0, speaker().peer("192.0.2.20").client().build(), negotiated, OURS, Mockito.mock(MemberOutput.class));
        link.importPolicy = intake.importPolicy(link);
        LocRib rib = ribs[0];
        Prefix prefix = Prefix.parse("10.0.0.0/8");
        int set = pool.acquire(
                new AttributeSetBuilder().nextHop(IpAddress.parse(nextHop)).build());
        rib.announce(adjRibIn, 0, prefix.address().low(), 8, 0, set, set, Refusal.NONE);
        int path = rib.find(adjRibIn, rib.find(prefix), 0);
        intake.reaccept(link, rib, adjRibIn, path);
        assertThat(adjRibIn.received()).isEqualTo(1);
        assertThat(rib.accepted(path) != 0).isEqualTo(rib.refusal(path) == Refusal.NONE);
        return rib.refusal(path);
    }

    @Test
    void whatWeListenOnIsOurs() {
        RouteIntake intake = intake(speaker().listens("192.0.2.10", 179).listens("0.0.0.0", 179));
        assertThat(refusal(intake, "192.0.2.10")).isEqualTo(Refusal.OWN_NEXT_HOP);
        assertThat(refusal(intake, "192.0.2.11")).isEqualTo(Refusal.NONE);
        assertThat(refusal(intake, "0.0.0.0")).isEqualTo(Refusal.NONE);
    }

    @Test
    void whatWeDialFromIsOurs() {
        Configs config = speaker();
        RouteIntake intake = intake(
                config.neighbor(config.peer("192.0.2.30").from("192.0.2.10").build()));
        assertThat(refusal(intake, "192.0.2.10")).isEqualTo(Refusal.OWN_NEXT_HOP);
    }

    @Test
    void anAddressIsOursAsLongAsASessionIsOnIt() {
        RouteIntake intake = intake(speaker());
        assertThat(refusal(intake, "192.0.2.10")).isEqualTo(Refusal.NONE);
        assertThat(intake.sessionBegan(OURS)).isTrue();
        assertThat(intake.sessionBegan(OURS)).isFalse();
        assertThat(refusal(intake, "192.0.2.10")).isEqualTo(Refusal.OWN_NEXT_HOP);
        assertThat(intake.sessionEnded(OURS)).isFalse();
        assertThat(refusal(intake, "192.0.2.10")).isEqualTo(Refusal.OWN_NEXT_HOP);
        assertThat(intake.sessionEnded(OURS)).isTrue();
        assertThat(refusal(intake, "192.0.2.10")).isEqualTo(Refusal.NONE);
    }

    @Test
    void aSessionOnAnAddressThatIsOursAnywayChangesNothing() {
        RouteIntake intake = intake(speaker().listens("192.0.2.10", 179));
        assertThat(intake.sessionBegan(OURS)).isFalse();
        assertThat(intake.sessionEnded(OURS)).isFalse();
    }

    @Test
    void aReloadKeepsTheAddressesOfSessions() {
        RouteIntake intake = intake(speaker());
        assertThat(intake.sessionBegan(OURS)).isTrue();
        assertThat(intake.reconfigure(speaker().listens("0.0.0.0", 179).build()))
                .isFalse();
        assertThat(refusal(intake, "192.0.2.10")).isEqualTo(Refusal.OWN_NEXT_HOP);
        assertThat(intake.reconfigure(speaker().listens("192.0.2.11", 179).build()))
                .isTrue();
        assertThat(refusal(intake, "192.0.2.11")).isEqualTo(Refusal.OWN_NEXT_HOP);
    }

    @Test
    void arrivalsAreKeptOnlyForWhoeverPrefersTheOldest() {
        SpeakerConfig plain = speaker().build();
        RouteIntake intake = intake(speaker());
        refusal(intake, "192.0.2.11");
        int path = ribs[0].firstPath(ribs[0].find(Prefix.parse("10.0.0.0/8")));
        assertThat(ribs[0].arrival(path)).isZero();
        assertThat(intake.reconfigure(withDecision(plain, new DecisionConfig(false, false, true))))
                .isFalse();
        refusal(intake, "192.0.2.11");
        assertThat(ribs[0].arrival(ribs[0].nextPath(path))).isPositive();
    }

    private static SpeakerConfig withDecision(SpeakerConfig config, DecisionConfig decision) {
        return new SpeakerConfig(
                config.localAs(),
                config.routerId(),
                config.clusterId(),
                config.listen(),
                config.neighbors(),
                config.dynamicNeighbors(),
                config.networks(),
                decision,
                config.ebgpRequiresPolicy(),
                config.limits());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.demo;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.SocketSecurity;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.Limits;
import io.bgprr.bgp.speaker.NetworkConfig;
import io.bgprr.bgp.speaker.NextHopRule;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.RibSnapshot;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteView;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerObserver;
import io.bgprr.bgp.transport.NettySpeaker;
import java.util.ArrayList;
import java.util.List;

/** One embedded speaker with one session, towards the reflector. */
public final class DemoPeer {

    private static final int ROUTES_MAX = 1000;

    private final String name;
    private final BgpSpeaker speaker;
    private SpeakerConfig config;

    /**
     * What a peer is and originates.
     *
     * @param address the loopback address it speaks from
     * @param as the reflector's AS makes it a node, another one an external peer
     * @param networks prefix, next hop and, optionally, communities
     */
    public record Profile(String name, String address, String routerId, long as, List<Network> networks) {}

    /** A route that a peer originates. */
    public record Network(String prefix, String nextHop, List<String> communities) {}

    private DemoPeer(String name, SpeakerConfig config) {
        this.name = name;
        this.config = config;
        this.speaker = NettySpeaker.start(config, SpeakerObserver.NONE);
    }

    /** Starts dialling the reflector. */
    public static DemoPeer start(Profile profile, IpAddress reflector, int reflectorPort, AsNumber reflectorAs) {
        AsNumber as = AsNumber.of(profile.as());
        RouterId routerId = RouterId.parse(profile.routerId());
        SessionConfig session = new SessionConfig(
                reflector,
                reflectorPort,
                IpAddress.parse(profile.address()),
                as,
                routerId,
                new RemoteAs.Exactly(reflectorAs),
                false,
                AddressFamily.IPV4_UNICAST.bit() | AddressFamily.IPV6_UNICAST.bit(),
                90,
                1,
                2,
                0,
                false,
                false,
                false,
                SocketSecurity.NONE,
                true);
        PeerConfig peer = new PeerConfig(
                session,
                "",
                "the reflector",
                routerId,
                new NextHopRule.Keep(),
                PolicyDefinition.ACCEPT,
                PolicyDefinition.ACCEPT);
        SpeakerConfig config = new SpeakerConfig(
                as,
                routerId,
                routerId,
                List.of(),
                List.of(peer),
                List.of(),
                networks(profile.networks()),
                DecisionConfig.DEFAULT,
                true,
                Limits.DEFAULT);
        return new DemoPeer(profile.name(), config);
    }

    private static List<NetworkConfig> networks(List<Network> networks) {
        return networks.stream().map(DemoPeer::network).toList();
    }

    private static NetworkConfig network(Network network) {
        AttributeSet attributes = new AttributeSetBuilder()
                .origin(Origin.IGP)
                .nextHop(IpAddress.parse(network.nextHop()))
                .communities(Communities.parse(network.communities()))
                .build();
        return new NetworkConfig(Prefix.parse(network.prefix()), attributes);
    }

    public String name() {
        return name;
    }

    /** From now on it originates these, and withdraws the others. */
    public void originate(List<Network> networks) {
        config = new SpeakerConfig(
                config.localAs(),
                config.routerId(),
                config.clusterId(),
                config.listen(),
                config.neighbors(),
                config.dynamicNeighbors(),
                networks(networks),
                config.decision(),
                config.ebgpRequiresPolicy(),
                config.limits());
        speaker.reconfigure(config).join();
    }

    /** How many destinations it knows, of both families, its own included. */
    public long destinationCount() {
        return speaker.snapshot().join().rib().families().stream()
                .mapToLong(RibSnapshot.Family::destinations)
                .sum();
    }

    /** What it uses of what it heard, its own routes left out. */
    List<RouteView> learned() {
        List<RouteView> routes = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            RouteQuery query =
                    new RouteQuery(RouteQuery.Scope.BEST, null, family, RouteQuery.Match.ALL, null, ROUTES_MAX, null);
            for (RouteView route : speaker.routes(query).join().routes()) {
                if (route.peer() != null) {
                    routes.add(route);
                }
            }
        }
        return routes;
    }

    /** Says goodbye with the text, in order. */
    public void stop(String text) {
        speaker.stop(text).join();
    }
}

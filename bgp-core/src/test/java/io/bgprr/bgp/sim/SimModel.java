// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.attribute.AttributeSet;
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
import io.bgprr.bgp.speaker.DynamicNeighbors;
import io.bgprr.bgp.speaker.Limits;
import io.bgprr.bgp.speaker.NetworkConfig;
import io.bgprr.bgp.speaker.NextHopRule;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the speakers of a simulated network are to be: the oracle reads it, and configurations are made from it. */
final class SimModel {

    final List<Node> nodes = new ArrayList<>();
    Limits limits = Limits.DEFAULT;

    /** One speaker. */
    static final class Node {
        final IpAddress address;
        final AsNumber as;
        final RouterId routerId;
        final Map<Prefix, AttributeSet> networks = new LinkedHashMap<>();
        final Map<Node, Adjacency> neighbors = new LinkedHashMap<>();
        boolean requiresPolicy = true;

        Node(String address, long as, String routerId) {
            this.address = IpAddress.parse(address);
            this.as = AsNumber.of(as);
            this.routerId = RouterId.parse(routerId);
        }

        Adjacency towards(Node other) {
            return Objects.requireNonNull(neighbors.get(other));
        }

        boolean isInternalTo(Node other) {
            return as.equals(other.as);
        }

        /** Whether both want a session with each other. */
        boolean isAdjacentTo(Node other) {
            Adjacency mine = neighbors.get(other);
            Adjacency theirs = other.neighbors.get(this);
            return mine != null && theirs != null && mine.isEnabled && theirs.isEnabled && common(mine, theirs) != 0;
        }

        /** The families that both offer. */
        static int common(Adjacency mine, Adjacency theirs) {
            return mine.familyBits & theirs.familyBits;
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** How a speaker treats one of its neighbours. */
    static final class Adjacency {
        boolean isClient;
        boolean isPassive;
        boolean isDynamic;
        boolean isEnabled = true;
        int holdTimeSeconds = 90;
        int familyBits = AddressFamily.IPV4_UNICAST.bit() | AddressFamily.IPV6_UNICAST.bit();
        RouterId clusterId;

        @Nullable
        NextHopRule nextHop;

        @Nullable
        PolicyDefinition importPolicy = PolicyDefinition.ACCEPT;

        @Nullable
        PolicyDefinition exportPolicy = PolicyDefinition.ACCEPT;

        Adjacency(RouterId clusterId) {
            this.clusterId = clusterId;
        }
    }

    Node node(String address, long as, String routerId) {
        Node node = new Node(address, as, routerId);
        nodes.add(node);
        return node;
    }

    /** Makes two speakers neighbours of each other; returns how the first treats the second. */
    static Adjacency connect(Node one, Node other) {
        Adjacency adjacency = new Adjacency(one.routerId);
        one.neighbors.put(other, adjacency);
        other.neighbors.put(one, new Adjacency(other.routerId));
        return adjacency;
    }

    SpeakerConfig config(Node node) {
        List<PeerConfig> named = new ArrayList<>();
        List<DynamicNeighbors> dynamic = new ArrayList<>();
        node.neighbors.forEach((other, adjacency) -> {
            PeerConfig peer = peer(node, other, adjacency);
            if (adjacency.isDynamic) {
                dynamic.add(new DynamicNeighbors(new Prefix(other.address, 32), peer, 1));
            } else {
                named.add(peer);
            }
        });
        List<NetworkConfig> networks = new ArrayList<>();
        node.networks.forEach((prefix, set) -> networks.add(new NetworkConfig(prefix, set)));
        return new SpeakerConfig(
                node.as,
                node.routerId,
                node.routerId,
                List.of(),
                named,
                dynamic,
                networks,
                DecisionConfig.DEFAULT,
                node.requiresPolicy,
                limits);
    }

    private static PeerConfig peer(Node node, Node other, Adjacency adjacency) {
        return new PeerConfig(
                new SessionConfig(
                        other.address,
                        179,
                        null,
                        node.as,
                        node.routerId,
                        new RemoteAs.Exactly(other.as),
                        adjacency.isClient,
                        adjacency.familyBits,
                        adjacency.holdTimeSeconds,
                        1,
                        4,
                        SessionConfig.SEND_HOLD_BY_RFC,
                        adjacency.isPassive || adjacency.isDynamic,
                        false,
                        false,
                        SocketSecurity.NONE,
                        adjacency.isEnabled),
                "",
                "",
                adjacency.clusterId,
                adjacency.nextHop,
                adjacency.importPolicy,
                adjacency.exportPolicy);
    }
}

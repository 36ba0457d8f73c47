// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.Communities.Community;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.policy.PrefixList;
import io.bgprr.bgp.sim.ReferenceDecision.Candidate;
import io.bgprr.bgp.sim.SimModel.Adjacency;
import io.bgprr.bgp.sim.SimModel.Node;
import io.bgprr.bgp.speaker.NextHopRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a network must converge to, by a second, naive implementation of RFC 4271 §9 and RFC 4456: everybody tells everybody
 * everything again until nobody says anything new. It shares with the engines nothing but the values.
 */
final class ReferenceSpeaker {

    private static final int ROUNDS_MAX = 60;

    /** What each node received from each neighbour. */
    private final Map<Node, Map<Node, Map<Prefix, Route>>> received = new HashMap<>();

    /** What each node chose of that; emptied when what is received changes. */
    private final Map<Node, Map<Prefix, Candidate<Node>>> bests = new HashMap<>();

    /** A route by the text of its attributes, so that different octets for the same are found out. */
    record Route(AttributeSet set) {

        String text() {
            return HexFormat.of().formatHex(set.canonicalBytes()) + " -> " + set.nextHop();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Route that
                    && Arrays.equals(set.canonicalBytes(), that.set.canonicalBytes())
                    && set.nextHop().equals(that.set.nextHop());
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(set.canonicalBytes());
        }

        @Override
        public String toString() {
            return text();
        }
    }

    private final SimModel model;

    ReferenceSpeaker(SimModel model) {
        this.model = model;
    }

    /** Computes what everybody receives; false when that has no end. */
    boolean converge() {
        for (Node node : model.nodes) {
            Map<Node, Map<Prefix, Route>> nothing = new HashMap<>();
            model.nodes.stream()
                    .filter(other -> other != node && node.isAdjacentTo(other))
                    .forEach(other -> nothing.put(other, Map.of()));
            received.put(node, nothing);
        }
        for (int round = 0; round < ROUNDS_MAX; round++) {
            bests.clear();
            Map<Node, Map<Node, Map<Prefix, Route>>> next = new HashMap<>();
            for (Node node : model.nodes) {
                Map<Node, Map<Prefix, Route>> heard = new HashMap<>();
                received(node).keySet().forEach(other -> heard.put(other, exportsOf(other, node)));
                next.put(node, heard);
            }
            if (next.equals(received)) {
                return true;
            }
            received.putAll(next);
        }
        return false;
    }

    /** What a node received from a neighbour. */
    Map<Prefix, Route> received(Node node, Node from) {
        return received(node).getOrDefault(from, Map.of());
    }

    private Map<Node, Map<Prefix, Route>> received(Node node) {
        return received.getOrDefault(node, Map.of());
    }

    /** Takes over what the nodes really received, so that each can be judged by what it knew. */
    void observe(Node node, Node from, Map<Prefix, Route> routes) {
        bests.clear();
        received.computeIfAbsent(node, n -> new HashMap<>()).put(from, routes);
    }

    /** What a node tells a neighbour, by what it received. */
    Map<Prefix, Route> exportsOf(Node from, Node to) {
        Map<Prefix, Route> routes = new HashMap<>();
        bests(from).forEach((prefix, best) -> {
            if (best.origin() != to) {
                AttributeSet sent = export(from, to, prefix, best);
                if (sent != null) {
                    routes.put(prefix, new Route(sent));
                }
            }
        });
        return routes;
    }

    private Map<Prefix, Candidate<Node>> bests(Node node) {
        return bests.computeIfAbsent(node, n -> {
            Map<Prefix, Candidate<Node>> all = new HashMap<>();
            for (Prefix prefix : prefixesOf(n)) {
                Candidate<Node> best = best(n, prefix);
                if (best != null) {
                    all.put(prefix, best);
                }
            }
            return all;
        });
    }

    private Set<Prefix> prefixesOf(Node node) {
        Set<Prefix> prefixes = new HashSet<>(node.networks.keySet());
        received(node).values().forEach(routes -> prefixes.addAll(routes.keySet()));
        return prefixes;
    }

    // --- Import.

    /** Whether the node accepts what it received. */
    boolean isAccepted(Node node, Node from, Prefix prefix, AttributeSet set) {
        boolean isInternal = node.isInternalTo(from);
        boolean loops = AsPath.of(set).segments().stream()
                .anyMatch(segment -> segment.numbers().contains(node.as));
        Set<IpAddress> clusters = new HashSet<>();
        clusters.add(IpAddress.ofIpv4(node.routerId.bits()));
        node.neighbors.values().forEach(adjacency -> clusters.add(IpAddress.ofIpv4(adjacency.clusterId.bits())));
        loops |= isInternal && set.hasOriginatorId() && set.originatorId() == node.routerId.bits();
        loops |= isInternal && ClusterList.of(set).clusters().stream().anyMatch(clusters::contains);
        Adjacency adjacency = node.towards(from);
        return !loops && passes(adjacency.importPolicy, isInternal, node.requiresPolicy, prefix);
    }

    private static boolean passes(
            @Nullable PolicyDefinition policy, boolean isInternal, boolean requiresPolicy, Prefix prefix) {
        if (policy == null) {
            return isInternal || !requiresPolicy;
        }
        return switch (policy) {
            case PolicyDefinition.Accept() -> true;
            case PolicyDefinition.Reject(), PolicyDefinition.Missing() -> false;
            case PolicyDefinition.MatchPrefixList(PrefixList list) ->
                list.entries().stream()
                        .anyMatch(entry -> entry.prefix().contains(prefix)
                                && prefix.lengthBits() >= entry.ge()
                                && prefix.lengthBits() <= entry.le());
        };
    }

    // --- Decision.

    private @Nullable Candidate<Node> best(Node node, Prefix prefix) {
        List<Candidate<Node>> candidates = new ArrayList<>();
        AttributeSet own = node.networks.get(prefix);
        if (own != null) {
            candidates.add(new Candidate<>(own, null, false, Integer.toUnsignedLong(node.routerId.bits()), 0));
        }
        received(node).forEach((from, routes) -> {
            Route route = routes.get(prefix);
            if (route != null && isAccepted(node, from, prefix, route.set())) {
                candidates.add(new Candidate<>(
                        route.set(),
                        from,
                        node.isInternalTo(from),
                        Integer.toUnsignedLong(from.routerId.bits()),
                        Integer.toUnsignedLong(from.address.ipv4Bits())));
            }
        });
        return ReferenceDecision.best(candidates);
    }

    // --- Export.

    private static @Nullable AttributeSet export(Node from, Node to, Prefix prefix, Candidate<Node> best) {
        Adjacency towards = from.towards(to);
        int families = Node.common(towards, to.towards(from));
        Node source = best.origin();
        boolean toInside = from.isInternalTo(to);
        boolean fromInside = source != null && from.isInternalTo(source);
        Adjacency whence = source == null ? null : from.towards(source);
        List<Community> communities = Communities.of(best.set()).values();
        if ((families & prefix.family().bit()) == 0
                || fromInside && toInside && whence != null && !whence.isClient && !towards.isClient
                || communities.contains(Community.NO_ADVERTISE)
                || !toInside
                        && (communities.contains(Community.NO_EXPORT)
                                || communities.contains(Community.NO_EXPORT_SUBCONFED))
                || !passes(towards.exportPolicy, toInside, from.requiresPolicy, prefix)) {
            return null;
        }
        boolean isReflected = fromInside && toInside;
        NextHop nextHop =
                isReflected ? best.set().nextHop() : nextHop(from, towards, toInside, prefix.family(), best.set());
        if (nextHop == null) {
            return null;
        }
        AttributeSetBuilder sent = AttributeSetBuilder.from(best.set()).nextHop(nextHop);
        if (toInside) {
            sent.localPref(Integer.toUnsignedLong(best.set().localPref()));
        } else {
            List<AsNumber> path = new ArrayList<>();
            path.add(from.as);
            AsPath.of(best.set()).segments().forEach(segment -> path.addAll(segment.numbers()));
            sent.asPath(AsPath.ofSequence(path))
                    .without(AttributeType.LOCAL_PREF)
                    .without(AttributeType.ORIGINATOR_ID)
                    .without(AttributeType.CLUSTER_LIST);
            if (source != null) {
                sent.without(AttributeType.MULTI_EXIT_DISC);
            }
        }
        if (isReflected && source != null && whence != null) {
            if (!best.set().hasOriginatorId()) {
                sent.originatorId(source.routerId);
            }
            List<IpAddress> clusters =
                    new ArrayList<>(ClusterList.of(best.set()).clusters());
            RouterId first = whence.isClient ? whence.clusterId : towards.clusterId;
            clusters.addFirst(IpAddress.ofIpv4(first.bits()));
            if (whence.isClient && towards.isClient && !towards.clusterId.equals(first)) {
                clusters.addFirst(IpAddress.ofIpv4(towards.clusterId.bits()));
            }
            sent.clusterList(new ClusterList(clusters));
        }
        return sent.build();
    }

    private static @Nullable NextHop nextHop(
            Node from, Adjacency towards, boolean toInside, AddressFamily family, AttributeSet set) {
        NextHop self = family == AddressFamily.IPV4_UNICAST ? NextHop.of(from.address) : null;
        NextHopRule rule = towards.nextHop;
        if (rule == null) {
            rule = toInside ? new NextHopRule.Keep() : new NextHopRule.Self();
        }
        return switch (rule) {
            case NextHopRule.Self() -> self;
            case NextHopRule.Keep() -> set.nextHop().address().isUnspecified() ? self : set.nextHop();
            case NextHopRule.Address(IpAddress ipv4, IpAddress ipv6) -> {
                IpAddress address = family == AddressFamily.IPV4_UNICAST ? ipv4 : ipv6;
                yield address == null ? null : NextHop.of(address);
            }
        };
    }
}

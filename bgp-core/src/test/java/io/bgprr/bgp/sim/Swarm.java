// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.LargeCommunities;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.policy.PrefixList;
import io.bgprr.bgp.sim.SimModel.Adjacency;
import io.bgprr.bgp.sim.SimModel.Node;
import io.bgprr.bgp.speaker.Limits;
import io.bgprr.bgp.speaker.NextHopRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A network and what happens to it, from one seed: reflectors, clients, non-clients, other ASes, and a restless operator. */
final class Swarm {

    private static final long AS = 65000;

    final SimNetwork network;
    final SimModel model = new SimModel();
    final Map<Node, SimSpeaker> speakers = new LinkedHashMap<>();
    private final Random random;
    private final List<Node> hubs = new ArrayList<>();
    private final List<Node> leaves = new ArrayList<>();
    private final int prefixCount;

    Swarm(long seed, SimTrace trace) {
        network = new SimNetwork(seed, trace);
        random = new Random(~seed);
        prefixCount = random.nextInt(4) == 0 ? 300 : 4 + random.nextInt(30);
        model.limits = random.nextInt(4) == 0
                ? Limits.DEFAULT
                : new Limits(
                        4,
                        200 + random.nextInt(5000),
                        2000 + random.nextInt(9000),
                        100 + random.nextInt(3000),
                        50 + random.nextInt(1000),
                        1_000_000);
        int hubCount = 1 + random.nextInt(2);
        for (int i = 0; i < hubCount; i++) {
            hubs.add(model.node("10.0.0." + (10 + i), AS, "1.1." + random.nextInt(250) + "." + (10 + i)));
        }
        if (hubCount == 2) {
            Adjacency adjacency = SimModel.connect(hubs.get(0), hubs.get(1));
            adjacency.isClient = random.nextInt(4) == 0;
        }
        int leafCount = 2 + random.nextInt(6);
        for (int i = 0; i < leafCount; i++) {
            addLeaf(i);
        }
        for (Node node : model.nodes) {
            if (random.nextInt(3) > 0) {
                change(node, random.nextInt(prefixCount));
            }
        }
        for (Node node : model.nodes) {
            speakers.put(node, new SimSpeaker(network, node.address, model.config(node), 1 + random.nextInt(3)));
        }
        speakers.values().forEach(speaker -> {
            var _ = speaker.engines().start();
        });
    }

    private void addLeaf(int number) {
        boolean isExternal = random.nextInt(3) == 0;
        Node leaf = model.node(
                "10.0.0." + (20 + number),
                isExternal ? 65100 + random.nextInt(3) : AS,
                "1.1." + random.nextInt(250) + "." + (20 + number));
        leaves.add(leaf);
        Node first = hubs.get(random.nextInt(hubs.size()));
        attach(leaf, first);
        if (hubs.size() == 2 && random.nextBoolean()) {
            attach(leaf, hubs.get(0) == first ? hubs.get(1) : hubs.get(0));
        }
    }

    private void attach(Node leaf, Node hub) {
        Adjacency adjacency = SimModel.connect(hub, leaf);
        adjacency.isClient = leaf.isInternalTo(hub) && random.nextInt(3) > 0;
        adjacency.isDynamic = random.nextInt(6) == 0;
        adjacency.isPassive = random.nextInt(4) == 0;
        vary(hub, leaf, adjacency);
        Adjacency back = leaf.towards(hub);
        back.familyBits = families();
        if (!leaf.isInternalTo(hub) && random.nextInt(4) == 0) {
            back.nextHop = new NextHopRule.Keep();
        }
    }

    private int families() {
        return switch (random.nextInt(6)) {
            case 0 -> AddressFamily.IPV4_UNICAST.bit();
            case 1 -> AddressFamily.IPV6_UNICAST.bit();
            default -> AddressFamily.IPV4_UNICAST.bit() | AddressFamily.IPV6_UNICAST.bit();
        };
    }

    /** Gives a neighbour other rules, none of which its session would notice. */
    private void vary(Node hub, Node leaf, Adjacency adjacency) {
        adjacency.importPolicy = policy();
        adjacency.exportPolicy = policy();
        adjacency.clusterId =
                random.nextInt(3) == 0 ? RouterId.parse("9.9.9." + (1 + random.nextInt(2))) : hub.routerId;
        adjacency.nextHop = switch (random.nextInt(leaf.isInternalTo(hub) ? 8 : 4)) {
            case 0 -> new NextHopRule.Self();
            case 1 -> new NextHopRule.Keep();
            case 2 -> new NextHopRule.Address(IpAddress.parse("192.0.2.99"), IpAddress.parse("2001:db8::99"));
            default -> null;
        };
    }

    private @Nullable PolicyDefinition policy() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> PolicyDefinition.REJECT;
            case 2, 3 ->
                new PolicyDefinition.MatchPrefixList(new PrefixList(
                        "some",
                        List.of(
                                PrefixList.Entry.parse("10.1." + random.nextInt(8) * 32 + ".0/19 ge 20 le 24"),
                                PrefixList.Entry.parse("2001:db8::/33 le 64"))));
            default -> PolicyDefinition.ACCEPT;
        };
    }

    // --- Routes.

    private Prefix prefix() {
        int number = random.nextInt(prefixCount);
        return random.nextInt(3) == 0
                ? Prefix.parse("2001:db8:%x::/48".formatted(number * 199 & 0xffff))
                : Prefix.parse("10.1.%d.0/24".formatted(number & 0xff));
    }

    private AttributeSet attributes(Prefix prefix, Node node) {
        boolean isIpv6 = prefix.family() == AddressFamily.IPV6_UNICAST;
        String last = node.address.toString().replaceAll(".*\\.", "");
        String nextHop =
                random.nextInt(5) == 0 ? isIpv6 ? "::" : "0.0.0.0" : (isIpv6 ? "2001:db8::" : "192.0.2.") + last;
        AttributeSetBuilder set = new AttributeSetBuilder()
                .nextHop(NextHop.of(IpAddress.parse(nextHop)))
                .origin(Origin.values()[random.nextInt(8) == 0 ? 2 : 0]);
        switch (random.nextInt(5)) {
            case 0 -> set.asPath(AsPath.parse("64600"));
            case 1 -> set.asPath(AsPath.parse("64600 64601"));
            default -> {
                // empty
            }
        }
        if (random.nextInt(4) == 0) {
            set.localPref(100 + 50L * random.nextInt(3));
        }
        if (random.nextInt(4) == 0) {
            set.med(10L * random.nextInt(3));
        }
        switch (random.nextInt(12)) {
            case 0 -> set.communities(Communities.parse(List.of("no-export")));
            case 1 -> set.communities(Communities.parse(List.of("no-advertise")));
            case 2, 3 -> set.communities(Communities.parse(List.of("65000:" + random.nextInt(3), "65000:7")));
            case 4 -> set.largeCommunities(LargeCommunities.parse(List.of("65000:1:" + random.nextInt(3))));
            default -> {
                // none
            }
        }
        return set.build();
    }

    private void change(Node node, int count) {
        boolean alike = random.nextInt(3) == 0;
        AttributeSet common = null;
        for (int i = 0; i < count; i++) {
            Prefix prefix = prefix();
            if (random.nextInt(3) == 0) {
                node.networks.remove(prefix);
            } else {
                AttributeSet set = attributes(prefix, node);
                if (alike && prefix.family() == AddressFamily.IPV4_UNICAST) {
                    common = common == null ? set : common;
                    set = AttributeSetBuilder.from(common).build();
                }
                node.networks.put(prefix, set);
            }
        }
    }

    // --- What happens.

    void live() {
        int actions = 10 + random.nextInt(40);
        for (int i = 0; i < actions; i++) {
            act();
            network.run(
                    switch (random.nextInt(5)) {
                        case 0 -> 0;
                        case 1 -> 0.0002;
                        case 2 -> 0.002;
                        case 3 -> 0.1;
                        default -> 3 * random.nextDouble();
                    });
        }
    }

    private void act() {
        Node hub = hubs.get(random.nextInt(hubs.size()));
        Node any = model.nodes.get(random.nextInt(model.nodes.size()));
        List<Node> around = List.copyOf(hub.neighbors.keySet());
        Node peer = around.isEmpty() ? hub : around.get(random.nextInt(around.size()));
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> {
                change(any, 1 + random.nextInt(prefixCount));
                reconfigure(any, "routes");
            }
            case 4 -> {
                any.networks.clear();
                reconfigure(any, "no routes");
            }
            case 5 -> {
                note("reset " + hub + " of " + peer);
                var _ = speaker(hub).engines().reset(peer.address, "test");
            }
            case 6 -> {
                note("cut " + hub + " from " + peer);
                network.cut(speaker(hub), speaker(peer));
            }
            case 7 -> {
                boolean fromHub = random.nextBoolean();
                Node asks = fromHub ? hub : peer;
                Node asked = fromHub ? peer : hub;
                AddressFamily family = AddressFamily.values()[random.nextInt(2)];
                note("refresh asked by " + asks + " of " + asked + " " + family);
                speaker(asks).requestRefresh(asked.address, family);
            }
            case 8, 9, 10 -> {
                boolean hubStalls = random.nextInt(3) == 0;
                double seconds = random.nextInt(20) == 0 ? 100 : 10 * random.nextDouble();
                note("stall of " + (hubStalls ? hub : peer) + " for " + seconds);
                network.stall(speaker(hubStalls ? hub : peer), speaker(hubStalls ? peer : hub), seconds);
            }
            case 11, 12 -> {
                if (around.isEmpty()) {
                    return;
                }
                int many = 1 + random.nextInt(around.size());
                for (Node each : around.subList(0, many)) {
                    vary(hub, each, hub.towards(each));
                }
                reconfigure(hub, "rules of " + many);
            }
            default -> alterSessions(hub, peer);
        }
    }

    private void alterSessions(Node hub, Node peer) {
        Adjacency adjacency = hub.towards(peer);
        switch (random.nextInt(4)) {
            case 0 -> adjacency.isEnabled = !adjacency.isEnabled;
            case 1 -> {
                if (peer.isInternalTo(hub) && leaves.contains(peer)) {
                    adjacency.isClient = !adjacency.isClient;
                }
            }
            case 2 -> adjacency.isDynamic = !adjacency.isDynamic && leaves.contains(peer);
            default -> adjacency.familyBits = families();
        }
        reconfigure(hub, "session with " + peer);
    }

    private void reconfigure(Node node, String what) {
        note("reconfigure " + node + ": " + what);
        var _ = speaker(node).engines().reconfigure(model.config(node));
    }

    private void note(String what) {
        network.tell("operator", null, what, -1);
    }

    @Override
    public String toString() {
        return hubs.size() + " hubs, " + leaves.size() + " leaves, " + prefixCount + " prefixes";
    }

    SimSpeaker speaker(Node node) {
        return Objects.requireNonNull(speakers.get(node));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.sim.SimModel.Adjacency;
import io.bgprr.bgp.sim.SimModel.Node;
import io.bgprr.bgp.sim.Topology.Edge;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What happens to a network: restless operators, slow readers, bad links and dying hosts. */
final class Workload {

    private final Swarm swarm;
    private final SimNetwork network;
    private final Random random;

    Workload(Swarm swarm) {
        this.swarm = swarm;
        this.network = swarm.network;
        this.random = swarm.random;
    }

    /** Lives for a while. */
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
        List<Edge> edges = swarm.topology.edges;
        Edge edge = edges.get(random.nextInt(edges.size()));
        Node any = swarm.model.nodes.get(random.nextInt(swarm.model.nodes.size()));
        boolean fromHub = random.nextBoolean();
        Node one = fromHub ? edge.hub() : edge.leaf();
        Node other = fromHub ? edge.leaf() : edge.hub();
        switch (random.nextInt(swarm.features.hasSilentFaults ? 20 : 17)) {
            case 0, 1, 2, 3 -> {
                if (swarm.features.hasBlocks && random.nextInt(4) == 0) {
                    swarm.features.changeBlock(any);
                }
                swarm.features.change(any, 1 + random.nextInt(swarm.features.prefixCount()));
                reconfigure(any, "routes");
            }
            case 4 -> {
                any.networks.clear();
                reconfigure(any, "no routes");
            }
            case 5 -> {
                note(one, other, "resets by hand");
                var _ = speaker(one).engines().reset(other.address, "test");
            }
            case 6 -> {
                note(one, other, "link resets");
                network.reset(speaker(one), speaker(other));
            }
            case 7 -> refresh(one, other);
            case 8, 9, 10 -> {
                double seconds = random.nextInt(20) == 0 ? 100 : 10 * random.nextDouble();
                note(one, other, "reads nothing for %.3f s".formatted(seconds));
                network.stall(speaker(one), speaker(other), seconds);
            }
            case 11, 12 -> changeRules(edge.hub());
            case 13 -> flap(any);
            case 14 -> alterSession(edge);
            case 15 -> refreshStorm(one, other);
            case 16 -> swallow(one, other, 5 * random.nextDouble()); // shorter than every hold time but the shortest
            case 17 -> swallow(one, other, 200 * random.nextDouble());
            case 18 -> part();
            default -> crash(any);
        }
    }

    private void changeRules(Node hub) {
        List<Edge> around =
                swarm.topology.edges.stream().filter(edge -> edge.hub() == hub).toList();
        int many = 1 + random.nextInt(around.size());
        for (Edge each : around.subList(0, many)) {
            swarm.features.vary(hub, each.leaf(), each.cluster());
        }
        reconfigure(hub, "rules of " + many);
    }

    /** One prefix comes and goes, faster than it can be told. */
    private void flap(Node node) {
        Prefix prefix = swarm.features.prefix();
        for (int i = random.nextInt(12); i >= 0; i--) {
            if (node.networks.remove(prefix) == null) {
                node.networks.put(prefix, swarm.features.attributes(prefix, node));
            }
            reconfigure(node, "flaps " + prefix);
            network.run(random.nextInt(3) == 0 ? 0.02 * random.nextDouble() : 0);
        }
    }

    private void refresh(Node one, Node other) {
        AddressFamily family = AddressFamily.values()[random.nextInt(AddressFamily.COUNT)];
        note(one, other, "asks for a refresh of " + family);
        speaker(one).requestRefresh(other.address, family);
    }

    private void refreshStorm(Node one, Node other) {
        for (int i = 2 + random.nextInt(20); i > 0; i--) {
            refresh(one, other);
            network.run(random.nextInt(3) == 0 ? 0.01 * random.nextDouble() : 0);
        }
    }

    private void alterSession(Edge edge) {
        Adjacency adjacency = edge.hub().towards(edge.leaf());
        switch (random.nextInt(5)) {
            case 0 -> adjacency.isEnabled = !adjacency.isEnabled;
            case 1 -> adjacency.isClient = edge.mayReflect() && !adjacency.isClient;
            case 2 -> adjacency.isDynamic = !adjacency.isDynamic;
            case 3 -> adjacency.holdTimeSeconds = swarm.features.holdTimeSeconds();
            default -> adjacency.familyBits = swarm.features.families();
        }
        reconfigure(edge.hub(), "session with " + edge.leaf());
    }

    // --- Faults.

    private void swallow(Node one, Node other, double seconds) {
        note(one, other, "link swallows everything for %.3f s".formatted(seconds));
        network.swallow(one.address, other.address, true);
        network.at(
                network.nowNanos() + (long) (seconds * 1e9), () -> network.swallow(one.address, other.address, false));
    }

    private void part() {
        Set<IpAddress> island = new LinkedHashSet<>();
        for (Node node : swarm.model.nodes) {
            if (random.nextBoolean()) {
                island.add(node.address);
            }
        }
        double seconds = 100 * random.nextDouble();
        network.tell("operator", null, "parts " + island + " for %.3f s".formatted(seconds), -1);
        network.part(island);
        network.at(network.nowNanos() + (long) (seconds * 1e9), () -> network.part(Set.of()));
    }

    private void crash(Node node) {
        if (speaker(node).isDead()) {
            return;
        }
        speaker(node).crash();
        double seconds = random.nextBoolean() ? 0.1 * random.nextDouble() : 60 * random.nextDouble();
        network.at(network.nowNanos() + (long) (seconds * 1e9), () -> {
            if (speaker(node).isDead()) {
                network.tell(node.address, null, "starts again", -1);
                swarm.start(node);
            }
        });
    }

    private void reconfigure(Node node, String what) {
        network.tell(node.address, null, "is reconfigured: " + what, -1);
        if (!speaker(node).isDead()) {
            var _ = speaker(node).engines().reconfigure(swarm.model.config(node));
        }
    }

    private void note(Node one, Node other, String what) {
        network.tell(one.address, other.address, what, -1);
    }

    private SimSpeaker speaker(Node node) {
        return swarm.speaker(node);
    }
}

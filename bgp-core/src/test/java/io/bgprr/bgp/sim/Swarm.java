// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.sim.SimModel.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** A network, its speakers, and what they are to be, all from one seed. */
final class Swarm {

    /** How long a network may need for what ends: hold timers, back-off, TCP that gives up. */
    private static final int SETTLE_ROUNDS_MAX = 60;

    private static final double SETTLE_ROUND_SECONDS = 20;

    /** Some networks have no stable state (RFC 3345), and on fast links they go round hundreds of times in a second. */
    private static final long SETTLE_EVENTS_MAX = 1_000_000;

    final SimNetwork network;
    final SimModel model = new SimModel();
    private static final int SHORT_LIVES = 20;

    final Topology topology;
    final Features features;
    final Random random;
    private final Map<Node, SimSpeaker> speakers = new LinkedHashMap<>();

    Swarm(long seed, SimTrace trace) {
        network = new SimNetwork(seed, trace);
        random = new Random(~seed * 0x9e37_79b9_7f4a_7c15L);
        Topology.Shape shape = Topology.Shape.pick(random);
        features = new Features(random, shape.prefixCountMax);
        model.limits = features.limits();
        topology = new Topology(model, random, features, shape);
        for (Node node : model.nodes) {
            if (random.nextInt(3) > 0) {
                features.change(node, random.nextInt(features.prefixCount()));
            }
        }
        network.shortLives(features.hasShortLives ? SHORT_LIVES : 0);
        model.nodes.forEach(this::start);
    }

    /** Starts a speaker, in the place of one that crashed if there was one. */
    void start(Node node) {
        SimSpeaker speaker = new SimSpeaker(network, node.address, model.config(node), 1 + random.nextInt(3));
        speakers.put(node, speaker);
        var _ = speaker.engines().start();
    }

    SimSpeaker speaker(Node node) {
        return Objects.requireNonNull(speakers.get(node));
    }

    /** Lets time pass until nothing changes any more; false when something always does. */
    boolean settle() {
        network.calm();
        for (Node node : model.nodes) {
            if (speaker(node).isDead()) {
                start(node);
            }
        }
        long before = -1;
        boolean wasStill = false; // then what little was under way has arrived since
        long lastEvent = network.eventCount() + SETTLE_EVENTS_MAX;
        for (int i = 0; i < SETTLE_ROUNDS_MAX; i++) {
            if (!network.runUpTo(lastEvent, SETTLE_ROUND_SECONDS)) {
                return false;
            }
            long now = movements();
            boolean isIdle = speakers.values().stream()
                    .allMatch(speaker -> speaker.view().isIdle());
            boolean isStill = network.isStill();
            if (now == before && isIdle && isAsConfigured() && wasStill && isStill) {
                return true;
            }
            before = now;
            wasStill = isStill;
        }
        return false;
    }

    /** Grows with everything that a speaker may have to tell others. */
    private long movements() {
        long moves = 0;
        for (SimSpeaker speaker : speakers.values()) {
            moves += speaker.view().moves();
        }
        return moves;
    }

    /** Whether those sessions are up that both sides want. */
    boolean isAsConfigured() {
        return unlikeConfigured().isEmpty();
    }

    /** The first session that is not as it should be, or empty. */
    String unlikeConfigured() {
        for (Node node : model.nodes) {
            for (Node other : node.neighbors.keySet()) {
                boolean isUp = speaker(node).isUp(other.address);
                if (isUp != node.isAdjacentTo(other)) {
                    return node + (isUp ? " has a session with " : " has no session with ") + other;
                }
            }
        }
        return "";
    }

    /** All speakers stop as an operator stops them. */
    void stop() {
        speakers.values().forEach(speaker -> {
            var _ = speaker.engines().stop("");
        });
        network.run(90);
    }

    @Override
    public String toString() {
        return topology.name + ", " + features.prefixCount() + " prefixes"
                + (features.hasSilentFaults ? ", silent faults" : "")
                + (features.hasShortLives ? ", short lives" : "")
                + (features.hasBlocks ? ", blocks" : "");
    }
}

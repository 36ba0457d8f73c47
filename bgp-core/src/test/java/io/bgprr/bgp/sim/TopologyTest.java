// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.sim.SimModel.Node;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The networks that seeds pick are ones that can work: a speaker that all others refuse never has its sessions. */
class TopologyTest {

    private static final int SEEDS = 2000;

    private record Identity(AsNumber as, RouterId routerId) {}

    @ParameterizedTest
    @EnumSource
    void givesEverySpeakerAnAddressAndWithinItsAsAnIdentifierOfItsOwn(Topology.Shape shape) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimModel model = model(seed, shape);
            Set<IpAddress> addresses = new HashSet<>();
            Set<Identity> identities = new HashSet<>();
            for (Node node : model.nodes) {
                assertThat(addresses.add(node.address))
                        .as("seed %d, address of %s", seed, node)
                        .isTrue();
                assertThat(identities.add(new Identity(node.as, node.routerId)))
                        .as("seed %d, identifier %s of %s", seed, node.routerId, node)
                        .isTrue();
            }
        }
    }

    @Test
    void givesNeighborsInTwoAsesTheSameIdentifierNowAndThen() {
        long alike = LongStream.range(0, SEEDS)
                .mapToObj(seed -> model(seed, Topology.Shape.RING))
                .filter(TopologyTest::hasNeighborsAlike)
                .count();

        assertThat(alike).isBetween(SEEDS / 4L, SEEDS * 3L / 4);
    }

    private static boolean hasNeighborsAlike(SimModel model) {
        return model.nodes.stream()
                .anyMatch(node ->
                        node.neighbors.keySet().stream().anyMatch(neighbor -> neighbor.routerId.equals(node.routerId)));
    }

    private static SimModel model(long seed, Topology.Shape shape) {
        SimModel model = new SimModel();
        Random random = new Random(seed * 0x9e37_79b9_7f4a_7c15L);
        new Topology(model, random, new Features(random, shape.prefixCountMax), shape);
        return model;
    }
}

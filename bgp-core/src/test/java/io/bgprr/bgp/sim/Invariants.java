// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.sim.ReferenceSpeaker.Route;
import io.bgprr.bgp.sim.SimModel.Node;
import io.bgprr.bgp.speaker.EngineView;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteView;
import io.bgprr.bgp.speaker.SpeakerEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of every speaker of a network once nothing moves any more. */
final class Invariants {

    private Invariants() {}

    static void settle(Swarm swarm) {
        swarm.network.run(120);
        for (int i = 0; i < 20 && !allUp(swarm); i++) {
            swarm.network.run(20);
        }
        swarm.network.run(20);
    }

    private static boolean allUp(Swarm swarm) {
        return swarm.model.nodes.stream()
                .allMatch(node -> swarm.model.nodes.stream()
                        .allMatch(other ->
                                node.isAdjacentTo(other) == swarm.speaker(node).isUp(other.address)));
    }

    static void check(Swarm swarm) {
        assertThat(allUp(swarm)).as("all sessions are as configured").isTrue();
        ReferenceSpeaker reference = new ReferenceSpeaker(swarm.model);
        boolean isDefinite = reference.converge();
        for (Node node : swarm.model.nodes) {
            checkCounters(swarm, node);
            for (Node peer : swarm.model.nodes) {
                if (node.isAdjacentTo(peer)) {
                    for (AddressFamily family : AddressFamily.values()) {
                        checkAdjacency(swarm, reference, node, peer, family, isDefinite);
                    }
                }
            }
        }
    }

    private static void checkAdjacency(
            Swarm swarm, ReferenceSpeaker reference, Node node, Node peer, AddressFamily family, boolean isDefinite) {
        SimSpeaker speaker = swarm.speaker(node);
        Map<String, String> received = new TreeMap<>();
        Map<String, Boolean> accepted = new TreeMap<>();
        for (RouteView route : speaker.routes(RouteQuery.Scope.RECEIVED, peer.address, family)) {
            received.put(route.prefix().toString(), new Route(route.attributes()).text());
            accepted.put(route.prefix().toString(), route.isAccepted());
        }
        Map<String, String> advertised = new TreeMap<>();
        for (RouteView route : swarm.speaker(peer).routes(RouteQuery.Scope.ADVERTISED, node.address, family)) {
            assertThat(route.isPending()).as("pending").isFalse();
            advertised.put(route.prefix().toString(), new Route(route.attributes()).text());
        }
        assertThat(received)
                .as("%s received from %s, against the sender's Adj-RIB-Out", node, peer)
                .isEqualTo(advertised);
        if (isDefinite) {
            Map<String, String> expected = new TreeMap<>();
            Map<String, Boolean> expectedAccepted = new TreeMap<>();
            reference.received(node, peer).forEach((prefix, route) -> {
                if (prefix.family() == family) {
                    expected.put(prefix.toString(), route.text());
                    expectedAccepted.put(prefix.toString(), reference.isAccepted(node, peer, prefix, route.set()));
                }
            });
            assertThat(received)
                    .as("%s received from %s, against the reference", node, peer)
                    .isEqualTo(expected);
            assertThat(accepted).as("%s accepted from %s", node, peer).isEqualTo(expectedAccepted);
        }
    }

    private static void checkCounters(Swarm swarm, Node node) {
        EngineView loop = swarm.speaker(node).view();
        long references = 0;
        Set<Integer> sets = new HashSet<>();
        for (AddressFamily family : AddressFamily.values()) {
            LocRib rib = loop.rib(family);
            assertThat(rib.tombstoneCount()).as("tombstones of %s", node).isZero();
            Map<Character, Integer> best = new HashMap<>();
            int paths = 0;
            for (int destination = 1; destination < rib.destinationLimit(); destination++) {
                if (rib.isListedOrUsed(destination)) {
                    assertThat(rib.isInUse(destination))
                            .as("a tombstone of %s", node)
                            .isTrue();
                    if (rib.best(destination) != 0) {
                        best.merge(rib.peer(rib.best(destination)), 1, Integer::sum);
                    }
                    for (int path = rib.firstPath(destination); path != 0; path = rib.nextPath(path)) {
                        paths++;
                        references += rib.accepted(path) != 0 ? 2 : 1;
                        sets.add(rib.received(path));
                        sets.add(rib.accepted(path));
                    }
                }
            }
            assertThat(rib.pathCount()).isEqualTo(paths);
            for (EngineView.Session link : loop.sessions()) {
                AdjRibIn adjRibIn = link.adjRibIn()[family.ordinal()];
                if (adjRibIn != null) {
                    assertThat(rib.bestCount(adjRibIn.peer()))
                            .isEqualTo(best.getOrDefault(adjRibIn.peer().index(), 0));
                }
            }
            assertThat(loop.groups(family).subgroupCount())
                    .as("subgroups of %s", node)
                    .isEqualTo(loop.groups(family).groupCount());
            assertThat(loop.groups(family).liveBytes())
                    .as("octets on the way from %s: %s", node, queued(loop))
                    .isZero();
        }
        sets.remove(0);
        assertThat(loop.pool().references()).as("references of %s", node).isEqualTo(references);
        assertThat(loop.pool().size()).as("sets of %s", node).isEqualTo(sets.size());
        assertThat(loop.peers().size())
                .as("peer indexes of %s", node)
                .isEqualTo(loop.sessions().size());
        assertThat(loop.inbox().waitingBytes()).isZero();
        assertThat(swarm.speaker(node).events)
                .noneMatch(event -> event instanceof SpeakerEvent.SessionDown(var peer, var reason)
                        && reason.text().contains("error of ours"));
    }

    private static String queued(EngineView loop) {
        return loop.sessions().stream()
                .map(link -> link.peer() + " " + link.queuedBytes())
                .toList()
                .toString();
    }

    /** All sessions end, and nothing is left of them. */
    static void end(Swarm swarm) {
        swarm.speakers.values().forEach(speaker -> {
            var _ = speaker.engines().stop("");
        });
        swarm.network.run(30);
        swarm.speakers.forEach((node, speaker) -> {
            EngineView loop = speaker.view();
            assertThat(loop.sessions()).isEmpty();
            assertThat(loop.peers().size()).as("peer indexes").isZero();
            for (AddressFamily family : AddressFamily.values()) {
                assertThat(loop.rib(family).tombstoneCount()).isZero();
                assertThat(loop.groups(family).subgroupCount()).isZero();
            }
            Set<Prefix> own = node.networks.keySet();
            assertThat(loop.rib(AddressFamily.IPV4_UNICAST).pathCount()
                            + loop.rib(AddressFamily.IPV6_UNICAST).pathCount())
                    .isEqualTo(own.size());
            assertThat(speaker.allocator().metric().usedDirectMemory())
                    .as("direct memory of %s", node)
                    .isZero();
            assertThat(speaker.allocator().metric().usedHeapMemory())
                    .as("heap buffers of %s", node)
                    .isZero();
        });
    }
}

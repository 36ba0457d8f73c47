// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.sim.ReferenceSpeaker.Route;
import io.bgprr.bgp.sim.SimModel.Node;
import io.bgprr.bgp.speaker.EngineView;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of a whole network once nothing moves in it any more. */
final class QuietChecks {

    /** More adjacencies than these are compared without asking as an operator asks. */
    private static final int QUERIES_MAX = 24;

    private final Swarm swarm;
    private final ReferenceSpeaker oracle;
    private final boolean isDefinite;
    private final boolean isQuiet;

    /** @param isQuiet nothing moves; else only what holds at any time is checked */
    QuietChecks(Swarm swarm, boolean isQuiet) {
        this.swarm = swarm;
        this.isQuiet = isQuiet;
        oracle = new ReferenceSpeaker(swarm.model);
        isDefinite = oracle.converge();
    }

    /** Whether everybody telling everybody everything comes to an end. */
    boolean isDefinite() {
        return isDefinite;
    }

    void check() {
        ReferenceSpeaker observed = new ReferenceSpeaker(swarm.model);
        for (Node node : swarm.model.nodes) {
            SimSpeaker speaker = swarm.speaker(node);
            speaker.checks().checkAll();
            checkReferences(node, speaker.view());
            swarm.network.checkKeepalives(speaker);
            for (Node peer : node.neighbors.keySet()) {
                if (node.isAdjacentTo(peer)) {
                    observed.observe(node, peer, received(speaker.view(), node, peer));
                }
            }
        }
        if (!isQuiet) {
            return;
        }
        int queries = 0;
        for (Node node : swarm.model.nodes) {
            checkRest(node, swarm.speaker(node).view());
            for (Node peer : node.neighbors.keySet()) {
                if (node.isAdjacentTo(peer)) {
                    checkAdjacency(observed, node, peer);
                    if (queries++ < QUERIES_MAX) {
                        checkQueries(observed, node, peer);
                    }
                }
            }
        }
    }

    /** The rows of a node's Adj-RIB-In, of all families. */
    private Map<Prefix, Route> received(EngineView view, Node node, Node peer) {
        Map<Prefix, Route> routes = new HashMap<>();
        for (EngineView.Session session : view.sessions()) {
            for (AddressFamily family : AddressFamily.values()) {
                AdjRibIn adjRibIn = session.adjRibIn()[family.ordinal()];
                if (adjRibIn != null && session.peer().equals(peer.address)) {
                    LocRib rib = view.rib(family);
                    for (int path = rib.firstOfPeer(adjRibIn); path != 0; path = rib.nextOfPeer(adjRibIn, path)) {
                        Prefix prefix = rib.prefix(rib.destination(path));
                        routes.put(prefix, new Route(rib.receivedSet(path)));
                        boolean isAccepted = oracle.isAccepted(node, peer, prefix, rib.receivedSet(path));
                        Violation.unless(
                                isAccepted == (rib.accepted(path) != 0),
                                9,
                                node,
                                " accepts ",
                                prefix,
                                " of ",
                                peer,
                                ": ",
                                !isAccepted);
                    }
                }
            }
        }
        return routes;
    }

    /** Invariant 6: everybody holds what its neighbour should have told it, by what that neighbour knows and by the oracle. */
    private void checkAdjacency(ReferenceSpeaker observed, Node node, Node peer) {
        Map<Prefix, Route> received = observed.received(node, peer);
        requireEqual(node + " received of " + peer + ", by what that knows", received, observed.exportsOf(peer, node));
        if (isDefinite) {
            requireEqual(node + " received of " + peer + ", by the oracle", received, oracle.received(node, peer));
        }
    }

    /** Invariant 6, as an operator sees it. */
    private void checkQueries(ReferenceSpeaker observed, Node node, Node peer) {
        Map<Prefix, Route> received = new HashMap<>();
        Map<Prefix, Route> advertised = new HashMap<>();
        for (AddressFamily family : AddressFamily.values()) {
            for (RouteView route : swarm.speaker(node).routes(RouteQuery.Scope.RECEIVED, peer.address, family)) {
                received.put(route.prefix(), new Route(route.attributes()));
            }
            for (RouteView route : swarm.speaker(peer).routes(RouteQuery.Scope.ADVERTISED, node.address, family)) {
                Violation.unless(!route.isPending(), 6, peer, " has not sent ", route.prefix(), " to ", node);
                advertised.put(route.prefix(), new Route(route.attributes()));
            }
        }
        requireEqual(node + " shows as received of " + peer, received, observed.received(node, peer));
        requireEqual(peer + " shows as advertised to " + node, advertised, observed.received(node, peer));
    }

    private static void requireEqual(String what, Map<Prefix, Route> actual, Map<Prefix, Route> expected) {
        if (!actual.equals(expected)) {
            Set<Prefix> prefixes = new TreeSet<>((one, other) -> one.toString().compareTo(other.toString()));
            prefixes.addAll(actual.keySet());
            prefixes.addAll(expected.keySet());
            prefixes.removeIf(prefix -> Objects.equals(actual.get(prefix), expected.get(prefix)));
            StringBuilder text = new StringBuilder(what + ", differs in " + prefixes.size() + " prefixes:");
            prefixes.stream()
                    .limit(5)
                    .forEach(prefix -> text.append("\n  ")
                            .append(prefix)
                            .append(" is ")
                            .append(actual.get(prefix))
                            .append(", should be ")
                            .append(expected.get(prefix)));
            throw new Violation(6, text.toString());
        }
    }

    private static void compare(String what, int counted, int found, Node node, EngineView.Session session) {
        Violation.unless(counted == found, 7, node, ": ", what, " of ", session.peer(), ": ", counted, ", ", found);
    }

    /** Invariant 7: every reference is somebody's, and the counters say what the rows say. */
    private static void checkReferences(Node node, EngineView view) {
        long references = 0;
        Set<Integer> sets = new HashSet<>();
        for (AddressFamily family : AddressFamily.values()) {
            LocRib rib = view.rib(family);
            Map<Character, Integer> best = new HashMap<>();
            Map<Character, Integer> accepted = new HashMap<>();
            int paths = 0;
            for (int destination = 1; destination < rib.destinationLimit(); destination++) {
                if (!rib.isListedOrUsed(destination)) {
                    continue;
                }
                if (rib.best(destination) != 0) {
                    best.merge(rib.peer(rib.best(destination)), 1, Integer::sum);
                }
                for (int path = rib.firstPath(destination); path != 0; path = rib.nextPath(path)) {
                    paths++;
                    references += rib.accepted(path) != 0 && rib.accepted(path) != rib.received(path) ? 2 : 1;
                    accepted.merge(rib.peer(path), rib.accepted(path) != 0 ? 1 : 0, Integer::sum);
                    sets.add(rib.received(path));
                    sets.add(rib.accepted(path));
                }
            }
            Violation.unless(rib.pathCount() == paths, 7, node, ": paths ", rib.pathCount(), ", in rows ", paths);
            for (EngineView.Session session : view.sessions()) {
                AdjRibIn adjRibIn = session.adjRibIn()[family.ordinal()];
                if (adjRibIn != null) {
                    char index = adjRibIn.peer().index();
                    compare("best", rib.bestCount(adjRibIn.peer()), best.getOrDefault(index, 0), node, session);
                    compare("accepted", adjRibIn.accepted(), accepted.getOrDefault(index, 0), node, session);
                }
            }
        }
        sets.remove(0);
        long counted = view.pool().references();
        Violation.unless(counted == references, 7, node, ": references ", counted, ", found ", references);
        Violation.unless(
                view.pool().size() == sets.size(),
                7,
                node,
                ": sets ",
                view.pool().size(),
                ", found ",
                sets.size());
    }

    /** What holds of a speaker that has nothing left to do. */
    private static void checkRest(Node node, EngineView view) {
        for (AddressFamily family : AddressFamily.values()) {
            int tombstones = view.rib(family).tombstoneCount();
            Violation.unless(tombstones == 0, 4, node, ": tombstones left: ", tombstones);
            int subgroups = view.groups(family).subgroupCount();
            int groups = view.groups(family).groupCount();
            Violation.unless(subgroups == groups, 5, node, ": subgroups left: ", subgroups, " in groups: ", groups);
            long liveBytes = view.groups(family).liveBytes();
            Violation.unless(liveBytes == 0, 10, node, ": octets on the way: ", liveBytes);
        }
        int indexes = view.peers().size();
        int sessions = view.sessions().size();
        Violation.unless(indexes == sessions, 7, node, ": peer indexes ", indexes, " for sessions ", sessions);
        Violation.unless(view.inbox().waitingBytes() == 0, 10, node, ": octets wait in the RIB's inbox");
    }

    /** Invariant 7: all sessions end, and nothing is left of them. */
    static void checkEnd(Swarm swarm) {
        for (Node node : swarm.model.nodes) {
            SimSpeaker speaker = swarm.speaker(node);
            EngineView view = speaker.view();
            Violation.unless(view.sessions().isEmpty(), 7, node, " still has sessions");
            Violation.unless(view.peers().size() == 0, 7, node, " still has peer indexes");
            Violation.unless(view.readerCount() == 0, 7, node, " still reads update logs");
            int paths = 0;
            for (AddressFamily family : AddressFamily.values()) {
                paths += view.rib(family).pathCount();
                Violation.unless(view.rib(family).tombstoneCount() == 0, 4, node, " still has tombstones");
                Violation.unless(view.groups(family).subgroupCount() == 0, 7, node, " still has subgroups");
                Violation.unless(view.groups(family).adjRibOutBytes() == 0, 7, node, " still has an Adj-RIB-Out");
            }
            Violation.unless(paths == node.networks.size(), 7, node, " still has routes of others");
            long direct = speaker.allocator().metric().usedDirectMemory();
            long heap = speaker.allocator().metric().usedHeapMemory();
            Violation.unless(direct == 0 && heap == 0, 7, node, ": buffers leaked: ", direct, ", ", heap, " octets");
        }
    }
}

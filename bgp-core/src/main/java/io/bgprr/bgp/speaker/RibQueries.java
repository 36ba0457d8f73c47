// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.decision.DecisionReason;
import io.bgprr.bgp.export.ExportMember;
import io.bgprr.bgp.export.ExportVerdict;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers to people's questions about routes; runs on the RibLoop, between two batches, a bounded piece at a time.
 */
final class RibQueries {

    /** Destinations that one page looks at, however few of them match. */
    private static final int PAGE_STEPS_MAX = 100_000;

    /** Destinations ahead of a cursor that a page looks at to say what is pending. */
    private static final int PENDING_STEPS_MAX = 200_000;

    private final RibLoop loop;

    RibQueries(RibLoop loop) {
        this.loop = loop;
    }

    RoutePage routes(RouteQuery query) {
        LocRib rib = loop.rib(query.family());
        SessionLink link = query.peer() == null ? null : link(query.peer());
        List<RouteView> routes = new ArrayList<>();
        if (query.match() == RouteQuery.Match.EXACT || query.match() == RouteQuery.Match.LONGEST) {
            Prefix prefix = requirePrefix(query);
            int destination = query.match() == RouteQuery.Match.EXACT ? rib.find(prefix) : rib.findLongest(prefix);
            if (destination != 0) {
                view(query, rib, link, destination, pending(query, link), routes);
            }
            return new RoutePage(routes, null);
        }
        BitSet pending = pending(query, link);
        int destination = query.continuation() == null ? 1 : parse(query.continuation());
        int steps = 0;
        for (; destination < rib.destinationLimit(); destination++) {
            if (routes.size() >= query.limit() || steps++ == PAGE_STEPS_MAX) {
                break;
            }
            boolean matches = query.match() == RouteQuery.Match.ALL
                    || rib.isListedOrUsed(destination) && requirePrefix(query).contains(rib.prefix(destination));
            if (matches && rib.isListedOrUsed(destination)) {
                view(query, rib, link, destination, pending, routes);
            }
        }
        routes.sort(Comparator.comparing(RouteView::prefix));
        return new RoutePage(routes, destination < rib.destinationLimit() ? Integer.toString(destination) : null);
    }

    private static Prefix requirePrefix(RouteQuery query) {
        Prefix prefix = query.prefix();
        if (prefix == null) {
            throw new IllegalArgumentException("match " + query.match() + " needs a prefix");
        }
        return prefix;
    }

    private static int parse(String continuation) {
        try {
            return Math.max(1, Integer.parseInt(continuation));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + continuation + "' is not the continuation of a page", e);
        }
    }

    private SessionLink link(IpAddress peer) {
        for (SessionLink link : loop.links()) {
            if (link.peerAddress().equals(peer)) {
                return link;
            }
        }
        throw new IllegalArgumentException("there is no Established session with " + peer);
    }

    /** The destinations whose last change the peer was not sent. */
    private BitSet pending(RouteQuery query, @Nullable SessionLink link) {
        BitSet pending = new BitSet();
        ExportMember member = link == null ? null : link.members[query.family().ordinal()];
        if (query.scope() == RouteQuery.Scope.ADVERTISED && member != null) {
            member.forEachPending(PENDING_STEPS_MAX, pending::set);
        }
        return pending;
    }

    private void view(
            RouteQuery query,
            LocRib rib,
            @Nullable SessionLink link,
            int destination,
            BitSet pending,
            List<RouteView> to) {
        switch (query.scope()) {
            case LOC_RIB -> {
                for (int path = rib.firstPath(destination); path != 0; path = rib.nextPath(path)) {
                    if (rib.isAccepted(path)) {
                        to.add(view(rib, path));
                    }
                }
            }
            case BEST -> {
                int best = rib.best(destination);
                if (best != 0) {
                    to.add(view(rib, best));
                }
            }
            case RECEIVED -> {
                AdjRibIn adjRibIn =
                        link == null ? null : link.adjRibIn[rib.family().ordinal()];
                if (adjRibIn != null) {
                    for (int path = rib.firstPath(destination); path != 0; path = rib.nextPath(path)) {
                        if (rib.peer(path) == adjRibIn.peer().index()) {
                            to.add(view(rib, path));
                        }
                    }
                }
            }
            case ADVERTISED -> {
                ExportMember member =
                        link == null ? null : link.members[rib.family().ordinal()];
                if (member != null) {
                    RouteView sent = advertised(rib, member, destination, pending.get(destination));
                    if (sent != null) {
                        to.add(sent);
                    }
                }
            }
        }
    }

    private RouteView view(LocRib rib, int path) {
        RibPeer peer = loop.peers().get(rib.peer(path));
        Refusal refusal = rib.refusal(path);
        int destination = rib.destination(path);
        return new RouteView(
                rib.prefix(destination),
                peer.address(),
                peer.isLocal() ? null : peer.routerId(),
                kind(peer),
                rib.receivedSet(path),
                rib.best(destination) == path,
                refusal == Refusal.NONE,
                false,
                refusal.text(),
                refusal == Refusal.NONE
                        ? DecisionReason.ofCode(rib.reason(path)).text()
                        : "",
                rib.pathId(path));
    }

    private static String kind(RibPeer peer) {
        return peer.isLocal() ? "local" : peer.kind().label();
    }

    /** The route as the member was sent it, or null when it holds none. */
    private @Nullable RouteView advertised(LocRib rib, ExportMember member, int destination, boolean isPending) {
        char source = member.advertisedFrom(destination);
        if (source == RibPeers.NONE
                || source == RibPeers.UNKNOWN
                || source == member.peer().index()) {
            return null;
        }
        int path = rib.firstPath(destination);
        while (path != 0 && (rib.peer(path) != source || !rib.isAccepted(path))) {
            path = rib.nextPath(path);
        }
        if (path == 0) {
            return null; // its withdrawal is on the way
        }
        RibPeer peer = loop.peers().get(source);
        AttributeSet outgoing = member.group().outgoing(path);
        if (outgoing == null) {
            return null; // the rules changed, and its withdrawal is on the way
        }
        return new RouteView(
                rib.prefix(destination),
                peer.address(),
                peer.isLocal() ? null : peer.routerId(),
                kind(peer),
                outgoing,
                rib.best(destination) == path,
                true,
                isPending,
                "",
                DecisionReason.ofCode(rib.reason(path)).text(),
                0);
    }

    // --- Explain.

    Explanation explain(Prefix asked) {
        LocRib rib = loop.rib(asked.family());
        int destination = rib.find(asked);
        if (destination == 0 || !rib.isInUse(destination)) {
            destination = rib.findLongest(asked);
        }
        String missing = missing(asked);
        if (destination == 0) {
            return new Explanation(asked, null, List.of(), "no route covers " + asked + missing, List.of());
        }
        List<RouteView> paths = new ArrayList<>();
        for (int path = rib.firstPath(destination); path != 0; path = rib.nextPath(path)) {
            paths.add(view(rib, path));
        }
        paths.sort(Comparator.comparing((RouteView path) -> !path.isBest())
                .thenComparing(path -> !path.isAccepted())
                .thenComparingInt(path -> -lostAt(path)));
        List<Explanation.Export> exports = new ArrayList<>();
        for (SessionLink link : loop.links()) {
            ExportMember member = link.members[asked.family().ordinal()];
            if (member != null) {
                exports.add(export(link, member, destination));
            }
        }
        return new Explanation(
                asked, rib.prefix(destination), paths, verdict(rib, destination, paths) + missing, exports);
    }

    /**
     * What a limit of prefixes kept out is not held: a route that one would expect may be among it. Nor is what was treated as
     * withdrawn.
     */
    private String missing(Prefix asked) {
        StringBuilder text = new StringBuilder();
        for (SessionLink link : loop.links()) {
            String refusal = loop.intake().refusal(link, asked);
            if (refusal != null) {
                text.append("; ")
                        .append(link.peerAddress())
                        .append(" announced it, which was treated as withdrawn: ")
                        .append(refusal);
            }
            PrefixQuota quota = link.quotas[asked.family().ordinal()];
            if (quota != null && quota.needsRefresh()) {
                text.append("; routes of ")
                        .append(link.peerAddress())
                        .append(" are missing, for it is over its limit of prefixes");
            }
        }
        return text.toString();
    }

    /** A path that lost late was close to the best. */
    private static int lostAt(RouteView path) {
        for (DecisionReason reason : DecisionReason.values()) {
            if (reason.text().equals(path.reason())) {
                return reason.ordinal();
            }
        }
        return -1;
    }

    private String verdict(LocRib rib, int destination, List<RouteView> paths) {
        int best = rib.best(destination);
        if (best == 0) {
            return "no path is eligible: " + paths.getFirst().refusal();
        }
        RibPeer peer = loop.peers().get(rib.peer(best));
        String from = peer.address() == null ? "our own route" : "the path from " + peer.address();
        DecisionReason reason = DecisionReason.ofCode(rib.reason(best));
        return reason == DecisionReason.ONLY_PATH
                ? from + " is the only eligible path"
                : from + " is best; the deciding step: " + reason.text();
    }

    private static Explanation.Export export(SessionLink link, ExportMember member, int destination) {
        ExportVerdict verdict = member.group().verdict(member, destination);
        char source = member.advertisedFrom(destination);
        boolean holds = source != RibPeers.NONE
                && source != RibPeers.UNKNOWN
                && source != member.peer().index();
        boolean[] pending = {member.isWaiting()};
        member.forEachPending(PENDING_STEPS_MAX, ahead -> pending[0] |= ahead == destination);
        return new Explanation.Export(link.peerAddress(), holds, pending[0], verdict.text());
    }

    // --- Snapshots.

    /** What there is to say of one family of a session. */
    FamilySnapshot family(SessionLink link, AddressFamily family, long limitExceeded) {
        int f = family.ordinal();
        AdjRibIn adjRibIn = link.adjRibIn[f];
        ExportMember member = link.members[f];
        PrefixQuota quota = link.quotas[f];
        if (adjRibIn == null || member == null || quota == null) {
            return FamilySnapshot.down(null);
        }
        return new FamilySnapshot(
                adjRibIn.received(),
                adjRibIn.accepted(),
                loop.rib(family).bestCount(adjRibIn.peer()),
                member.advertisedCount(),
                member.pendingCount(PENDING_STEPS_MAX),
                (link.endOfRibReceivedBits & family.bit()) != 0,
                member.isEndOfRibSent(),
                note(link, member),
                quota.snapshot(limitExceeded));
    }

    private static String note(SessionLink link, ExportMember member) {
        List<String> notes = new ArrayList<>();
        if (link.importPolicy != null && link.importPolicy.isMissing()) {
            notes.add(Refusal.NO_POLICY.text());
        }
        if (member.group().key().exportPolicy().isMissing()) {
            notes.add(ExportVerdict.NO_POLICY.text());
        }
        if (member.group().lacksNextHop()) {
            notes.add(ExportVerdict.NO_NEXT_HOP.text());
        }
        return String.join("; ", notes);
    }

    RibSnapshot rib() {
        List<RibSnapshot.Family> families = new ArrayList<>();
        int groups = 0;
        int subgroups = 0;
        long logBytes = 0;
        for (AddressFamily family : AddressFamily.values()) {
            LocRib rib = loop.rib(family);
            families.add(new RibSnapshot.Family(
                    rib.destinationCount(), rib.pathCount(), rib.tombstoneCount(), rib.changeCount()));
            groups += loop.groups(family).groupCount();
            subgroups += loop.groups(family).subgroupCount();
            logBytes += loop.groups(family).liveBytes();
        }
        return new RibSnapshot(
                families,
                loop.pool().size(),
                loop.pool().sizeBytes(),
                loop.inbox().waitingBytes(),
                groups,
                subgroups,
                logBytes,
                loop.latency().counts(),
                loop.latency().sumSeconds(),
                loop.memory().usedBytes(),
                loop.memory().bytesMax(),
                loop.memory().sessionsShed());
    }
}

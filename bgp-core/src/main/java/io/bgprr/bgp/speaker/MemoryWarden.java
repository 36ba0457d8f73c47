// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.export.ExportMember;
import io.bgprr.bgp.export.UpdateGroups;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibPeers;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what peers make the RibLoop hold under its cap: rows of routes and prefixes, attribute sets and Adj-RIB-Outs. What it knows
 * is an estimate from counters, which costs nothing to keep. Queues and tombstones are not its business: they have bounds of their own,
 * and ending the heaviest session would not free them.
 *
 * <p>It sheds in this order (Cease/8, RFC 4486 §4): from seven eighths of the cap on no new session is taken, until it is three
 * quarters again, and who comes nevertheless may try again soon; beyond the cap the heaviest session ends, and its peer has to stay
 * away for a while. The RibLoop's own.
 */
final class MemoryWarden {

    /** A prefix's row, its place in the order of changes, and in the index, where it takes 10 to 20. */
    private static final int IPV4_DESTINATION_BYTES = 31;

    private static final int IPV6_DESTINATION_BYTES = 43;

    /** A distinct set besides its octets: the object, a next hop of its own, the array's header, its places in the pool. */
    private static final int SET_BYTES = 128;

    private final long bytesMax;
    private final LocRib[] ribs;
    private final AttributePool pool;
    private final UpdateGroups[] groups;
    private final List<Mailbox<SessionCommand>> sessions;
    private final SpeakerObserver observer;
    private boolean isTight;
    private volatile long usedBytesLately;
    private long sessionsShed;

    MemoryWarden(
            long bytesMax,
            LocRib[] ribs,
            AttributePool pool,
            UpdateGroups[] groups,
            List<Mailbox<SessionCommand>> sessions,
            SpeakerObserver observer) {
        this.bytesMax = bytesMax;
        this.ribs = ribs;
        this.pool = pool;
        this.groups = groups;
        this.sessions = sessions;
        this.observer = observer;
    }

    // --- What is held.

    long usedBytes() {
        long used = pool.sizeBytes() + (long) SET_BYTES * pool.size();
        for (UpdateGroups each : groups) {
            used += each.adjRibOutBytes();
        }
        for (LocRib rib : ribs) {
            used += (long) rib.pathBytes() * rib.pathCount() + (long) destinationBytes(rib) * rib.destinationCount();
        }
        return used;
    }

    /** {@link #usedBytes} as of the last slice that left nothing undecided; for any thread. */
    long usedBytesLately() {
        return usedBytesLately;
    }

    private static int destinationBytes(LocRib rib) {
        return switch (rib.family()) {
            case IPV4_UNICAST -> IPV4_DESTINATION_BYTES;
            case IPV6_UNICAST -> IPV6_DESTINATION_BYTES;
        };
    }

    long bytesMax() {
        return bytesMax;
    }

    /** Sessions that ended, or could not begin, for want of memory. */
    long sessionsShed() {
        return sessionsShed;
    }

    boolean isOver() {
        return usedBytes() > bytesMax;
    }

    // --- First no new sessions.

    /** To be called at the end of a slice, and while no batch is open: what only that still holds is no reason to refuse anybody. */
    void judge() {
        long used = usedBytes();
        usedBytesLately = used;
        boolean wasTight = isTight;
        isTight = used > tightBytes();
        if (isTight != wasTight) {
            sessions.forEach(loop -> loop.send(new SessionCommand.TakeNewcomers(wasTight)));
            observer.observe(new SpeakerEvent.MemoryTight(isTight, used, bytesMax));
        }
    }

    private long tightBytes() {
        return isTight ? bytesMax / 4 * 3 : bytesMax / 8 * 7;
    }

    /** Whether a session that came now would be refused. */
    boolean isNearlyFull() {
        return usedBytes() > tightBytes();
    }

    /** Whether there is no room for one more session, which then is told to go. */
    boolean refuses(SessionLink link) {
        judge(); // nobody is refused for what was
        if (isTight) {
            shed(link, "memory is nearly used up, and no new session is taken", false);
        }
        return isTight;
    }

    // --- Then the heaviest goes.

    /** As {@link #shedHeaviest}, for whoever asks for it; when no session holds anything, people are told. */
    @Nullable
    SessionLink relieve(Collection<SessionLink> links, String why) {
        SessionLink heaviest = shedHeaviest(links, why);
        if (heaviest == null) {
            observer.observe(new SpeakerEvent.Warning(null, why + ", and no session has routes to let go of"));
        }
        return heaviest;
    }

    /** The session to end, which has been told; null when no session holds anything. */
    private @Nullable SessionLink shedHeaviest(Collection<SessionLink> links, String why) {
        SessionLink heaviest = null;
        long most = 1;
        double[] routeBytes = routeBytesByPeer(links);
        for (SessionLink link : links) { // in the order of their coming up: of equals the newest
            long bytes = heldBytes(link, routeBytes);
            if (bytes >= most) {
                most = bytes;
                heaviest = link;
            }
        }
        if (heaviest != null) {
            observer.observe(new SpeakerEvent.SessionShed(heaviest.peerAddress(), why, most, usedBytes(), bytesMax));
            shed(heaviest, why, true);
        }
        return heaviest;
    }

    /** As {@link #shedHeaviest}, when what is held passes the cap. */
    @Nullable
    SessionLink shedIfOver(Collection<SessionLink> links) {
        return isOver() ? shedHeaviest(links, "routes take more memory than the limit allows") : null;
    }

    private void shed(SessionLink link, String why, boolean isOffender) {
        sessionsShed++;
        sessions.get(link.loop()).send(new SessionCommand.Shed(link, why, isOffender));
    }

    /** What the routes of each peer take, by its index: one walk over all routes, however many peers they are shared out among. */
    private double[] routeBytesByPeer(Collection<SessionLink> links) {
        int indexMax = 0;
        for (SessionLink link : links) {
            indexMax = Math.max(indexMax, link.peer == null ? 0 : link.peer.index());
        }
        double[] bytes = new double[Math.max(indexMax, RibPeers.LOCAL) + 1];
        for (LocRib rib : ribs) {
            for (int destination = 1; destination < rib.destinationLimit(); destination++) {
                if (rib.isInUse(destination)) {
                    addRoutes(rib, destination, bytes);
                }
            }
        }
        return bytes;
    }

    /** Nobody is weighed while an ended session is swept, so each path is a session's or ours. */
    private void addRoutes(LocRib rib, int destination, double[] bytes) {
        int first = rib.firstPath(destination);
        boolean isAlone = rib.nextPath(first) == 0;
        for (int path = first; path != 0; path = rib.nextPath(path)) {
            char peer = rib.peer(path);
            int received = rib.received(path);
            int accepted = rib.accepted(path);
            bytes[peer] += rib.pathBytes()
                    + shareOfSet(received)
                    + (accepted == received ? 0 : shareOfSet(accepted))
                    + (isAlone ? destinationBytes(rib) : 0);
        }
    }

    /** With what it is owed apart from others. */
    private long heldBytes(SessionLink link, double[] routeBytesByPeer) {
        double bytes = link.peer == null ? 0 : routeBytesByPeer[link.peer.index()];
        for (ExportMember member : link.members) {
            bytes += member == null ? 0 : member.ownBytes();
        }
        return (long) bytes;
    }

    /** A set that several routes have is shared out among them, a reference each. */
    private double shareOfSet(int set) {
        return set == 0 ? 0 : (double) (SET_BYTES + pool.get(set).lengthBytes()) / pool.references(set);
    }
}

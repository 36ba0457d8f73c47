// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.SeededHash;

/**
 * The routes of one family: destinations, their paths with the best first, and the order of changes (RFC 4271 §3.2).
 *
 * <p>Changes are made in batches: {@link #announce} and {@link #withdraw} touch destinations, the decision process visits
 * what was touched by {@link #touched}, {@link #decided} compares the outcome with what stood before the batch, and only a
 * difference in the best path or its accepted set moves the destination to the tail of the change list. Transients inside a
 * batch are never seen by anyone.
 */
public final class LocRib {

    private final AddressFamily family;
    private final AttributePool pool;
    private final DestinationTable destinations;
    private final PathTable paths = new PathTable();
    private final PathChains chains;
    private final ChangeList changeList = new ChangeList();
    private final Reaper reaper;
    private final DecisionBatch batch = new DecisionBatch(); // its sets are referenced: no id is used again in between
    private final BestCounts bestCounts = new BestCounts();
    private long changes;
    private long moves;
    private long arrivals;

    /** @param prefixHash under a secret, so that peers cannot aim at slots */
    public LocRib(AddressFamily family, AttributePool pool, SeededHash prefixHash) {
        this.family = family;
        this.pool = pool;
        this.destinations = new DestinationTable(family, prefixHash);
        this.chains = new PathChains(destinations, paths);
        this.reaper = new Reaper(changeList, destinations);
        destinations.onSlabs(changeList::addSlab, changeList::dropSlab);
    }

    // --- Batches of changes.

    /**
     * Holds a route, in place of the one that the peer announced before for the same prefix and path identifier.
     *
     * @param received a set of the pool, to which the caller holds a reference; the RIB takes its own
     * @param accepted what policy made of it, a set of the pool to which the caller holds a reference too, or 0 when refused
     */
    public void announce(
            AdjRibIn adjRibIn,
            long high,
            long low,
            int lengthBits,
            int pathId,
            int received,
            int accepted,
            Refusal refusal) {
        int destination = destinations.findOrAdd(high, low, lengthBits);
        if (announce(adjRibIn, destination, pathId, received, accepted, refusal)) {
            retain(received, accepted, 1);
        }
    }

    /** The same for rows of NLRI, {@code from} to {@code to} exclusive, that share their sets: those are counted once for all. */
    public void announce(
            AdjRibIn adjRibIn, NlriColumns nlri, int from, int to, int received, int accepted, Refusal refusal) {
        int changed = 0;
        for (int row = from; row < to; row++) {
            int destination =
                    destinations.findOrAdd(nlri.hash(row), nlri.high(row), nlri.low(row), nlri.lengthBits(row));
            changed += announce(adjRibIn, destination, nlri.pathId(row), received, accepted, refusal) ? 1 : 0;
        }
        retain(received, accepted, changed); // the caller's own references have kept both until now
    }

    /** Returns whether that changes anything: then the path holds references to its sets, which are still to be counted. */
    private boolean announce(
            AdjRibIn adjRibIn, int destination, int pathId, int received, int accepted, Refusal refusal) {
        int path = chains.find(destination, adjRibIn.peer().index(), pathId);
        if (path != 0 && isSame(path, received, accepted, refusal)) {
            return false;
        }
        touch(destination);
        if (path == 0) {
            path = paths.add(destination, adjRibIn, pathId);
            chains.add(destination, path);
            adjRibIn.received++;
        } else {
            int acceptedBefore = paths.accepted(path);
            release(paths.received(path), acceptedBefore);
            adjRibIn.accepted -= acceptedBefore != 0 ? 1 : 0;
        }
        paths.setSets(path, received, accepted, refusal);
        paths.setArrival(path, ++arrivals);
        adjRibIn.accepted += accepted != 0 ? 1 : 0;
        return true;
    }

    private boolean isSame(int path, int received, int accepted, Refusal refusal) {
        return paths.received(path) == received && paths.accepted(path) == accepted && paths.refusal(path) == refusal;
    }

    /** So many paths are new. One whose two sets are one refers to it once. */
    private void retain(int received, int accepted, int paths) {
        pool.retain(received, paths);
        if (accepted != received) {
            pool.retain(accepted, paths);
        }
    }

    private void release(int received, int accepted) {
        if (accepted != received) {
            pool.release(accepted);
        }
        pool.release(received);
    }

    /**
     * Prefixes that will be announced or withdrawn soon, some hundred at most; changes nothing. To find a prefix among a million is to
     * wait for memory. Those of some UPDATEs together are waited for once: 11 % of a full table.
     */
    public void fetch(NlriColumns nlri, int from, int to) {
        destinations.fetch(nlri, from, to);
    }

    /** Drops a route; nothing happens when the peer has none for that prefix and path identifier. */
    public void withdraw(AdjRibIn adjRibIn, long high, long low, int lengthBits, int pathId) {
        withdraw(adjRibIn, destinations.find(high, low, lengthBits), pathId);
    }

    /** The same for a row of NLRI. */
    public void withdraw(AdjRibIn adjRibIn, NlriColumns nlri, int row) {
        withdraw(adjRibIn, find(nlri, row), nlri.pathId(row));
    }

    private int find(NlriColumns nlri, int row) {
        return destinations.find(nlri.hash(row), nlri.high(row), nlri.low(row), nlri.lengthBits(row));
    }

    private void withdraw(AdjRibIn adjRibIn, int destination, int pathId) {
        if (destination != 0) {
            int path = chains.find(destination, adjRibIn.peer().index(), pathId);
            if (path != 0) {
                removePath(adjRibIn, path);
            }
        }
    }

    /** Drops up to {@code budget} of a peer's routes; true when none is left. */
    public boolean withdrawAll(AdjRibIn adjRibIn, int budget) {
        int path = firstOfPeer(adjRibIn);
        for (int i = 0; i < budget && path != 0; i++) {
            int next = nextOfPeer(adjRibIn, path);
            removePath(adjRibIn, path);
            path = next;
        }
        return path == 0;
    }

    /** Changes what policy makes of a route that is held. */
    public void reaccept(AdjRibIn adjRibIn, int path, int accepted, Refusal refusal) {
        if (paths.accepted(path) == accepted && paths.refusal(path) == refusal) {
            return;
        }
        touch(paths.destination(path));
        int received = paths.received(path);
        int acceptedBefore = paths.accepted(path);
        retain(received, accepted, 1);
        release(received, acceptedBefore);
        adjRibIn.accepted += (accepted != 0 ? 1 : 0) - (acceptedBefore != 0 ? 1 : 0);
        paths.setSets(path, received, accepted, refusal);
    }

    /** Has the decision look at a destination again, though none of its paths changed. */
    public void retouch(int destination) {
        touch(destination);
    }

    /** Has every destination whose best path is this peer's sent again: something that export reads of the peer changed. */
    public void markChanged(AdjRibIn adjRibIn) {
        for (int path = firstOfPeer(adjRibIn); path != 0; path = nextOfPeer(adjRibIn, path)) {
            if (best(paths.destination(path)) == path) {
                markChanged(paths.destination(path));
            }
        }
    }

    private void removePath(AdjRibIn adjRibIn, int path) {
        int destination = paths.destination(path);
        touch(destination);
        chains.remove(destination, path);
        if (--adjRibIn.received == 0) {
            adjRibIn.removeBlocks();
        }
        int accepted = paths.accepted(path);
        adjRibIn.accepted -= accepted != 0 ? 1 : 0;
        release(paths.received(path), accepted);
        paths.free(path);
    }

    private void touch(int destination) {
        if (!destinations.touch(destination)) {
            return;
        }
        int first = destinations.firstPath(destination);
        if (first == 0) {
            if (destinations.isListed(destination)) {
                reaper.revived(); // decided() buries it again if nothing comes
            }
            batch.add(destination, RibPeers.NONE, 0);
            return;
        }
        int set = paths.accepted(first); // the best one's, or none is accepted
        pool.retain(set);
        batch.add(destination, set == 0 ? RibPeers.NONE : paths.peer(first), set);
    }

    /** Destinations of the batch so far. */
    public int touchedCount() {
        return batch.size();
    }

    public int touched(int i) {
        return batch.destination(i);
    }

    /**
     * What was decided for the i-th touched destination. To be called for each of them, in their order.
     *
     * @param best a path of it, 0 = none is accepted
     */
    public void decided(int i, int best) {
        int destination = batch.destination(i);
        char before = batch.bestPeer(i);
        char peer = RibPeers.NONE;
        int set = 0;
        if (best != 0) {
            chains.promote(destination, best);
            peer = paths.peer(best);
            set = paths.accepted(best);
        }
        destinations.untouch(destination);
        if (peer != before || set != batch.bestSet(i)) {
            bestCounts.moved(before, peer);
            markChanged(destination);
        }
        if (best == 0 && destinations.firstPath(destination) == 0) {
            bury(destination, before != RibPeers.NONE);
        }
        pool.release(batch.bestSet(i));
    }

    private void bury(int destination, boolean isAtTail) {
        if (!destinations.isListed(destination)) {
            destinations.free(destination); // came and went within the batch
            return;
        }
        if (!isAtTail) {
            changeList.moveToTail(destination); // only so that the reaper meets it, behind all cursors
            moves++;
        }
        reaper.buried();
    }

    /** Ends the batch: everything that was touched has been decided. */
    public void endBatch() {
        batch.clear();
    }

    private void markChanged(int destination) {
        changes++;
        moves++;
        if (destinations.list(destination)) {
            changeList.append(destination);
        } else {
            changeList.moveToTail(destination);
        }
    }

    // --- A destination's paths.

    /** The best path, 0 when none is accepted. Between {@link #announce} and {@link #decided} it is the one before. */
    public int best(int destination) {
        return chains.best(destination);
    }

    public int firstPath(int destination) {
        return destinations.firstPath(destination);
    }

    public int nextPath(int path) {
        return paths.nextOfDestination(path);
    }

    /** Destinations whose best path is this peer's. */
    public int bestCount(RibPeer peer) {
        return bestCounts.of(peer.index());
    }

    // --- What a path says.

    /** The path that the peer announced for this prefix, 0 = none. */
    public int find(AdjRibIn adjRibIn, int destination, int pathId) {
        return chains.find(destination, adjRibIn.peer().index(), pathId);
    }

    /** The same, 0 also when nobody has announced the prefix. */
    public int find(AdjRibIn adjRibIn, NlriColumns nlri, int row) {
        int destination = find(nlri, row);
        return destination == 0 ? 0 : chains.find(destination, adjRibIn.peer().index(), nlri.pathId(row));
    }

    public int destination(int path) {
        return paths.destination(path);
    }

    public char peer(int path) {
        return paths.peer(path);
    }

    /** The received set's id. */
    public int received(int path) {
        return paths.received(path);
    }

    /** Whether rules, policy and limit let the route in. */
    public boolean isAccepted(int path) {
        return paths.isAccepted(path);
    }

    /** The accepted set's id, 0 = refused. */
    public int accepted(int path) {
        return paths.accepted(path);
    }

    public AttributeSet receivedSet(int path) {
        return pool.get(paths.received(path));
    }

    /** The set that the decision and export see; only of an accepted path. */
    public AttributeSet acceptedSet(int path) {
        return pool.get(paths.accepted(path));
    }

    public Refusal refusal(int path) {
        return paths.refusal(path);
    }

    public int pathId(int path) {
        return paths.pathId(path);
    }

    /**
     * Begins or ends to number routes in the order of their arrival, which costs eight octets a path. Routes that are held already
     * count as equally old.
     */
    public void keepArrivals(boolean wanted) {
        paths.keepArrivals(wanted);
    }

    /** The lower, the longer the route is held as it is; 0 when nobody took note. A replaced route is a new one. */
    public long arrival(int path) {
        return paths.arrival(path);
    }

    /** The outcome of the decision for this path, a code that the decision process put there. */
    public int reason(int path) {
        return paths.reason(path);
    }

    public void setReason(int path, int code) {
        paths.setReason(path, code);
    }

    /** The first of a peer's paths, 0 = none; {@link #nextOfPeer} goes on, from the last row to the first: mostly the newest first. */
    public int firstOfPeer(AdjRibIn adjRibIn) {
        return paths.pathOfPeerBefore(adjRibIn, paths.limit());
    }

    /** 0 = none. The path itself may have gone meanwhile. */
    public int nextOfPeer(AdjRibIn adjRibIn, int path) {
        return paths.pathOfPeerBefore(adjRibIn, path);
    }

    // --- Looking up destinations.

    public AddressFamily family() {
        return family;
    }

    /** The destination of exactly this prefix, 0 = none. It may be a tombstone. */
    public int find(Prefix prefix) {
        return destinations.find(prefix);
    }

    /** The most specific destination with a path that covers the prefix, 0 = none. */
    public int findLongest(Prefix prefix) {
        return destinations.findLongest(prefix);
    }

    /** All handles are below; a walk over {@code 1..limit-1} asks {@link #isInUse}. */
    public int destinationLimit() {
        return destinations.limit();
    }

    /** Whether the handle is a destination with a path. */
    public boolean isInUse(int destination) {
        return destinations.isInUse(destination) && destinations.firstPath(destination) != 0;
    }

    /** Whether the handle is a prefix that has a path or that some cursor may meet. */
    public boolean isListedOrUsed(int destination) {
        return isInUse(destination) || isListed(destination);
    }

    /** Whether the handle stands in the order of changes: some cursor may meet it. */
    public boolean isListed(int destination) {
        return destinations.isInUse(destination) && destinations.isListed(destination);
    }

    public Prefix prefix(int destination) {
        return destinations.prefix(destination);
    }

    public int lengthBits(int destination) {
        return destinations.lengthBits(destination);
    }

    /** The upper half of an IPv6 prefix; 0 for IPv4. */
    public long high(int destination) {
        return destinations.high(destination);
    }

    public long low(int destination) {
        return destinations.low(destination);
    }

    // --- The order of changes.

    /** A cursor with everything ahead of it. */
    public RibCursor cursorAtHead() {
        RibCursor cursor = new RibCursor(changeList, reaper, ChangeList.END);
        reaper.returnToHead();
        return cursor;
    }

    /** A cursor with nothing ahead of it yet. */
    public RibCursor cursorAtTail() {
        return new RibCursor(changeList, reaper, changeList.last());
    }

    /** Calls back, out of {@link #reap}, once every cursor of now has passed every change of now. */
    public void watch(Runnable passed) {
        reaper.watch(passed);
    }

    /** Forgets tombstones that every cursor has passed, in {@code budget} steps at most; returns whether they ran out before the work. */
    public boolean reap(int budget) {
        return reaper.reap(budget);
    }

    // --- Counters.

    /** Prefixes with at least one path. */
    public int destinationCount() {
        return destinations.size() - reaper.tombstoneCount();
    }

    public int pathCount() {
        return paths.size();
    }

    /** Octets of one path, without its sets. */
    public int pathBytes() {
        return paths.rowBytes();
    }

    /** Withdrawn prefixes that some cursor has not passed. */
    public int tombstoneCount() {
        return reaper.tombstoneCount();
    }

    /** How often a destination went to the tail, where every cursor must pass it: the changes and a few more. */
    public long moveCount() {
        return moves;
    }

    /** Changes of a best path since the start. */
    public long changeCount() {
        return changes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.decision;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import java.util.Arrays;

/**
 * Chooses the best path of a destination (RFC 4271 §9.1.2.2, RFC 4456 §9), and writes into every path why it won or where it
 * lost.
 *
 * <p>All accepted paths start as candidates; each step drops those that are worse than the best of the candidates that are
 * left, in the order of {@link DecisionReason}. As every step looks at the whole set, the order in which paths stand has no
 * influence: MULTI_EXIT_DISC, which makes pairwise comparison intransitive, is compared among all candidates of one
 * neighbour AS at once. Each step is one walk over the candidates, and that of MULTI_EXIT_DISC sorts them: thousands of paths of one
 * destination are no trouble.
 *
 * <p>Every next hop counts as resolvable at one cost, for a reflector has no routing table of its own: {@link
 * DecisionReason#IGP_COST} is never given. A cost would be one more rank between {@code EXTERNAL} and {@code OLDEST}; that a next
 * hop does not resolve would be a {@link io.bgprr.bgp.rib.Refusal}, so that such a path is no candidate at all (RFC 4271 §9.1.2.1).
 *
 * <p>Owned by the RibLoop; it keeps scratch space.
 */
public final class BestPathSelector {

    /** What a missing MULTI_EXIT_DISC counts as when it is to be worst: as bad as the highest there is. */
    private static final long MED_WORST = 0xffff_ffffL;

    private final DecisionConfig config;
    private final RibPeers peers;

    private int[] candidates = new int[16];
    private AttributeSet[] sets = new AttributeSet[16];
    private int count;
    private DecisionReason decisive = DecisionReason.ONLY_PATH;

    public BestPathSelector(DecisionConfig config, RibPeers peers) {
        this.config = config;
        this.peers = peers;
    }

    /** Decides for every destination of the RIB's batch, and ends the batch. */
    public void decideTouched(LocRib rib) {
        for (int i = 0; i < rib.touchedCount(); i++) {
            int destination = rib.touched(i);
            int best = select(rib, destination);
            if (best != 0) {
                rib.promote(destination, best);
            }
        }
        rib.decide();
    }

    /** The best path of the destination, 0 when none is accepted. */
    public int select(LocRib rib, int destination) {
        int first = rib.firstPath(destination);
        if (first != 0 && rib.nextPath(first) == 0) {
            boolean isAccepted = rib.accepted(first) != 0;
            rib.setReason(first, (isAccepted ? DecisionReason.ONLY_PATH : DecisionReason.NOT_ELIGIBLE).ordinal());
            return isAccepted ? first : 0;
        }
        collect(rib, first);
        if (count == 0) {
            return 0;
        }
        decisive = DecisionReason.ONLY_PATH;
        eliminate(rib);
        int best = candidates[0];
        rib.setReason(best, decisive.ordinal());
        return best;
    }

    private void collect(LocRib rib, int first) {
        count = 0;
        for (int path = first; path != 0; path = rib.nextPath(path)) {
            if (rib.accepted(path) == 0) {
                rib.setReason(path, DecisionReason.NOT_ELIGIBLE.ordinal());
                continue;
            }
            if (count == candidates.length) {
                candidates = Arrays.copyOf(candidates, count * 2);
                sets = Arrays.copyOf(sets, count * 2);
            }
            candidates[count] = path;
            sets[count++] = rib.acceptedSet(path);
        }
    }

    private void eliminate(LocRib rib) {
        if (count == 1) {
            return;
        }
        keepLowest(rib, DecisionReason.LOCAL_PREF, (r, path, set, peer) -> -Integer.toUnsignedLong(set.localPref()));
        keepLowest(rib, DecisionReason.LOCAL_ORIGIN, (r, path, set, peer) -> peer.isLocal() ? 0 : 1);
        keepLowest(rib, DecisionReason.AS_PATH_LENGTH, (r, path, set, peer) -> set.asPathLength());
        keepLowest(
                rib, DecisionReason.ORIGIN, (r, path, set, peer) -> set.origin().ordinal());
        keepLowestMed(rib);
        keepLowest(rib, DecisionReason.EXTERNAL, (r, path, set, peer) -> peer.isInternal() ? 1 : 0);
        keepOldestExternal(rib);
        keepLowest(rib, DecisionReason.ROUTER_ID, (r, path, set, peer) -> originator(set, peer));
        keepLowest(rib, DecisionReason.CLUSTER_LIST_LENGTH, (r, path, set, peer) -> set.clusterListLength());
        keepLowestAddress(rib);
        keepLowest(rib, DecisionReason.PATH_ID, (r, path, set, peer) -> Integer.toUnsignedLong(r.pathId(path)));
    }

    /** ORIGINATOR_ID stands for the BGP identifier of the peer that reflected the route (RFC 4456 §9). */
    private static long originator(AttributeSet set, RibPeer peer) {
        return Integer.toUnsignedLong(
                set.hasOriginatorId() && peer.isInternal()
                        ? set.originatorId()
                        : peer.routerId().bits());
    }

    /** What a step compares; the lower the better. Implementations capture nothing, so that a decision allocates nothing. */
    @FunctionalInterface
    private interface Rank {
        long of(LocRib rib, int path, AttributeSet set, RibPeer peer);
    }

    private void keepLowest(LocRib rib, DecisionReason step, Rank rank) {
        if (count == 1) {
            return;
        }
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            lowest = Math.min(lowest, rankOf(rib, rank, i));
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (rankOf(rib, rank, i) == lowest) {
                keep(i, kept++);
            } else {
                drop(rib, i, step);
            }
        }
        count = kept;
    }

    private long rankOf(LocRib rib, Rank rank, int i) {
        return rank.of(rib, candidates[i], sets[i], peer(rib, i));
    }

    private RibPeer peer(LocRib rib, int i) {
        return peers.get(rib.peer(candidates[i]));
    }

    /**
     * MULTI_EXIT_DISC counts between routes of the same neighbour AS only (RFC 4271 §9.1.2.2 c): a candidate is dropped when
     * another of its neighbour AS has a lower one.
     */
    private void keepLowestMed(LocRib rib) {
        if (count == 1 || allMedsAreEqual()) {
            return;
        }
        if (medKeys.length < count) {
            medKeys = new long[candidates.length];
        }
        for (int i = 0; i < count; i++) {
            medKeys[i] = groupKey(sets[i]) | med(sets[i]);
        }
        Arrays.sort(medKeys, 0, count);
        int inOrder = count; // the candidates shrink, the keys stay
        int kept = 0;
        for (int i = 0; i < inOrder; i++) {
            if (med(sets[i]) == lowestMed(groupKey(sets[i]), inOrder)) {
                keep(i, kept++);
            } else {
                drop(rib, i, DecisionReason.MED);
            }
        }
        count = kept;
    }

    private long[] medKeys = new long[16]; // neighbour AS above, MED below

    private long groupKey(AttributeSet set) {
        return config.alwaysCompareMed() ? 0 : (long) set.neighborAs() << 32;
    }

    /** A group's lowest is the first key that is not below the group. */
    private long lowestMed(long groupKey, int keyCount) {
        int at = Arrays.binarySearch(medKeys, 0, keyCount, groupKey);
        return at >= 0 ? 0 : medKeys[-at - 1] & MED_WORST;
    }

    private boolean allMedsAreEqual() {
        long first = med(sets[0]);
        for (int i = 1; i < count; i++) {
            if (med(sets[i]) != first) {
                return false;
            }
        }
        return true;
    }

    private long med(AttributeSet set) {
        if (!set.hasMed()) {
            return config.missingMedAsWorst() ? MED_WORST : 0;
        }
        return Integer.toUnsignedLong(set.med());
    }

    /**
     * Stays with the external path that is held longest, so that an equal newcomer moves no traffic (RFC 5004 §3). Between parallel
     * sessions with one speaker age does not count, for their addresses are chosen to rank them.
     */
    private void keepOldestExternal(LocRib rib) {
        if (count == 1 || !config.preferOldestExternal() || peer(rib, 0).isInternal()) {
            return;
        }
        long oldest = Long.MAX_VALUE;
        long originatorOfOldest = 0; // the lowest, as several may have been held before anybody took note
        for (int i = 0; i < count; i++) {
            long arrival = rib.arrival(candidates[i]);
            long originator = originator(sets[i], peer(rib, i));
            if (arrival < oldest || arrival == oldest && originator < originatorOfOldest) {
                oldest = arrival;
                originatorOfOldest = originator;
            }
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (rib.arrival(candidates[i]) == oldest || originator(sets[i], peer(rib, i)) == originatorOfOldest) {
                keep(i, kept++);
            } else {
                drop(rib, i, DecisionReason.OLDEST);
            }
        }
        count = kept;
    }

    private void keepLowestAddress(LocRib rib) {
        if (count == 1) {
            return;
        }
        int lowest = 0;
        for (int i = 1; i < count; i++) {
            if (address(rib, i).compareTo(address(rib, lowest)) < 0) {
                lowest = i;
            }
        }
        IpAddress best = address(rib, lowest);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (address(rib, i).equals(best)) {
                keep(i, kept++);
            } else {
                drop(rib, i, DecisionReason.PEER_ADDRESS);
            }
        }
        count = kept;
    }

    private IpAddress address(LocRib rib, int i) {
        IpAddress address = peer(rib, i).address();
        return address == null ? OURSELVES : address;
    }

    private static final IpAddress OURSELVES = IpAddress.ofIpv4(0);

    private void keep(int from, int to) {
        candidates[to] = candidates[from];
        sets[to] = sets[from];
    }

    private void drop(LocRib rib, int i, DecisionReason step) {
        rib.setReason(candidates[i], step.ordinal());
        decisive = step;
    }
}

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
 * neighbour AS at once. The steps before that one are taken together, and so are those behind it: what each of them compares is a
 * part of one number, the rank, the earlier step above the later, and the highest bit in which a path differs from the best tells at
 * which step it lost. A walk for each step was four times as slow. That of MULTI_EXIT_DISC sorts: thousands of paths of one destination
 * are no trouble.
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
    private RibPeer[] sources = new RibPeer[16];
    private long[] ranks = new long[16];
    private int count;
    private DecisionReason decisive = DecisionReason.ONLY_PATH;

    public BestPathSelector(DecisionConfig config, RibPeers peers) {
        this.config = config;
        this.peers = peers;
    }

    /** Decides for every destination of the RIB's batch, and ends the batch. */
    public void decideTouched(LocRib rib) {
        for (int i = 0; i < rib.touchedCount(); i++) {
            rib.decided(i, select(rib, rib.touched(i)));
        }
        rib.endBatch();
    }

    /** The best path of the destination, 0 when none is accepted. */
    public int select(LocRib rib, int destination) {
        int first = rib.firstPath(destination);
        if (first != 0 && rib.nextPath(first) == 0) {
            boolean isAccepted = rib.isAccepted(first);
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
            if (!rib.isAccepted(path)) {
                rib.setReason(path, DecisionReason.NOT_ELIGIBLE.ordinal());
                continue;
            }
            if (count == candidates.length) {
                candidates = Arrays.copyOf(candidates, count * 2);
                sets = Arrays.copyOf(sets, count * 2);
                sources = Arrays.copyOf(sources, count * 2);
                ranks = Arrays.copyOf(ranks, count * 2);
            }
            candidates[count] = path;
            sets[count] = rib.acceptedSet(path);
            sources[count++] = peers.get(rib.peer(path));
        }
    }

    private void eliminate(LocRib rib) {
        if (count == 1) {
            return;
        }
        for (int i = 0; i < count; i++) {
            ranks[i] = rankBeforeMed(sets[i], sources[i]);
        }
        keepLowest(rib, 0, false);
        keepLowestMed(rib);
        if (count == 1) {
            return;
        }
        for (int i = 0; i < count; i++) {
            ranks[i] = rankBehindMed(sets[i], sources[i]);
        }
        if (config.preferOldestExternal()) {
            keepLowest(rib, EXTERNAL_SHIFT, true);
            keepOldestExternal(rib);
        }
        keepLowest(rib, 0, true);
        keepLowestAddress(rib);
        keepLowestPathId(rib);
    }

    // --- Ranks.

    // LOCAL_PREF 32 bits, whether it is not our own 1, AS_PATH length 16, ORIGIN 2.
    private static final int LOCAL_PREF_SHIFT = 19;
    private static final int LOCAL_ORIGIN_SHIFT = 18;
    private static final int AS_PATH_LENGTH_SHIFT = 2;

    private static long rankBeforeMed(AttributeSet set, RibPeer peer) {
        return (~set.localPref() & 0xffff_ffffL) << LOCAL_PREF_SHIFT // higher wins
                | (peer.isLocal() ? 0 : 1L << LOCAL_ORIGIN_SHIFT)
                | (long) set.asPathLength() << AS_PATH_LENGTH_SHIFT
                | set.origin().ordinal();
    }

    private static DecisionReason stepBeforeMed(long difference) {
        if (difference >>> LOCAL_PREF_SHIFT != 0) {
            return DecisionReason.LOCAL_PREF;
        }
        if (difference >>> LOCAL_ORIGIN_SHIFT != 0) {
            return DecisionReason.LOCAL_ORIGIN;
        }
        return difference >>> AS_PATH_LENGTH_SHIFT != 0 ? DecisionReason.AS_PATH_LENGTH : DecisionReason.ORIGIN;
    }

    // Whether it is internal 1 bit, the originator's identifier 32, CLUSTER_LIST length 16.
    private static final int EXTERNAL_SHIFT = 48;
    private static final int ROUTER_ID_SHIFT = 16;

    private static long rankBehindMed(AttributeSet set, RibPeer peer) {
        return (peer.isInternal() ? 1L << EXTERNAL_SHIFT : 0)
                | originator(set, peer) << ROUTER_ID_SHIFT
                | set.clusterListLength();
    }

    private static DecisionReason stepBehindMed(long difference) {
        if (difference >>> EXTERNAL_SHIFT != 0) {
            return DecisionReason.EXTERNAL;
        }
        return difference >>> ROUTER_ID_SHIFT != 0 ? DecisionReason.ROUTER_ID : DecisionReason.CLUSTER_LIST_LENGTH;
    }

    /**
     * Drops all but the lowest ranks.
     *
     * @param shift leaves out the steps below
     */
    private void keepLowest(LocRib rib, int shift, boolean isBehindMed) {
        if (count == 1) {
            return;
        }
        long lowest = ranks[0] >>> shift;
        for (int i = 1; i < count; i++) {
            long rank = ranks[i] >>> shift;
            lowest = rank < lowest ? rank : lowest;
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            long difference = (ranks[i] >>> shift ^ lowest) << shift;
            if (difference == 0) {
                keep(i, kept++);
            } else {
                drop(rib, i, isBehindMed ? stepBehindMed(difference) : stepBeforeMed(difference));
            }
        }
        count = kept;
    }

    /** ORIGINATOR_ID stands for the BGP identifier of the peer that reflected the route (RFC 4456 §9). */
    private static long originator(AttributeSet set, RibPeer peer) {
        return Integer.toUnsignedLong(
                set.hasOriginatorId() && peer.isInternal()
                        ? set.originatorId()
                        : peer.routerId().bits());
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
        if (count == 1 || !config.preferOldestExternal() || sources[0].isInternal()) {
            return;
        }
        long oldest = Long.MAX_VALUE;
        long originatorOfOldest = 0; // the lowest, as several may have been held before anybody took note
        for (int i = 0; i < count; i++) {
            long arrival = rib.arrival(candidates[i]);
            long originator = originator(sets[i], sources[i]);
            if (arrival < oldest || arrival == oldest && originator < originatorOfOldest) {
                oldest = arrival;
                originatorOfOldest = originator;
            }
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (rib.arrival(candidates[i]) == oldest || originator(sets[i], sources[i]) == originatorOfOldest) {
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
            if (address(i).compareTo(address(lowest)) < 0) {
                lowest = i;
            }
        }
        IpAddress best = address(lowest);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (address(i).equals(best)) {
                keep(i, kept++);
            } else {
                drop(rib, i, DecisionReason.PEER_ADDRESS);
            }
        }
        count = kept;
    }

    private IpAddress address(int i) {
        IpAddress address = sources[i].address();
        return address == null ? OURSELVES : address;
    }

    private static final IpAddress OURSELVES = IpAddress.ofIpv4(0);

    private void keepLowestPathId(LocRib rib) {
        if (count == 1) {
            return;
        }
        int lowest = rib.pathId(candidates[0]);
        for (int i = 1; i < count; i++) {
            int pathId = rib.pathId(candidates[i]);
            lowest = Integer.compareUnsigned(pathId, lowest) < 0 ? pathId : lowest;
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (rib.pathId(candidates[i]) == lowest) {
                keep(i, kept++);
            } else {
                drop(rib, i, DecisionReason.PATH_ID);
            }
        }
        count = kept;
    }

    private void keep(int from, int to) {
        candidates[to] = candidates[from];
        sets[to] = sets[from];
        sources[to] = sources[from];
        ranks[to] = ranks[from];
    }

    private void drop(LocRib rib, int i, DecisionReason step) {
        rib.setReason(candidates[i], step.ordinal());
        decisive = step.compareTo(decisive) > 0 ? step : decisive; // the last step that anybody lost at
    }
}

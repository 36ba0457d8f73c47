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
 * left, in the order of {@link DecisionReason}. As every step looks at the whole set, the order in which paths arrived has
 * no influence: MULTI_EXIT_DISC, which makes pairwise comparison intransitive, is compared among all candidates of one
 * neighbour AS at once.
 *
 * <p>Owned by the RibLoop; it keeps scratch space.
 */
public final class BestPathSelector {

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
        keepLowest(rib, DecisionReason.LOCAL_PREF, (path, set, peer) -> -Integer.toUnsignedLong(set.localPref()));
        keepLowest(rib, DecisionReason.LOCAL_ORIGIN, (path, set, peer) -> peer.isLocal() ? 0 : 1);
        keepLowest(rib, DecisionReason.AS_PATH_LENGTH, (path, set, peer) -> set.asPathLength());
        keepLowest(rib, DecisionReason.ORIGIN, (path, set, peer) -> set.origin().ordinal());
        keepLowestMed(rib);
        keepLowest(rib, DecisionReason.EXTERNAL, (path, set, peer) -> peer.isInternal() ? 1 : 0);
        keepLowest(
                rib,
                DecisionReason.ROUTER_ID,
                (path, set, peer) -> Integer.toUnsignedLong(
                        set.hasOriginatorId() && peer.isInternal()
                                ? set.originatorId()
                                : peer.routerId().bits()));
        keepLowest(rib, DecisionReason.CLUSTER_LIST_LENGTH, (path, set, peer) -> set.clusterListLength());
        keepLowestAddress(rib);
        keepLowest(rib, DecisionReason.PATH_ID, (path, set, peer) -> Integer.toUnsignedLong(rib.pathId(path)));
    }

    /** What a step compares; the lower the better. */
    @FunctionalInterface
    private interface Rank {
        long of(int path, AttributeSet set, RibPeer peer);
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
        int path = candidates[i];
        return rank.of(path, sets[i], peers.get(rib.peer(path)));
    }

    /**
     * MULTI_EXIT_DISC counts between routes of the same neighbour AS only (RFC 4271 §9.1.2.2 c): a candidate is dropped when
     * another of its neighbour AS has a lower one.
     */
    private void keepLowestMed(LocRib rib) {
        if (count == 1 || allMedsAreEqual()) {
            return;
        }
        int groups = 0;
        for (int i = 0; i < count; i++) {
            int group = groupOf(i, groups);
            if (group == groups) {
                if (groups == groupAs.length) {
                    groupAs = Arrays.copyOf(groupAs, groups * 2);
                    groupLowest = Arrays.copyOf(groupLowest, groups * 2);
                }
                groupAs[groups] = sets[i].neighborAs();
                groupLowest[groups++] = med(sets[i]);
            }
            groupLowest[group] = Math.min(groupLowest[group], med(sets[i]));
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (med(sets[i]) == groupLowest[groupOf(i, groups)]) {
                keep(i, kept++);
            } else {
                drop(rib, i, DecisionReason.MED);
            }
        }
        count = kept;
    }

    private int[] groupAs = new int[8];
    private long[] groupLowest = new long[8];

    private int groupOf(int i, int groups) {
        int group = 0;
        while (group < groups && groupAs[group] != sets[i].neighborAs() && !config.alwaysCompareMed()) {
            group++;
        }
        return group;
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
            return config.missingMedAsWorst() ? 1L << 32 : 0;
        }
        return Integer.toUnsignedLong(set.med());
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
        IpAddress address = peers.get(rib.peer(candidates[i])).address();
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

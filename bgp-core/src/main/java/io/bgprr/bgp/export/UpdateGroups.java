// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All update groups of one family. Owned by the RibLoop. */
public final class UpdateGroups {

    private final LocRib rib;
    private final AttributePool pool;
    private final RibPeers peers;
    private final ExportLimits limits;
    private final ByteBufAllocator allocator;
    private final int loopCount;
    private final ExportOutput output;
    private final Map<UpdateGroupKey, UpdateGroup> groups = new HashMap<>();
    private final List<UpdateGroup> inOrder = new ArrayList<>(); // of their making: the same groups

    private final AdjRibOut.Tally adjRibOuts = new AdjRibOut.Tally();

    /** Logs that are written no more, of which sessions still read what is left. */
    private final List<UpdateLog> endedLogs = new ArrayList<>();

    /**
     * @param loopCount how many SessionLoops there are
     */
    public UpdateGroups(
            LocRib rib,
            AttributePool pool,
            RibPeers peers,
            ExportLimits limits,
            ByteBufAllocator allocator,
            int loopCount,
            ExportOutput output) {
        this.rib = rib;
        this.pool = pool;
        this.peers = peers;
        this.limits = limits;
        this.allocator = allocator;
        this.loopCount = loopCount;
        this.output = output;
    }

    /** A session that is to be sent routes under these rules; its initial table and End-of-RIB follow. */
    public ExportMember join(UpdateGroupKey key, Recipient recipient, RibPeer peer) {
        return groups.computeIfAbsent(key, this::newGroup).join(recipient, peer);
    }

    private UpdateGroup newGroup(UpdateGroupKey key) {
        UpdateGroup group = new UpdateGroup(key, rib, pool, peers, limits, allocator, loopCount, adjRibOuts, endedLogs);
        inOrder.add(group);
        return group;
    }

    /**
     * The member is under these rules from now on. What it was sent under the old ones is compared as the new group's cursor
     * passes: it is sent what it may have now, and withdrawn what it may not.
     */
    public ExportMember move(ExportMember member, UpdateGroupKey key) {
        if (member.group().key().equals(key)) {
            return member;
        }
        return groups.computeIfAbsent(key, this::newGroup).takeOver(member, output);
    }

    public void leave(ExportMember member) {
        member.group().leave(member, output);
    }

    public void refresh(ExportMember member) {
        member.group().refresh(member);
    }

    /** See {@link UpdateGroup#lag}. */
    public void lag(ExportMember member, UpdateLog log, long segmentNumber) {
        member.group().lag(member, log, segmentNumber, output);
    }

    /** Sends a bounded amount; true when more can be sent at once. */
    public boolean advance() {
        boolean more = false;
        if (!endedLogs.isEmpty()) {
            endedLogs.removeIf(log -> !log.isRemembered());
        }
        for (int i = 0; i < inOrder.size(); i++) {
            UpdateGroup group = inOrder.get(i);
            if (group.memberCount() == 0) {
                groups.remove(group.key());
                inOrder.remove(i--);
            } else {
                more |= group.advance(output);
            }
        }
        return more;
    }

    /**
     * Frees tombstones: ends the sessions that the rearmost cursor of all waits for. That is never a subgroup's own, which only waits
     * while octets are unread, but the one that remembers where the oldest of their segments began. To be called while tombstones are
     * too many, for it looks who makes no progress; nobody is told twice.
     */
    public void shedRearmost(long nowNanos) {
        String why = "too many withdrawn routes wait for it";
        inOrder.forEach(group -> group.shedRearmost(nowNanos, why, output));
        endedLogs.forEach(log -> log.shedRearmost(nowNanos, why, output));
    }

    public int groupCount() {
        return groups.size();
    }

    public int subgroupCount() {
        return inOrder.stream().mapToInt(UpdateGroup::subgroupCount).sum();
    }

    /** Octets of all Adj-RIB-Outs; what several share counts once. */
    public long adjRibOutBytes() {
        return adjRibOuts.bytes();
    }

    /** Octets encoded that some member has not taken. */
    public long liveBytes() {
        return inOrder.stream().mapToLong(UpdateGroup::liveBytes).sum();
    }
}

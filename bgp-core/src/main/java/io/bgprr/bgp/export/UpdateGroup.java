// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibCursor;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The peers whose UPDATEs are the same octets, in subgroups by how far they are.
 *
 * <p>The first subgroup is the one that others merge into. New members, members that asked for a refresh and members that
 * lag each go their own way until they have caught up; whoever waits for the same start starts together.
 */
public final class UpdateGroup {

    private final UpdateGroupKey key;
    private final ExportRules rules;
    private final LocRib rib;
    private final RibPeers peers;
    private final UpdatePacker packer;
    private final ExportLimits limits;
    private final ByteBufAllocator allocator;
    private final int loopCount;
    private final AdjRibOut.Tally adjRibOuts;
    private final List<UpdateLog> endedLogs;
    private final List<UpdateSubgroup> subgroups = new ArrayList<>();
    private final List<ExportMember> joining = new ArrayList<>();
    private final List<ExportMember> refreshing = new ArrayList<>();
    /** By the subgroup where members come from, those who come since the last sending. */
    private final IdentityHashMap<UpdateSubgroup, UpdateSubgroup> takenOver = new IdentityHashMap<>();

    private int memberCount;

    UpdateGroup(
            UpdateGroupKey key,
            LocRib rib,
            AttributePool pool,
            RibPeers peers,
            ExportLimits limits,
            ByteBufAllocator allocator,
            int loopCount,
            AdjRibOut.Tally adjRibOuts,
            List<UpdateLog> endedLogs) {
        this.key = key;
        this.rules = new ExportRules(key);
        this.rib = rib;
        this.peers = peers;
        this.packer = new UpdatePacker(key, rib, pool, peers);
        this.limits = limits;
        this.allocator = allocator;
        this.loopCount = loopCount;
        this.adjRibOuts = adjRibOuts;
        this.endedLogs = endedLogs;
    }

    public UpdateGroupKey key() {
        return key;
    }

    ExportRules rules() {
        return rules;
    }

    LocRib rib() {
        return rib;
    }

    // --- Members come, ask, lag and go.

    ExportMember join(Recipient recipient, RibPeer peer) {
        ExportMember member = new ExportMember(recipient, peer, this);
        joining.add(member);
        memberCount++;
        return member;
    }

    /** A member of another group comes over with what it holds; those who held the same are sent the same. */
    ExportMember takeOver(ExportMember old, ExportOutput output) {
        UpdateSubgroup from = old.subgroup;
        if (from == null) {
            old.group().leave(old, output);
            return join(old.recipient(), old.peer());
        }
        UpdateSubgroup moved = takenOver.computeIfAbsent(from, other -> startFrom(other, rib.cursorAtHead()));
        old.group().leave(old, output);
        ExportMember member = new ExportMember(old.recipient(), old.peer(), this);
        member.continues(old);
        memberCount++;
        moved.add(member, output);
        return member;
    }

    /** A subgroup whose members hold what another's do, and that goes on by itself. */
    private UpdateSubgroup startFrom(UpdateSubgroup from, RibCursor cursor) {
        UpdateSubgroup apart =
                new UpdateSubgroup(this, cursor, from.adjRibOut().copy(), newLog(limits.aheadBytes()), from.isFresh());
        subgroups.add(apart);
        return apart;
    }

    void leave(ExportMember member, ExportOutput output) {
        memberCount--;
        joining.remove(member);
        refreshing.remove(member);
        if (member.subgroup != null) {
            removeFromSubgroup(member, output);
        }
    }

    private void removeFromSubgroup(ExportMember member, ExportOutput output) {
        UpdateSubgroup subgroup = member.subgroup;
        if (subgroup != null) {
            subgroup.remove(member);
            closeIfEmpty(subgroup, output);
        }
    }

    private void closeIfEmpty(UpdateSubgroup subgroup, ExportOutput output) {
        if (subgroup.members().isEmpty()) {
            subgroups.remove(subgroup);
            takenOver.values().remove(subgroup); // who comes next finds no one in it
            end(subgroup, output);
        }
    }

    private void end(UpdateSubgroup subgroup, ExportOutput output) {
        subgroup.close(output);
        if (subgroup.log().isRemembered()) {
            endedLogs.add(subgroup.log());
        }
    }

    /**
     * The member wants its routes again (RFC 2918 §4). A request that waits already serves this one too. One that comes while
     * the last one is being answered is answered after that, not instead: else who asks all the time never gets to the end.
     */
    void refresh(ExportMember member) {
        if (member.subgroup != null && !member.isRefreshing) {
            member.isRefreshing = true;
            refreshing.add(member);
        }
    }

    /**
     * The member's session dropped what it had not sent of the log, from the given segment on, and all that came behind. It goes
     * on alone from where that segment began, or from the head when it was not yet under these rules then. What it wanted
     * again, and dropped a part of or has not been sent at all, it is sent again.
     */
    void lag(ExportMember member, UpdateLog log, long segmentNumber, ExportOutput output) {
        UpdateSubgroup subgroup = member.subgroup;
        if (subgroup == null) {
            return;
        }
        RibCursor mark = member.isReaderOf(log) ? log.cursorOf(segmentNumber) : null;
        // Within a group a member that has octets left goes on to another log only to be sent everything again.
        boolean isRepeated =
                mark != null && (member.isRefreshing || log != subgroup.log() || log.isRepeated(segmentNumber));
        RibCursor cursor = mark != null ? mark.copy() : rib.cursorAtHead();
        AdjRibOut adjRibOut = mark != null ? subgroup.adjRibOut().copy() : AdjRibOut.unknown(adjRibOuts, rib);
        for (int at = cursor.peek(); mark != null && at != 0; at = cursor.next(at)) {
            adjRibOut.set(at, RibPeers.UNKNOWN);
        }
        if (member.isRefreshing) {
            refreshing.remove(member);
            member.isRefreshing = false;
        }
        removeFromSubgroup(member, output);
        member.dropped(log, segmentNumber); // not before, for its subgroup counts who is owed an End-of-RIB
        UpdateSubgroup own = new UpdateSubgroup(this, cursor, adjRibOut, newLog(limits.detachedAheadBytes()), false);
        subgroups.add(own);
        own.add(member, output);
        if (isRepeated) {
            own.repeat();
        }
    }

    private UpdateLog newLog(long aheadBytesMax) {
        return new UpdateLog(allocator, loopCount, aheadBytesMax);
    }

    // --- Sending.

    /** Does a bounded amount of sending; true when more can be done at once. */
    boolean advance(ExportOutput output) {
        takenOver.clear();
        startWaiting(output);
        boolean more = false;
        for (int i = 0; i < subgroups.size(); i++) {
            UpdateSubgroup subgroup = subgroups.get(i);
            if (subgroup.hasRoom() && (subgroup.hasMore() || subgroup.isEndOfRibDue())) {
                subgroup.advance(rib, peers, packer, output);
                more |= subgroup.hasMore() && subgroup.hasRoom();
            }
        }
        merge(output);
        return more || isRefreshDue();
    }

    private void startWaiting(ExportOutput output) {
        if (!joining.isEmpty()) {
            UpdateSubgroup fresh = new UpdateSubgroup(
                    this, rib.cursorAtHead(), AdjRibOut.unknown(adjRibOuts, rib), newLog(limits.aheadBytes()), true);
            subgroups.add(fresh);
            joining.forEach(member -> fresh.add(member, output));
            joining.clear();
        }
        if (!refreshing.isEmpty()) {
            askingBySubgroup().forEach((from, asking) -> startRefresh(from, asking, output));
            refreshing.removeIf(member -> !member.isRefreshing);
        }
    }

    /** Whether requests wait that the next sending starts to answer. */
    private boolean isRefreshDue() {
        for (int i = 0; i < refreshing.size(); i++) {
            if (mayStart(refreshing.get(i).subgroup)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayStart(@Nullable UpdateSubgroup from) {
        return from != null && !from.isRepeating();
    }

    private Map<UpdateSubgroup, List<ExportMember>> askingBySubgroup() {
        Map<UpdateSubgroup, List<ExportMember>> asking = new LinkedHashMap<>();
        for (ExportMember member : refreshing) {
            UpdateSubgroup from = member.subgroup;
            if (from != null && mayStart(from)) {
                asking.computeIfAbsent(from, _ -> new ArrayList<>()).add(member);
            }
        }
        return asking;
    }

    /** Members of one subgroup that want everything again are sent it together, and apart from those that do not. */
    private void startRefresh(UpdateSubgroup from, List<ExportMember> together, ExportOutput output) {
        UpdateSubgroup asking = from;
        if (together.size() < from.members().size()) {
            asking = startFrom(from, from.cursor().copy());
            for (ExportMember member : together) {
                from.remove(member);
                asking.add(member, output);
            }
        }
        asking.repeat();
        together.forEach(member -> member.isRefreshing = false);
    }

    /** Whoever has caught up joins the first subgroup that has, for from there on both are sent the same. */
    private void merge(ExportOutput output) {
        if (subgroups.size() < 2) {
            return;
        }
        UpdateSubgroup main = null;
        for (int i = 0; i < subgroups.size() && main == null; i++) {
            main = subgroups.get(i).isComplete() ? subgroups.get(i) : null;
        }
        if (main == null) {
            return;
        }
        for (int i = subgroups.size() - 1; i >= 0; i--) {
            UpdateSubgroup other = subgroups.get(i);
            if (other != main && other.isDrained()) {
                assert other.adjRibOut().holdsTheSame(main.adjRibOut())
                        : "subgroups that hold something different merge";
                for (ExportMember member : List.copyOf(other.members())) {
                    other.remove(member);
                    main.add(member, output);
                    member.movedOn();
                }
                subgroups.remove(i);
                end(other, output);
            }
        }
    }

    /** Ends the sessions that the rearmost cursor of all waits for, if it is one of this group's. */
    void shedRearmost(long nowNanos, String why, ExportOutput output) {
        for (UpdateSubgroup subgroup : subgroups) {
            subgroup.log().shedRearmost(nowNanos, why, output);
        }
    }

    // --- For people.

    /** What the rules say of a destination for a member. */
    public ExportVerdict verdict(ExportMember member, int destination) {
        int best = rib.best(destination);
        if (best == 0) {
            return ExportVerdict.NO_ROUTE;
        }
        if (rib.peer(best) == member.peer().index()) {
            return ExportVerdict.OWN_ROUTE;
        }
        return rules.verdict(rib, destination, best, peers.get(rib.peer(best)));
    }

    /** Whether routes that are not reflected cannot be sent for want of a next hop. */
    public boolean lacksNextHop() {
        return !key.nextHop().isKeep() && key.nextHop().fixed() == null;
    }

    /** The attributes that a path of the destination goes out with, the next hop included; null when there is none to name. */
    public @Nullable AttributeSet outgoing(int path) {
        OutgoingAttributes attributes = new OutgoingAttributes(key, false);
        RibPeer source = peers.get(rib.peer(path));
        AttributeSet accepted = rib.acceptedSet(path);
        if (key.nextHop().resolve(accepted, rules.isReflected(source)) == null) {
            return null;
        }
        attributes.write(accepted, source);
        return new AttributeSet(
                Arrays.copyOf(attributes.bytes(), attributes.lengthBytes()), attributes.nextHop(accepted, source));
    }

    int memberCount() {
        return memberCount;
    }

    int subgroupCount() {
        return subgroups.size();
    }

    /** What there would not be without the subgroup, for one that goes its own way: what the first holds, its group needs anyway. */
    long ownBytes(UpdateSubgroup subgroup) {
        return subgroup == subgroups.getFirst() ? 0 : subgroup.adjRibOut().ownBytes();
    }

    long liveBytes() {
        long bytes = 0;
        for (UpdateSubgroup subgroup : subgroups) {
            bytes += subgroup.log().liveBytes();
        }
        return bytes;
    }
}

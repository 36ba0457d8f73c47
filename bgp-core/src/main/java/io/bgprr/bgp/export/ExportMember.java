// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.rib.RibPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One family of an Established session, as a member of an update group. Owned by the RibLoop. */
public final class ExportMember {

    private final Recipient recipient;
    private final RibPeer peer;
    private final UpdateGroup group;

    @Nullable
    UpdateSubgroup subgroup; // null while it waits to join

    private boolean isEndOfRibSent;
    private @Nullable UpdateLog endOfRibLog; // where it was sent; null when it is known to have been read
    private long endOfRibSegment;
    boolean isRefreshing;

    /** Of those that it was a member of before, the ones of which its session may have octets left. */
    private List<UpdateLog> earlierLogs = List.of();

    ExportMember(Recipient recipient, RibPeer peer, UpdateGroup group) {
        this.recipient = recipient;
        this.peer = peer;
        this.group = group;
    }

    public Recipient recipient() {
        return recipient;
    }

    public RibPeer peer() {
        return peer;
    }

    public UpdateGroup group() {
        return group;
    }

    /** The initial table is encoded for it (RFC 4724 §2). */
    public boolean isEndOfRibSent() {
        return isEndOfRibSent;
    }

    /** It goes on with another log of the same group; its session reads this one to the end first. */
    void leaves(UpdateLog log) {
        List<UpdateLog> logs = new ArrayList<>(earlierLogs);
        logs.add(log);
        logs.removeIf(each -> !each.isRemembered());
        earlierLogs = logs.isEmpty() ? List.of() : logs;
    }

    /** Whether octets of this log came to it as a member: what it was sent before those, it still holds by the same rules. */
    boolean isReaderOf(UpdateLog log) {
        UpdateSubgroup now = subgroup;
        return now != null && now.log() == log || earlierLogs.contains(log);
    }

    /** The marker was appended to this log last. */
    void endOfRibSent(UpdateLog log) {
        isEndOfRibSent = true;
        endOfRibLog = log;
        endOfRibSegment = log.segmentNumber();
    }

    /** The session dropped what it had not sent of a log, from a segment on: maybe the marker was in it. */
    void dropped(UpdateLog log, long segmentNumber) {
        earlierLogs = List.of();
        UpdateLog sentIn = endOfRibLog;
        if (sentIn != null && (sentIn == log ? endOfRibSegment >= segmentNumber : sentIn.liveBytes() > 0)) {
            isEndOfRibSent = false;
            endOfRibLog = null;
        }
    }

    /** It goes on with another log: the one that it was sent the marker in need not be held when everybody has read it. */
    void movedOn() {
        if (endOfRibLog != null && endOfRibLog.liveBytes() == 0) {
            endOfRibLog = null;
        }
    }

    /** The session goes on as a member of another group. */
    void continues(ExportMember old) {
        isEndOfRibSent = old.isEndOfRibSent;
        endOfRibLog = old.endOfRibLog;
        endOfRibSegment = old.endOfRibSegment;
    }

    /** It has not been sent anything yet. */
    public boolean isWaiting() {
        return subgroup == null;
    }

    /** Routes in its Adj-RIB-Out. */
    public int advertisedCount() {
        return subgroup == null ? 0 : subgroup.adjRibOut().advertisedTo(peer.index());
    }

    /** Destinations whose last change it has not been sent, up to a bound. */
    public int pendingCount(int max) {
        return subgroup == null ? 0 : subgroup.cursor().countAhead(max);
    }

    /** The destinations whose last change it has not been sent, up to a bound. */
    public void forEachPending(int max, IntConsumer action) {
        if (subgroup != null) {
            subgroup.cursor().forEachAhead(max, action);
        }
    }

    /** Whose path of the destination it was last sent: a peer's index, or none. */
    public char advertisedFrom(int destination) {
        return subgroup == null ? 0 : subgroup.adjRibOut().get(destination);
    }

    /** Octets that are held for it and not for its whole group: its part of a subgroup that goes its own way. */
    public long ownBytes() {
        return subgroup == null
                ? 0
                : group.ownBytes(subgroup) / subgroup.members().size();
    }
}

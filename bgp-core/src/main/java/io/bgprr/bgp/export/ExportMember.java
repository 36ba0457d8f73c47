// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.rib.RibPeer;
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
    boolean isRefreshing;

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

    void endOfRibSent() {
        isEndOfRibSent = true;
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
}

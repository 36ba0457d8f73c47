// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibCursor;
import io.bgprr.bgp.rib.RibPeers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members that were sent the same: one cursor, one {@link AdjRibOut}, one {@link UpdateLog}.
 *
 * <p>To advance is to step over the destinations ahead of the cursor and to send each as it is now. When the best path
 * moves from A's to B's, all but B are sent B's path, and B, if it is a member, is sent a withdrawal; so what a member holds
 * is always what the entry says: that peer's path, unless it is the peer itself.
 *
 * <p>When its members ask for everything again (RFC 2918 §4), what the cursor has passed is sent once more, in batches by turns
 * with what lies ahead of it. That is a second look at what they hold: it changes no entry, and nobody waits for it.
 */
final class UpdateSubgroup {

    private final UpdateGroup group;
    private final RibCursor cursor;
    private final AdjRibOut adjRibOut;
    private final UpdateLog log;
    private final boolean isFresh;
    private final List<ExportMember> members = new ArrayList<>();
    private final BitSet indexes = new BitSet();
    private int endOfRibOwedCount; // members that were not sent it

    private @Nullable RibCursor repeat; // over what is sent again, null = nothing
    private boolean repeatedLast;

    private int tooLongCount; // of the batch: routes that somebody would be sent if they fitted
    private int firstTooLong;

    // The set and the source that the rules were asked about last, in this batch.
    private int askedSet;
    private char askedSource;
    private @Nullable ExportVerdict askedVerdict; // null when it depends on the prefix
    private boolean isAskedMember; // the source

    /**
     * @param isFresh the members hold nothing: an unknown entry needs no withdrawal
     */
    UpdateSubgroup(UpdateGroup group, RibCursor cursor, AdjRibOut adjRibOut, UpdateLog log, boolean isFresh) {
        this.group = group;
        this.cursor = cursor;
        this.adjRibOut = adjRibOut;
        this.log = log;
        this.isFresh = isFresh;
    }

    void add(ExportMember member, ExportOutput output) {
        members.add(member);
        endOfRibOwedCount += member.isEndOfRibSent() ? 0 : 1;
        indexes.set(member.peer().index());
        member.subgroup = this;
        log.addMember(member.recipient().loop());
        output.joined(member.recipient(), log);
    }

    void remove(ExportMember member) {
        members.remove(member);
        endOfRibOwedCount -= member.isEndOfRibSent() ? 0 : 1;
        indexes.clear(member.peer().index());
        log.removeMember(member.recipient().loop());
        member.leaves(log);
        member.subgroup = null;
    }

    RibCursor cursor() {
        return cursor;
    }

    AdjRibOut adjRibOut() {
        return adjRibOut;
    }

    UpdateLog log() {
        return log;
    }

    List<ExportMember> members() {
        return members;
    }

    boolean isFresh() {
        return isFresh;
    }

    private boolean isAtTail() {
        return cursor.isAtTail();
    }

    /** Whether there is something to send. */
    boolean hasMore() {
        return repeat != null || !isAtTail();
    }

    /** Whether members are ready to take more, or have nothing to wait for. */
    boolean hasRoom() {
        return log.hasRoom();
    }

    /**
     * Sends up to a batch. A batch is no more octets than may be encoded ahead: a member that lags starts over with the batch
     * that it was in, and must be able to get through it.
     */
    void advance(LocRib rib, RibPeers peers, UpdatePacker packer, ExportOutput output) {
        RibCursor from = takeTurn();
        int destination = from.peek();
        int last = 0;
        tooLongCount = 0;
        askedSet = 0; // between batches its id may become another's
        for (int n = 0; isBatchOpen(packer, destination, n); n++) {
            send(destination, rib, peers, packer);
            last = destination;
            destination = from.next(destination);
        }
        if (!packer.isEmpty()) {
            packer.flush(log, cursor, output);
        }
        if (last != 0) {
            from.moveBehind(last);
        }
        endRepeatIfDone();
        sendEndOfRib(packer, output);
        log.publish(output);
        if (tooLongCount > 0) {
            output.tooLong(group.key(), rib.prefix(firstTooLong), tooLongCount);
        }
    }

    /** What the next batch is of: neither do changes keep an answer waiting for ever, nor does an answer keep changes. */
    private RibCursor takeTurn() {
        RibCursor again = repeat;
        if (again == null || repeatedLast && !isAtTail()) {
            repeatedLast = false;
            return cursor;
        }
        repeatedLast = true;
        return again;
    }

    private boolean isBatchOpen(UpdatePacker packer, int destination, int taken) {
        return destination != 0 && taken < UpdatePacker.BATCH_MAX && packer.estimatedBytes() < log.aheadBytesMax();
    }

    private void send(int destination, LocRib rib, RibPeers peers, UpdatePacker packer) {
        int best = rib.firstPath(destination);
        int set = best == 0 ? 0 : rib.accepted(best); // 0 as well when none is accepted
        char source = set == 0 ? RibPeers.NONE : rib.peer(best);
        ExportVerdict verdict = set == 0 ? ExportVerdict.NO_ROUTE : verdict(destination, best, set, source, rib, peers);
        boolean isMember = set != 0 && isAskedMember;
        boolean isForAnybody = !isMember || members.size() > 1;
        if (verdict == ExportVerdict.TOO_LONG && isForAnybody) {
            firstTooLong = tooLongCount++ == 0 ? destination : firstTooLong;
        }
        boolean isAdvertised = verdict == ExportVerdict.ADVERTISE;
        char before = adjRibOut.set(destination, isAdvertised ? source : RibPeers.NONE);
        boolean isHeld = before != RibPeers.NONE && !(isFresh && before == RibPeers.UNKNOWN);
        if (isAdvertised) {
            if (isForAnybody) {
                packer.announce(destination, set, source);
            }
            if (isMember && isHeld && before != source) {
                packer.withdrawFrom(source, destination);
            }
        } else if (isHeld) {
            packer.withdraw(destination);
        }
    }

    /** Routes of one UPDATE stand side by side in the order of changes: what was said of one is mostly true of the next. */
    private ExportVerdict verdict(int destination, int best, int set, char source, LocRib rib, RibPeers peers) {
        if (set != askedSet || source != askedSource) {
            askedSet = set;
            askedSource = source;
            isAskedMember = indexes.get(source);
            askedVerdict = group.rules().verdictOfAll(rib.acceptedSet(best), peers.get(source));
        }
        return askedVerdict != null ? askedVerdict : group.rules().verdict(rib, destination, best, peers.get(source));
    }

    boolean isEndOfRibDue() {
        return endOfRibOwedCount > 0 && adjRibOut.unknownCount() == 0;
    }

    /** Exact under churn: due when no destination that stood at the start is unknown any more (RFC 4724 §2). */
    private void sendEndOfRib(UpdatePacker packer, ExportOutput output) {
        if (!isEndOfRibDue()) {
            return;
        }
        boolean isForAll = endOfRibOwedCount == members.size();
        endOfRibOwedCount = 0;
        if (isForAll) {
            packer.endOfRib(0, log, cursor, output);
            members.forEach(member -> member.endOfRibSent(log));
            return;
        }
        for (ExportMember member : members) {
            if (!member.isEndOfRibSent()) {
                packer.endOfRib(LogRuns.ONLY | member.peer().index(), log, cursor, output);
                member.endOfRibSent(log);
            }
        }
    }

    /** All members are to be sent everything again: what the cursor has passed, for the rest they are sent anyway. */
    void repeat() {
        if (repeat != null) {
            throw new IllegalStateException("it is being sent again already");
        }
        repeat = cursor.passed();
        log.repeatBegins();
    }

    boolean isRepeating() {
        return repeat != null;
    }

    private void endRepeatIfDone() {
        RibCursor again = repeat;
        if (again != null && again.isAtTail()) {
            again.close();
            repeat = null;
            log.repeatEnds();
        }
    }

    /** Whether it has sent every change of now: whoever has, holds the same. */
    boolean isComplete() {
        return isAtTail() && adjRibOut.unknownCount() == 0 && repeat == null;
    }

    /**
     * Whether its members may go on with another that is complete: they have taken all that was encoded for them, else a
     * peer that does not read could gather one log after another by asking for refreshes.
     */
    boolean isDrained() {
        return isComplete() && log.liveBytes() == 0;
    }

    void close(ExportOutput output) {
        log.close(output);
        adjRibOut.release();
        cursor.close();
        if (repeat != null) {
            repeat.close();
        }
    }
}

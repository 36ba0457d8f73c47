// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.rib.RibCursor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The UPDATEs of one subgroup in the order of sending, encoded once for all members, in a chain of shared segments.
 *
 * <p>The RibLoop alone writes. Each IO loop with members is given what is new as {@link LogRuns} and reports how far its
 * members are by {@link #progress}. Each segment remembers, as a cursor into the RIB, where the subgroup stood before the
 * segment's first octet: from there a member that must leave can be served again. It is remembered until every session
 * has passed the segment, those included that are members of another log by now: until then one of them may drop what it has
 * not sent of this one, and the withdrawals in it must not be forgotten.
 */
public final class UpdateLog {

    private static final int SEGMENT_BYTES_MIN = 8 << 10;
    private static final int SEGMENT_BYTES_MAX = 128 << 10;

    /** Who takes a segment in this time is slow, and not stuck. */
    static final long STALL_NANOS = 1_000_000_000L;

    private final ByteBufAllocator allocator;
    private final long aheadBytesMax;
    private final int[] membersByLoop;
    private final long[] frontByLoop;
    private final long[] rearByLoop;
    private final long[] publishedByLoop; // up to where the loop was given octets

    private @Nullable ByteBuf segment;
    private long segmentNumber;
    private int segmentBytes = SEGMENT_BYTES_MIN;
    private int publishedTo;
    private long tailBytes;

    private int[] ends = new int[8];
    private int[] tags = new int[8];
    private int[] messages = new int[8];
    private int runCount;

    /** Where the RIB is to be read again from for members that have not passed a segment. */
    private static final class Mark {
        final long segmentNumber;
        final RibCursor cursor;
        long endBytes = Long.MAX_VALUE; // known once the segment is closed
        boolean isRepeated; // while all of before is sent again, or before that began
        boolean isWatched;
        long watchedSinceNanos;
        boolean isShed;

        Mark(long segmentNumber, RibCursor cursor) {
            this.segmentNumber = segmentNumber;
            this.cursor = cursor;
        }
    }

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private boolean repeats;

    /** @param aheadBytesMax how far it may be written ahead of the fastest member, and once as much again */
    UpdateLog(ByteBufAllocator allocator, int loopCount, long aheadBytesMax) {
        this.allocator = allocator;
        this.aheadBytesMax = aheadBytesMax;
        membersByLoop = new int[loopCount];
        frontByLoop = new long[loopCount];
        rearByLoop = new long[loopCount];
        publishedByLoop = new long[loopCount];
    }

    /**
     * Appends whole messages, at most {@link #SEGMENT_BYTES_MAX} octets together.
     *
     * @param tag as {@link LogRuns#tags}
     * @param cursor where the subgroup stands: everything appended comes from what is ahead of it
     */
    void append(byte[] bytes, int length, int messageCount, int tag, RibCursor cursor, ExportOutput output) {
        ByteBuf open = segment;
        if (open == null || open.writableBytes() < length) {
            open = openSegment(length, output);
        }
        if (marks.isEmpty() || marks.peekLast().segmentNumber != segmentNumber) {
            Mark mark = new Mark(segmentNumber, cursor.copy());
            mark.isRepeated = repeats;
            marks.addLast(mark);
        }
        open.writeBytes(bytes, 0, length);
        tailBytes += length;
        if (runCount > 0 && tags[runCount - 1] == tag) {
            ends[runCount - 1] = open.writerIndex();
            messages[runCount - 1] += messageCount;
            return;
        }
        if (runCount == ends.length) {
            ends = Arrays.copyOf(ends, runCount * 2);
            tags = Arrays.copyOf(tags, runCount * 2);
            messages = Arrays.copyOf(messages, runCount * 2);
        }
        ends[runCount] = open.writerIndex();
        tags[runCount] = tag;
        messages[runCount++] = messageCount;
    }

    private ByteBuf openSegment(int length, ExportOutput output) {
        publish(output);
        closeSegment();
        ByteBuf opened = allocator.directBuffer(Math.max(segmentBytes, length), Math.max(segmentBytes, length));
        segment = opened;
        segmentNumber++;
        segmentBytes = Math.min(segmentBytes * 2, SEGMENT_BYTES_MAX);
        publishedTo = 0;
        return opened;
    }

    private void closeSegment() {
        if (segment != null) {
            segment.release();
            segment = null;
        }
        Mark last = marks.peekLast();
        if (last != null && last.endBytes == Long.MAX_VALUE) {
            last.endBytes = tailBytes;
        }
    }

    /** Hands what was appended to the loops that have members. */
    void publish(ExportOutput output) {
        if (runCount == 0 || segment == null) {
            return;
        }
        LogRuns runs = new LogRuns(
                segment,
                segmentNumber,
                publishedTo,
                Arrays.copyOf(ends, runCount),
                Arrays.copyOf(tags, runCount),
                Arrays.copyOf(messages, runCount),
                tailBytes);
        publishedTo = segment.writerIndex();
        runCount = 0;
        for (int loop = 0; loop < membersByLoop.length; loop++) {
            if (membersByLoop[loop] > 0) {
                segment.retain();
                publishedByLoop[loop] = tailBytes;
                output.published(loop, this, runs);
            }
        }
    }

    /** A member that has nothing to wait for. */
    void addMember(int loop) {
        membersByLoop[loop]++;
        frontByLoop[loop] = tailBytes;
    }

    /** A member goes; its session may still be busy with what was published. */
    void removeMember(int loop) {
        membersByLoop[loop]--;
    }

    /**
     * An IO loop's members are at least as far as {@code rearBytes}, the fastest at {@code frontBytes}: octets of the log.
     *
     * @return whether members are ready to take more that were not before
     */
    public boolean progress(int loop, long frontBytes, long rearBytes) {
        boolean hadRoom = hasRoom();
        frontByLoop[loop] = Math.max(frontByLoop[loop], frontBytes);
        rearByLoop[loop] = Math.max(rearByLoop[loop], rearBytes);
        forgetMarks();
        return !hadRoom && hasRoom();
    }

    private void forgetMarks() {
        long rear = rearBytes();
        while (!marks.isEmpty() && (marks.peekFirst().endBytes <= rear || rear == tailBytes)) {
            marks.removeFirst().cursor.close();
        }
    }

    /** From here on the subgroup sends again what it has sent: a member that drops octets of before is owed all of it. */
    void repeatBegins() {
        repeats = true;
        for (Mark mark : marks) {
            mark.isRepeated = true;
        }
    }

    void repeatEnds() {
        repeats = false;
    }

    /** Whether a member that drops this segment and what follows drops a part of what it is sent again. */
    boolean isRepeated(long number) {
        for (Mark mark : marks) {
            if (mark.segmentNumber >= number) {
                return mark.isRepeated;
            }
        }
        return false;
    }

    /** The segment that was written last. */
    long segmentNumber() {
        return segmentNumber;
    }

    /** Octets appended so far. */
    public long tailBytes() {
        return tailBytes;
    }

    long aheadBytesMax() {
        return aheadBytesMax;
    }

    /** Whether members are ready to take more, or have nothing to wait for. */
    boolean hasRoom() {
        return aheadBytes() < aheadBytesMax;
    }

    /** Octets that the fastest member has not taken yet. */
    long aheadBytes() {
        long front = 0;
        for (int loop = 0; loop < membersByLoop.length; loop++) {
            front = Math.max(front, membersByLoop[loop] > 0 ? frontByLoop[loop] : 0);
        }
        return tailBytes - front;
    }

    /** Octets that some session has not taken yet. */
    long liveBytes() {
        return tailBytes - rearBytes();
    }

    private long rearBytes() {
        long rear = tailBytes;
        for (int loop = 0; loop < membersByLoop.length; loop++) {
            if (rearByLoop[loop] < publishedByLoop[loop]) {
                rear = Math.min(rear, rearByLoop[loop]);
            }
        }
        return rear;
    }

    /** The place of the RIB from which a member that has not passed this segment can be served again; null when forgotten. */
    @Nullable
    RibCursor cursorOf(long number) {
        for (Mark mark : marks) {
            if (mark.segmentNumber >= number) {
                return mark.cursor;
            }
        }
        return null;
    }

    /**
     * Ends the sessions, once, that keep the rearmost cursor of all in its place: those that have not passed the first segment
     * that is remembered for as long as {@link #STALL_NANOS} while they were watched.
     */
    void shedRearmost(long nowNanos, String why, ExportOutput output) {
        Mark first = marks.peekFirst();
        if (first == null || first.isShed || !first.cursor.isRearmost()) {
            return;
        }
        if (!first.isWatched) {
            first.isWatched = true;
            first.watchedSinceNanos = nowNanos;
        }
        if (nowNanos - first.watchedSinceNanos < STALL_NANOS) {
            return;
        }
        first.isShed = true;
        for (int loop = 0; loop < membersByLoop.length; loop++) {
            if (rearByLoop[loop] < publishedByLoop[loop]) {
                output.shedBehind(loop, this, first.segmentNumber, why);
            }
        }
    }

    /** Whether some session may still drop what it was given, and be served again from a place that is remembered. */
    boolean isRemembered() {
        return !marks.isEmpty();
    }

    /** No more is written; members still read what they were given. */
    void close(ExportOutput output) {
        publish(output);
        closeSegment();
        forgetMarks();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.export.LogRuns;
import io.bgprr.bgp.export.UpdateLog;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.PeerSession;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one Established session still has to be sent: for each family its places in update logs, read one after the other.
 * It hands the transport slices of shared segments, whole messages each, so that a KEEPALIVE may go in between; and never more
 * than a bound at once, so that what is encoded late is sent late and shared long.
 */
final class MemberOutput {

    private final PeerSession session;
    private final Connection connection;
    private final int writeAheadBytes;
    private final ArrayDeque<LogReader.Place>[] places;
    private @Nullable SessionLink link;
    private char index; // the member's own, known once it joined a log
    private int nextFamily;
    private int sentMessages;
    private long sentBytes;

    @SuppressWarnings({"unchecked", "rawtypes"})
    MemberOutput(PeerSession session, Connection connection, int writeAheadBytes) {
        this.session = session;
        this.connection = connection;
        this.writeAheadBytes = writeAheadBytes;
        places = new ArrayDeque[AddressFamily.COUNT];
        for (int i = 0; i < places.length; i++) {
            places[i] = new ArrayDeque<>(2);
        }
    }

    void link(SessionLink value) {
        link = value;
    }

    SessionLink link() {
        if (link == null) {
            throw new IllegalStateException("not linked yet");
        }
        return link;
    }

    void join(AddressFamily family, LogReader reader, char memberIndex) {
        index = memberIndex;
        LogReader.Place last = places[family.ordinal()].peekLast();
        if (last != null) {
            last.reader.end(last, this);
        }
        places[family.ordinal()].addLast(reader.join(this));
    }

    /** Hands over what there is room for. */
    void pump(long nowNanos) {
        boolean wrote = false;
        int idle = 0;
        while (idle < places.length && connection.pendingBytes() < writeAheadBytes) {
            LogReader.Place place = current(nextFamily);
            nextFamily = (nextFamily + 1) % places.length;
            if (place == null) {
                idle++;
                continue;
            }
            idle = 0;
            wrote |= write(place.peek().runs);
            place.pass();
        }
        if (wrote) {
            connection.flush();
            session.countSent(sentMessages, sentBytes, nowNanos);
            sentMessages = 0;
            sentBytes = 0;
        }
    }

    /** The place with something to send, or null. */
    private LogReader.@Nullable Place current(int family) {
        ArrayDeque<LogReader.Place> queue = places[family];
        while (queue.size() > 1 && queue.peekFirst().isFinished()) {
            queue.removeFirst();
        }
        LogReader.Place place = queue.peekFirst();
        return place != null && place.hasNext() ? place : null;
    }

    /** Writes the runs that are for this member, neighbouring ones as one slice. */
    private boolean write(LogRuns runs) {
        boolean wrote = false;
        int from = -1;
        for (int run = 0; run < runs.runCount(); run++) {
            if (runs.isFor(run, index)) {
                from = from < 0 ? runs.start(run) : from;
                sentMessages += runs.messages()[run];
            } else if (from >= 0) {
                writeSlice(runs.segment(), from, runs.start(run));
                from = -1;
                wrote = true;
            }
        }
        if (from >= 0) {
            writeSlice(runs.segment(), from, runs.ends()[runs.runCount() - 1]);
            wrote = true;
        }
        return wrote;
    }

    private void writeSlice(ByteBuf segment, int from, int to) {
        sentBytes += to - from;
        connection.write(segment.retainedSlice(from, to - from));
    }

    /** Octets that are encoded for it and not yet handed over. */
    long lagBytes(AddressFamily family) {
        long bytes = 0;
        for (LogReader.Place place : places[family.ordinal()]) {
            bytes += place.lagBytes();
        }
        return bytes;
    }

    /** Octets on the way to it that TCP has not accepted, encoded or already handed over. */
    long queuedBytes() {
        long bytes = connection.pendingBytes();
        for (AddressFamily family : AddressFamily.values()) {
            bytes += lagBytes(family);
        }
        return bytes;
    }

    /** The place that it reads now, or null. */
    LogReader.@Nullable Place place(AddressFamily family) {
        ArrayDeque<LogReader.Place> queue = places[family.ordinal()];
        while (queue.size() > 1 && queue.peekFirst().isFinished()) {
            queue.removeFirst();
        }
        return queue.peekFirst();
    }

    /** Whether octets of this segment, or of one before it, were not handed over yet. */
    boolean isBehind(UpdateLog log, long segmentNumber) {
        for (ArrayDeque<LogReader.Place> queue : places) {
            for (LogReader.Place place : queue) {
                if (place.log() == log && place.hasNext() && place.peek().runs.segmentNumber() <= segmentNumber) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Gives up everything of the family that it was not sent. */
    void abandon(AddressFamily family) {
        for (LogReader.Place place : places[family.ordinal()]) {
            place.reader.abandon(place, this);
        }
        places[family.ordinal()].clear();
    }

    void close() {
        for (AddressFamily family : AddressFamily.values()) {
            abandon(family);
        }
    }
}

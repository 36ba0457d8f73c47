// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.export.LogRuns;
import io.bgprr.bgp.export.UpdateLog;
import io.bgprr.bgp.net.AddressFamily;
import java.util.ArrayList;
import java.util.List;

/**
 * One update log as the sessions of one IO loop read it: what was published and is not yet passed by all of them, and how
 * far the fastest and the slowest are. It holds one reference to a segment for each publication it keeps.
 */
final class LogReader {

    /** A publication and its place in the log. */
    static final class Piece {
        final LogRuns runs;
        final long endBytes;
        int awaitedBy;

        Piece(LogRuns runs, long endBytes, int awaitedBy) {
            this.runs = runs;
            this.endBytes = endBytes;
            this.awaitedBy = awaitedBy;
        }
    }

    /** A session's place in this log. */
    static final class Place {
        final LogReader reader;
        private long nextPiece;
        private long endPiece = Long.MAX_VALUE; // exclusive; finite once the session reads another log behind this one

        private Place(LogReader reader) {
            this.reader = reader;
            this.nextPiece = reader.tailPiece;
        }

        /** Nothing of this log is left for the session, now or ever. */
        boolean isFinished() {
            return nextPiece >= endPiece;
        }

        boolean hasNext() {
            return nextPiece < Math.min(endPiece, reader.tailPiece);
        }

        UpdateLog log() {
            return reader.log;
        }

        Piece peek() {
            return reader.piece(nextPiece);
        }

        /** The session is through with the next piece. */
        void pass() {
            reader.passed(this);
        }

        /** Octets of the log that are for the session and that it has not passed. */
        long lagBytes() {
            if (!hasNext()) {
                return 0;
            }
            long end = endPiece < reader.tailPiece ? reader.startBytes(endPiece) : reader.tailBytes;
            return end - reader.startBytes(nextPiece);
        }
    }

    private final AddressFamily family;
    private final UpdateLog log;
    private final List<LogReader> progressed;
    private final List<MemberOutput> members = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>(); // the first deadCount of them are dropped already
    private int deadCount;
    private long firstPiece; // the number of the first that is not dropped
    private long tailPiece;
    private long tailBytes;
    private long rearBytes;
    private long frontPiece;
    private long frontBytes;
    private int openPlaces;
    private boolean hasProgress;

    /** @param progressed gets this reader when there is something new to report of it */
    LogReader(AddressFamily family, UpdateLog log, List<LogReader> progressed) {
        this.family = family;
        this.log = log;
        this.progressed = progressed;
    }

    AddressFamily family() {
        return family;
    }

    UpdateLog log() {
        return log;
    }

    List<MemberOutput> members() {
        return members;
    }

    /** A place at the tail: the session reads what is published from now on. */
    Place join(MemberOutput member) {
        openPlaces++;
        members.add(member);
        return new Place(this);
    }

    /** The session reads what was published so far and no more. */
    void end(Place place, MemberOutput member) {
        if (place.endPiece == Long.MAX_VALUE) {
            place.endPiece = tailPiece;
            openPlaces--;
            members.remove(member);
            progress();
        }
    }

    /** The session reads nothing of it any more. */
    void abandon(Place place, MemberOutput member) {
        end(place, member);
        for (long number = place.nextPiece; number < place.endPiece; number++) {
            piece(number).awaitedBy--;
        }
        place.nextPiece = place.endPiece;
        drop();
    }

    void publish(LogRuns runs) {
        if (isEmpty()) { // everybody is through with everything before
            rearBytes = runs.endBytes() - runs.lengthBytes();
            frontBytes = rearBytes;
            frontPiece = tailPiece;
        }
        tailBytes = runs.endBytes();
        pieces.add(new Piece(runs, tailBytes, openPlaces));
        tailPiece++;
        drop();
    }

    private void passed(Place place) {
        Piece piece = piece(place.nextPiece);
        piece.awaitedBy--;
        place.nextPiece++;
        if (place.nextPiece > frontPiece) {
            frontPiece = place.nextPiece;
            frontBytes = piece.endBytes;
            progress();
        }
        drop();
    }

    private void drop() {
        while (!isEmpty() && pieces.get(deadCount).awaitedBy == 0) {
            Piece piece = pieces.get(deadCount++);
            piece.runs.segment().release();
            rearBytes = piece.endBytes;
            firstPiece++;
            progress();
        }
        if (frontBytes < rearBytes) {
            frontBytes = rearBytes;
            frontPiece = firstPiece;
        }
        if (deadCount > 64 && 2 * deadCount > pieces.size()) {
            pieces.subList(0, deadCount).clear();
            deadCount = 0;
        }
    }

    private boolean isEmpty() {
        return deadCount == pieces.size();
    }

    private Piece piece(long number) {
        return pieces.get(deadCount + (int) (number - firstPiece));
    }

    private long startBytes(long number) {
        return number == firstPiece ? rearBytes : piece(number - 1).endBytes;
    }

    /** Whether the slowest is further behind than the bound. */
    boolean hasLaggards(long bytesMax) {
        return tailBytes - rearBytes > bytesMax;
    }

    private void progress() {
        if (!hasProgress) {
            hasProgress = true;
            progressed.add(this);
        }
    }

    /** What there was to report has been. */
    void reported() {
        hasProgress = false;
    }

    long frontBytes() {
        return frontBytes;
    }

    long rearBytes() {
        return rearBytes;
    }

    /** Nobody reads it and nothing is kept. */
    boolean isIdle() {
        return openPlaces == 0 && isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.function.IntConsumer;

/**
 * A reader's place in the order of changes of a {@link LocRib}. What lies ahead has not been read; a destination that
 * changes again moves ahead again. While a cursor stands, no destination ahead of it is forgotten: but for one that reads
 * what was {@linkplain #passed passed}, which nothing waits for.
 */
public final class RibCursor {

    private final ChangeList changeList;
    private final Reaper reaper;
    private final int end; // a marker that it reads up to, 0 = to the tail
    private int marker;

    /** One that reads from behind a node on, and holds up the reaper. */
    RibCursor(ChangeList changeList, Reaper reaper, int behind) {
        this(changeList, reaper, changeList.addMarker(ChangeList.Kind.CURSOR, behind), 0);
    }

    private RibCursor(ChangeList changeList, Reaper reaper, int marker, int end) {
        this.changeList = changeList;
        this.reaper = reaper;
        this.marker = marker;
        this.end = end;
    }

    /** The next destination ahead, 0 at the tail or the end; does not move the cursor. */
    public int peek() {
        return next(marker);
    }

    /** The destination behind one that lies ahead, 0 at the tail or the end. */
    public int next(int destination) {
        return end == 0 ? changeList.nextDestination(destination) : changeList.nextDestinationBefore(end, destination);
    }

    public boolean isAtTail() {
        return peek() == 0;
    }

    /** Moves behind a destination that lies ahead. */
    public void moveBehind(int destination) {
        changeList.moveMarker(marker, destination);
    }

    /** Another cursor at the same place. */
    public RibCursor copy() {
        if (end != 0) {
            throw new IllegalStateException("what lies ahead of it may have been forgotten");
        }
        return new RibCursor(changeList, reaper, marker);
    }

    /**
     * Reads from the head on what this one has passed by now and what does not change again meanwhile. It holds up nothing: no
     * tombstone is kept for it, since whoever has passed one needs no second look.
     */
    public RibCursor passed() {
        int last = changeList.addMarker(ChangeList.Kind.BOOKMARK, marker);
        int first = changeList.addMarker(ChangeList.Kind.BOOKMARK, ChangeList.END);
        return new RibCursor(changeList, reaper, first, last);
    }

    /** Whether no other cursor is further behind: tombstones wait for it, once {@link LocRib#reap} has come so far. */
    public boolean isRearmost() {
        return reaper.isHeldUpBy(marker);
    }

    /** Counts destinations ahead, up to a bound. */
    public int countAhead(int max) {
        int count = 0;
        for (int at = peek(); at != 0 && count < max; at = next(at)) {
            count++;
        }
        return count;
    }

    /** The destinations ahead in their order, up to a bound. */
    public void forEachAhead(int max, IntConsumer action) {
        int count = 0;
        for (int at = peek(); at != 0 && count < max; at = next(at)) {
            action.accept(at);
            count++;
        }
    }

    /** Gives up the place; the cursor may not be used any more. */
    public void close() {
        if (marker != 0) {
            changeList.removeMarker(marker);
            if (end != 0) {
                changeList.removeMarker(end);
            }
            marker = 0;
        }
    }

    public boolean isClosed() {
        return marker == 0;
    }
}

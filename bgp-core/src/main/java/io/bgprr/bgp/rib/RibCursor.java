// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.function.IntConsumer;

/**
 * A reader's place in the order of changes of a {@link LocRib}. What lies ahead has not been read; a destination that
 * changes again moves ahead again. While a cursor stands, no destination ahead of it is forgotten.
 */
public final class RibCursor {

    private final LocRib rib;
    private int marker;

    RibCursor(LocRib rib, int marker) {
        this.rib = rib;
        this.marker = marker;
    }

    /** The next destination ahead, 0 at the tail; does not move the cursor. */
    public int peek() {
        return rib.nextChange(marker);
    }

    public boolean isAtTail() {
        return peek() == 0;
    }

    /** Moves behind a destination that lies ahead. */
    public void moveBehind(int destination) {
        rib.moveCursor(marker, destination);
    }

    /** Moves to the head: everything is to be read again. */
    public void moveToHead() {
        rib.moveCursorToHead(marker);
    }

    /** Another cursor at the same place. */
    public RibCursor copy() {
        return rib.cursorAt(marker);
    }

    /** Whether no other cursor is further behind: tombstones wait for it, once {@link LocRib#reap} has come so far. */
    public boolean isRearmost() {
        return rib.isRearmost(marker);
    }

    /** Counts destinations ahead, up to a bound. */
    public int countAhead(int max) {
        int count = 0;
        for (int at = peek(); at != 0 && count < max; at = rib.nextChange(at)) {
            count++;
        }
        return count;
    }

    /** The destinations ahead in their order, up to a bound. */
    public void forEachAhead(int max, IntConsumer action) {
        int count = 0;
        for (int at = peek(); at != 0 && count < max; at = rib.nextChange(at)) {
            action.accept(at);
            count++;
        }
    }

    /** Gives up the place; the cursor may not be used any more. */
    public void close() {
        if (marker != 0) {
            rib.closeCursor(marker);
            marker = 0;
        }
    }

    public boolean isClosed() {
        return marker == 0;
    }
}

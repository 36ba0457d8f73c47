// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Which rows of a table are given out, slab by slab. A row is taken from the lowest slab that has room, so that a table that has
 * shrunk leaves its upper slabs, and a slab whose last row is freed is dropped. One that is empty is kept for what comes and
 * goes. Rows start at 1; the first slab stays.
 */
final class RowSpace {

    /** What has a row for each of ours. */
    interface Table {

        /** Makes the rows of a slab exist. */
        void addSlab(int slab);

        /** Lets go of them. */
        void dropSlab(int slab);
    }

    private static final int DROPPED = -1;
    private static final int NO_SLAB = 0; // the first, which is never empty: row 0 is nobody's

    private final Table table;
    private final IntColumn links; // of a free row: the next free row of its slab

    // By slab.
    private int[] used = new int[4];
    private int[] begun = new int[4]; // rows that have been given out since the slab was added
    private int[] firstFree = new int[4];

    private int slabLimit;
    private int lowest; // no slab below has room
    private int empty = NO_SLAB;
    private int size;

    /** @param links a column of the table that a free row does not need */
    RowSpace(Table table, IntColumn links) {
        this.table = table;
        this.links = links;
        int first = addSlab();
        used[first] = 1;
        begun[first] = 1;
    }

    /** A row that nobody has. */
    int take() {
        int slab = lowest;
        if (!hasRoom(slab)) {
            slab = slabWithRoom();
            lowest = slab;
        }
        if (slab == empty) {
            empty = NO_SLAB;
        }
        size++;
        used[slab]++;
        int row = firstFree[slab];
        if (row == 0) {
            return (slab << Slab.SHIFT) + begun[slab]++;
        }
        firstFree[slab] = links.get(row);
        return row;
    }

    private int slabWithRoom() {
        for (int slab = lowest; slab < slabLimit; slab++) {
            if (hasRoom(slab)) {
                return slab;
            }
        }
        return addSlab();
    }

    private boolean hasRoom(int slab) {
        return used[slab] != DROPPED && used[slab] < Slab.ROWS;
    }

    private int addSlab() {
        int slab = 0;
        while (slab < slabLimit && used[slab] != DROPPED) {
            slab++;
        }
        if (slab == slabLimit) {
            if (slab == used.length) {
                used = Arrays.copyOf(used, slab * 2);
                begun = Arrays.copyOf(begun, slab * 2);
                firstFree = Arrays.copyOf(firstFree, slab * 2);
            }
            slabLimit++;
        }
        used[slab] = 0;
        begun[slab] = 0;
        firstFree[slab] = 0;
        table.addSlab(slab);
        return slab;
    }

    /** The row's place may be gone when this returns. */
    void free(int row) {
        int slab = row >>> Slab.SHIFT;
        links.set(row, firstFree[slab]);
        firstFree[slab] = row;
        size--;
        lowest = Math.min(lowest, slab);
        if (--used[slab] == 0) {
            emptied(slab);
        }
    }

    private void emptied(int slab) {
        if (empty == NO_SLAB) {
            empty = slab;
            return;
        }
        int dropped = Math.max(slab, empty);
        empty = Math.min(slab, empty);
        used[dropped] = DROPPED;
        while (used[slabLimit - 1] == DROPPED) {
            slabLimit--;
        }
        table.dropSlab(dropped);
    }

    /** Rows that are taken. */
    int size() {
        return size;
    }

    /** Rows of the slabs that are there. */
    int capacity() {
        int capacity = 0;
        for (int slab = 0; slab < slabLimit; slab++) {
            capacity += used[slab] != DROPPED ? Slab.ROWS : 0;
        }
        return capacity;
    }

    void forEachSlab(IntConsumer action) {
        for (int slab = 0; slab < slabLimit; slab++) {
            if (used[slab] != DROPPED) {
                action.accept(slab);
            }
        }
    }

    /** All rows that were ever taken and whose slab is there are below. */
    int limit() {
        return (slabLimit - 1 << Slab.SHIFT) + begun[slabLimit - 1];
    }

    /** Whether the row's columns can be read and were written. */
    boolean exists(int row) {
        int slab = row >>> Slab.SHIFT;
        return slab < slabLimit && used[slab] != DROPPED && (row & Slab.MASK) < begun[slab];
    }
}

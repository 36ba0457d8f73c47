// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.Arrays;

/** A column of {@code long} by row, in slabs: growth copies no rows. Rows of a slab that is not there may not be read. */
final class LongColumn {

    private static final long[] NONE = {};

    private long[][] slabs = {NONE};

    long get(int row) {
        return slabs[row >>> Slab.SHIFT][row & Slab.MASK];
    }

    void set(int row, long value) {
        slabs[row >>> Slab.SHIFT][row & Slab.MASK] = value;
    }

    /** Makes the rows of a slab exist; new ones hold 0. */
    void addSlab(int slab) {
        if (slab >= slabs.length) {
            int length = slabs.length;
            slabs = Arrays.copyOf(slabs, Math.max(slab + 1, length * 2));
            Arrays.fill(slabs, length, slabs.length, NONE);
        }
        if (slabs[slab].length == 0) {
            slabs[slab] = new long[Slab.ROWS];
        }
    }

    /** Lets go of the rows of a slab. */
    void dropSlab(int slab) {
        if (slab < slabs.length) {
            slabs[slab] = NONE;
        }
    }
}

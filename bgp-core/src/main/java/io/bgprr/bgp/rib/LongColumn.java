// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.Arrays;

/** A growing column of {@code long} by row, in slabs: growth copies no rows. Rows beyond its length may not be read. */
final class LongColumn {

    private long[][] slabs = new long[4][];
    private int slabCount;

    long get(int row) {
        return slabs[row >>> Slab.SHIFT][row & Slab.MASK];
    }

    void set(int row, long value) {
        slabs[row >>> Slab.SHIFT][row & Slab.MASK] = value;
    }

    /** Makes rows {@code 0..row} exist; new ones hold 0. */
    void reach(int row) {
        while (row >>> Slab.SHIFT >= slabCount) {
            if (slabCount == slabs.length) {
                slabs = Arrays.copyOf(slabs, slabCount * 2);
            }
            slabs[slabCount++] = new long[Slab.ROWS];
        }
    }
}

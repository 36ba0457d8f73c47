// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.Arrays;

/** A column of {@code char} by row, in slabs: growth copies no rows. Rows of a slab that is not there may not be read. */
final class CharColumn {

    private static final char[] NONE = {};

    private char[][] slabs = {NONE};

    char get(int row) {
        return slabs[row >>> Slab.SHIFT][row & Slab.MASK];
    }

    void set(int row, char value) {
        slabs[row >>> Slab.SHIFT][row & Slab.MASK] = value;
    }

    /** The last of some rows of one slab that holds the value, or -1; also when the slab is not there. */
    int lastIndexOf(char value, int from, int to) {
        char[] slab = slabs[from >>> Slab.SHIFT];
        if (slab.length != 0) {
            int start = from & ~Slab.MASK;
            for (int at = to - start - 1; at >= from - start; at--) {
                if (slab[at] == value) {
                    return start + at;
                }
            }
        }
        return -1;
    }

    /** Makes the rows of a slab exist; new ones hold 0. */
    void addSlab(int slab) {
        if (slab >= slabs.length) {
            int length = slabs.length;
            slabs = Arrays.copyOf(slabs, Math.max(slab + 1, length * 2));
            Arrays.fill(slabs, length, slabs.length, NONE);
        }
        if (slabs[slab].length == 0) {
            slabs[slab] = new char[Slab.ROWS];
        }
    }

    /** Lets go of the rows of a slab. */
    void dropSlab(int slab) {
        if (slab < slabs.length) {
            slabs[slab] = NONE;
        }
    }
}

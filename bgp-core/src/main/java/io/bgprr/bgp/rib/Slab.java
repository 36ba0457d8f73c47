// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

/** The size of the pieces that columns grow by: 64 KiB of {@code int}, small for a small table, cheap to zero. */
final class Slab {
    static final int SHIFT = 14;
    static final int ROWS = 1 << SHIFT;
    static final int MASK = ROWS - 1;

    private Slab() {}
}

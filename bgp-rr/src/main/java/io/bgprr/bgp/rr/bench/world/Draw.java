// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

/** Numbers that look random and follow from a seed: SplitMix64 (Steele, Lea and Flood 2014), the same on every JVM. */
final class Draw {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    Draw(long seed) {
        state = seed;
    }

    /** A draw of its own for one thing among many, whatever was drawn for the others. */
    static Draw of(long seed, long which) {
        return new Draw(mix(seed) ^ mix(which * GOLDEN_GAMMA + 1));
    }

    /** Every bit of the result depends on every bit of the input, and different inputs have different results. */
    static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** From 0 to one less than the bound. */
    int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    boolean oneIn(int chances) {
        return below(chances) == 0;
    }

    /** At least 0, less than 1. */
    double fraction() {
        return (next() >>> 11) * 0x1p-53;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash of what peers send, under secrets that they do not know: whoever could choose prefixes or attributes that share a
 * slot would turn a table into a list, and a million routes into a standstill.
 *
 * <p>Each step multiplies by one secret, folds the upper half into the lower, and multiplies by another. After the first product
 * a difference of the topmost bit alone is still where it was; after the second no difference between two inputs is known to those
 * who do not know the seed, so that no later word can take it back. Nothing here needs the optimising compiler to be fast: 128-bit
 * products, which do, took four times as long.
 */
public final class SeededHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

    private final long first;
    private final long second;
    private final long third;

    /** @param seed random; the same seed gives the same hashes */
    public SeededHash(long seed) {
        first = mix(seed + GOLDEN_RATIO);
        second = mix(seed + 2 * GOLDEN_RATIO) | 1; // odd, so that a step loses nothing
        third = mix(seed + 3 * GOLDEN_RATIO) | 1;
    }

    /** The hash of a prefix or an address: 128 bits and a small number beside them. All 64 bits are good. */
    public long of(long high, long low, int beside) {
        long hash = (step(high ^ first) ^ low) * second;
        hash = ((hash ^ hash >>> 32) + beside) * third;
        return hash ^ hash >>> 32;
    }

    /** The hash of some octets, and of a number that belongs to them. All 64 bits are good. */
    public long of(byte[] bytes, int offset, int lengthBytes, int beside) {
        long hash = step(first ^ (long) lengthBytes << 32 ^ beside);
        int at = offset;
        int end = offset + lengthBytes;
        for (; at + 8 <= end; at += 8) {
            hash = step(hash ^ (long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | bytes[at] & 0xff;
        }
        hash = step(hash ^ rest);
        return hash ^ hash >>> 32;
    }

    private long step(long word) {
        long product = word * second;
        return (product ^ product >>> 32) * third;
    }

    /** A seed may be small; secrets are not. */
    private static long mix(long z) {
        long mixed = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash of what peers send, under secrets that they do not know: whoever could choose prefixes or attributes that share a
 * slot would turn a table into a list, and a million routes into a standstill.
 *
 * <p>Each step multiplies two words to 128 bits and folds the halves. As both factors hold a secret, no difference between two
 * inputs cancels out for every seed, which it does where the multiplier is known.
 */
public final class SeededHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

    private final long first;
    private final long second;

    /** @param seed random; the same seed gives the same hashes */
    public SeededHash(long seed) {
        first = mix(seed + GOLDEN_RATIO) | 1; // never 0, which would end all differences
        second = mix(seed + 2 * GOLDEN_RATIO) | 1;
    }

    /** The hash of a prefix or an address: 128 bits and a small number beside them. All 64 bits are good. */
    public long of(long high, long low, int beside) {
        return fold(fold(low ^ first, high ^ second) ^ beside, first);
    }

    /** The hash of some octets, and of a number that belongs to them. All 64 bits are good. */
    public long of(byte[] bytes, int offset, int lengthBytes, int beside) {
        long hash = fold(first ^ lengthBytes, second ^ beside);
        int at = offset;
        int end = offset + lengthBytes;
        for (; at + 16 <= end; at += 16) {
            hash = fold(hash ^ (long) LONGS.get(bytes, at), second ^ (long) LONGS.get(bytes, at + 8));
        }
        if (at + 8 <= end) {
            hash = fold(hash ^ (long) LONGS.get(bytes, at), second);
            at += 8;
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | bytes[at] & 0xff;
        }
        return fold(hash ^ rest, second);
    }

    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ a * b;
    }

    /** A seed may be small; secrets are not. */
    private static long mix(long z) {
        long mixed = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}

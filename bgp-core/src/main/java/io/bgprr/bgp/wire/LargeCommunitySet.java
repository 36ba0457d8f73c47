// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import java.util.Arrays;

/** Removes repeated large communities (RFC 8092 §3) in time that grows with their number, not its square. */
final class LargeCommunitySet {

    private static final int SIZE = 12;

    private LargeCommunitySet() {}

    /** Copies each distinct community once, in order of first occurrence, and returns the octets written. */
    static int copyDistinct(byte[] bytes, int offset, int lengthBytes, byte[] out, int outOffset) {
        int count = lengthBytes / SIZE;
        int slots = Integer.highestOneBit(Math.max(count, 2)) * 4;
        int[] table = count > 8 ? new int[slots] : null; // positions in out + 1
        int to = outOffset;
        for (int at = offset; at < offset + lengthBytes; at += SIZE) {
            boolean isNew = table == null
                    ? !isAmong(bytes, at, out, outOffset, to)
                    : insert(table, bytes, at, out, outOffset, to);
            if (isNew) {
                System.arraycopy(bytes, at, out, to, SIZE);
                to += SIZE;
            }
        }
        return to - outOffset;
    }

    private static boolean isAmong(byte[] bytes, int at, byte[] out, int from, int to) {
        for (int i = from; i < to; i += SIZE) {
            if (Arrays.equals(bytes, at, at + SIZE, out, i, i + SIZE)) {
                return true;
            }
        }
        return false;
    }

    /** Open addressing; a peer that aims at one slot costs itself at most the probes of one message. */
    private static boolean insert(int[] table, byte[] bytes, int at, byte[] out, int outOffset, int to) {
        int hash = 1;
        for (int i = 0; i < SIZE; i++) {
            hash = 31 * hash + bytes[at + i];
        }
        int slot = (hash * 0x9e37_79b9 >>> 7) & (table.length - 1);
        while (table[slot] != 0) {
            int known = outOffset + table[slot] - 1;
            if (Arrays.equals(bytes, at, at + SIZE, out, known, known + SIZE)) {
                return false;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = to - outOffset + 1;
        return true;
    }
}

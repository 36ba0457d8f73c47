// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.net.AsNumber;

/**
 * AS_PATH and AS4_PATH as octets (RFC 4271 §4.3, RFC 5065 §3, RFC 6793 §4.2).
 *
 * <pre>
 * +----------+-----------+----------------------------------+
 * | Type (1) | Count (1) | Count × AS number (2 or 4 each)  |  repeated
 * +----------+-----------+----------------------------------+
 * </pre>
 */
final class AsPathCodec {

    static final int AS_SET = 1;
    static final int AS_SEQUENCE = 2;
    static final int AS_CONFED_SEQUENCE = 3;
    static final int AS_CONFED_SET = 4;

    // What a check found, as bits.
    static final int HAS_SET = 1;
    static final int HAS_CONFEDERATION = 1 << 1;
    static final int HAS_AS_ZERO = 1 << 2;
    static final int IS_MALFORMED = 1 << 3;

    private AsPathCodec() {}

    /** Walks the whole value and says what is remarkable about it (RFC 7606 §7.2, RFC 7607 §2, RFC 9774). */
    static int check(byte[] bytes, int offset, int lengthBytes, int asSize) {
        int found = 0;
        int at = offset;
        int end = offset + lengthBytes;
        while (at < end) {
            if (end - at < 2) {
                return found | IS_MALFORMED;
            }
            int type = bytes[at];
            int count = bytes[at + 1] & 0xff;
            int next = at + 2 + count * asSize;
            if (type < AS_SET || type > AS_CONFED_SET || count == 0 || next > end) {
                return found | IS_MALFORMED;
            }
            if (type != AS_SEQUENCE) {
                found |= type == AS_CONFED_SEQUENCE ? 0 : HAS_SET;
                found |= type == AS_SET ? 0 : HAS_CONFEDERATION;
            }
            for (at += 2; at < next; at += asSize) {
                if (asAt(bytes, at, asSize) == AsNumber.ZERO) {
                    found |= HAS_AS_ZERO;
                }
            }
        }
        return found;
    }

    static int asAt(byte[] bytes, int at, int asSize) {
        int low = (bytes[at + asSize - 2] & 0xff) << 8 | bytes[at + asSize - 1] & 0xff;
        return asSize == 2 ? low : (bytes[at] & 0xff) << 24 | (bytes[at + 1] & 0xff) << 16 | low;
    }

    static void putInt(byte[] out, int at, int value) {
        out[at] = (byte) (value >>> 24);
        out[at + 1] = (byte) (value >>> 16);
        out[at + 2] = (byte) (value >>> 8);
        out[at + 3] = (byte) value;
    }

    /** Writes a checked 2-octet path with 4-octet numbers, at most twice as long, and returns where it ends. */
    static int widen(byte[] bytes, int offset, int lengthBytes, byte[] out, int outOffset) {
        int to = outOffset;
        for (int at = offset; at < offset + lengthBytes; ) {
            int count = bytes[at + 1] & 0xff;
            out[to++] = bytes[at++];
            out[to++] = bytes[at++];
            for (int i = 0; i < count; i++, at += 2, to += 4) {
                putInt(out, to, asAt(bytes, at, 2));
            }
        }
        return to;
    }

    /** Writes a 4-octet path with 2-octet numbers, AS_TRANS for those that do not fit (RFC 6793 §4.2.2). */
    static int narrow(byte[] bytes, int offset, int lengthBytes, byte[] out, int outOffset) {
        int to = outOffset;
        for (int at = offset; at < offset + lengthBytes; ) {
            int count = bytes[at + 1] & 0xff;
            out[to++] = bytes[at++];
            out[to++] = bytes[at++];
            for (int i = 0; i < count; i++, at += 4, to += 2) {
                int as = asAt(bytes, at, 4);
                int narrowed = as >>> 16 == 0 ? as : AsNumber.AS_TRANS;
                out[to] = (byte) (narrowed >>> 8);
                out[to + 1] = (byte) narrowed;
            }
        }
        return to;
    }

    static int narrowedLength(byte[] bytes, int offset, int lengthBytes) {
        int length = 0;
        for (int at = offset; at < offset + lengthBytes; at += 2 + 4 * (bytes[at + 1] & 0xff)) {
            length += 2 + 2 * (bytes[at + 1] & 0xff);
        }
        return length;
    }

    /** Whether some number of a 4-octet path does not fit into 2 octets. */
    static boolean isUnmappable(byte[] bytes, int offset, int lengthBytes) {
        for (int at = offset; at < offset + lengthBytes; ) {
            int end = at + 2 + 4 * (bytes[at + 1] & 0xff);
            for (at += 2; at < end; at += 4) {
                if (bytes[at] != 0 || bytes[at + 1] != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Copies a 4-octet path without its confederation segments (RFC 6793 §4.2.2, §6), and returns where it ends. */
    static int copyWithoutConfederation(byte[] bytes, int offset, int lengthBytes, byte[] out, int outOffset) {
        int to = outOffset;
        for (int at = offset; at < offset + lengthBytes; ) {
            int length = 2 + 4 * (bytes[at + 1] & 0xff);
            if (bytes[at] <= AS_SEQUENCE) {
                System.arraycopy(bytes, at, out, to, length);
                to += length;
            }
            at += length;
        }
        return to;
    }

    static int lengthWithoutConfederation(byte[] bytes, int offset, int lengthBytes) {
        int total = 0;
        for (int at = offset; at < offset + lengthBytes; ) {
            int length = 2 + 4 * (bytes[at + 1] & 0xff);
            total += bytes[at] <= AS_SEQUENCE ? length : 0;
            at += length;
        }
        return total;
    }

    /** Hops as RFC 4271 §9.1.2.2 counts them: an AS_SET is one, confederation segments none (RFC 5065 §5.3). */
    static int hops(byte[] bytes, int offset, int lengthBytes) {
        int hops = 0;
        for (int at = offset; at < offset + lengthBytes; at += 2 + 4 * (bytes[at + 1] & 0xff)) {
            hops += bytes[at] == AS_SEQUENCE ? bytes[at + 1] & 0xff : bytes[at] == AS_SET ? 1 : 0;
        }
        return hops;
    }

    /**
     * Puts the leading part of an old speaker's AS_PATH before the AS4_PATH that passed through it (RFC 6793 §4.2.3). Both
     * have 4-octet numbers, the AS4_PATH no confederation segments, and the AS_PATH at least as many hops. Returns where
     * the result ends; it is never longer than both together. All three lie in one array, the result behind the others.
     */
    static int merge(byte[] bytes, int offset, int lengthBytes, int offset4, int length4, int to) {
        int missing = hops(bytes, offset, lengthBytes) - hops(bytes, offset4, length4);
        int end = to;
        int openSequence = -1; // where the last segment written starts, if it is an AS_SEQUENCE
        for (int at = offset; at < offset + lengthBytes; ) {
            int type = bytes[at];
            int count = bytes[at + 1] & 0xff;
            boolean isConfederation = type > AS_SEQUENCE;
            if (missing == 0 && !isConfederation) {
                break;
            }
            int taken = type == AS_SEQUENCE ? Math.min(count, missing) : count;
            missing -= isConfederation ? 0 : type == AS_SEQUENCE ? taken : 1;
            System.arraycopy(bytes, at, bytes, end, 2 + 4 * taken);
            bytes[end + 1] = (byte) taken;
            openSequence = type == AS_SEQUENCE ? end : -1;
            end += 2 + 4 * taken;
            if (taken < count) {
                break;
            }
            at += 2 + 4 * count;
        }
        int from = offset4;
        if (openSequence >= 0 && length4 > 0 && bytes[offset4] == AS_SEQUENCE) {
            // One sequence was cut in two by counting; it becomes one again if a segment can hold it.
            int joined = (bytes[openSequence + 1] & 0xff) + (bytes[offset4 + 1] & 0xff);
            if (joined <= 255) {
                bytes[openSequence + 1] = (byte) joined;
                from += 2;
            }
        }
        int rest = offset4 + length4 - from;
        System.arraycopy(bytes, from, bytes, end, rest);
        return end + rest;
    }
}

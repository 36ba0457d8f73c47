// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

/**
 * Path attributes as one number: the sum of a hash of each, so their order does not matter, which RFC 4271 §5 leaves to the
 * sender. A list of communities counts as its members (RFC 1997: a set), the next hop is kept apart, since IPv6 carries it in
 * another place. The high bits of the flags count: a well-known attribute that came as optional is another one. The bit of
 * the extended length does not: it says how the length is written.
 */
public final class AttributeHash {

    public static final int ORIGIN = 1;
    public static final int AS_PATH = 2;
    public static final int NEXT_HOP = 3;
    public static final int MULTI_EXIT_DISC = 4;
    public static final int LOCAL_PREF = 5;
    public static final int COMMUNITIES = 8;
    public static final int ORIGINATOR_ID = 9;
    public static final int CLUSTER_LIST = 10;
    public static final int MP_REACH_NLRI = 14;
    public static final int MP_UNREACH_NLRI = 15;
    public static final int EXTENDED_COMMUNITIES = 16;
    public static final int LARGE_COMMUNITIES = 32;

    private static final int FLAGS_THAT_COUNT = 0xe0;
    private static final long SPREAD = 0xd1342543de82ef95L;

    private AttributeHash() {}

    /** Of one attribute that is neither a next hop nor one that carries prefixes. */
    public static long of(int flags, int type, byte[] octets, int from, int length) {
        int kind = type << 8 | flags & FLAGS_THAT_COUNT;
        return switch (type) {
            case COMMUNITIES -> members(kind, octets, from, length, 4);
            case EXTENDED_COMMUNITIES -> members(kind, octets, from, length, 8);
            case LARGE_COMMUNITIES -> members(kind, octets, from, length, 12);
            // FRR writes a MED of 0 where there is none, which decides the same (RFC 4271 §9.1.2.2 c).
            case MULTI_EXIT_DISC ->
                length == 4 && Octets.int32(octets, from) == 0 ? 0 : value(kind, octets, from, length);
            default -> value(kind, octets, from, length);
        };
    }

    /** Of a next hop, by whatever attribute it came: 4 or 16 octets; of a pair the global one (RFC 2545 §3). */
    public static long ofNextHop(byte[] octets, int from, int length) {
        return value(NEXT_HOP << 8, octets, from, length == 32 ? 16 : length);
    }

    private static long members(int kind, byte[] octets, int from, int length, int each) {
        if (length == 0 || length % each != 0) {
            return value(kind, octets, from, length); // like no list that was sent
        }
        long sum = 0;
        for (int at = from; at < from + length; at += each) {
            sum += value(kind, octets, at, each);
        }
        return sum;
    }

    private static long value(int kind, byte[] octets, int from, int length) {
        long hash = Draw.mix((long) kind << 32 | length);
        int at = from;
        int end = from + length;
        for (; end - at >= 8; at += 8) {
            hash = (hash ^ Octets.int64(octets, at)) * SPREAD;
            hash ^= hash >>> 29;
        }
        long rest = 0;
        if (end - at >= 4) {
            rest = Octets.int32(octets, at);
            at += 4;
        }
        for (; at < end; at++) {
            rest = rest << 8 | octets[at] & 0xff;
        }
        return Draw.mix((hash ^ rest) * SPREAD);
    }
}

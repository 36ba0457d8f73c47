// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

/**
 * Where the parts of one UPDATE are, and the hash of its attributes; filled anew for each message, so that nothing is
 * allocated.
 *
 * <pre>
 *   header 19 | withdrawn length 2 | withdrawn | attributes length 2 | attributes | NLRI
 *                                                 '-- MP_REACH_NLRI, MP_UNREACH_NLRI: IPv6, or IPv4 again
 * </pre>
 */
public final class UpdateView {

    public static final int HEADER_LENGTH = 19;

    private static final int EXTENDED_LENGTH = 0x10;
    private static final int UNICAST = 1;
    private static final int AFI_IPV6 = 2;

    /** A stretch of prefixes within the message. */
    public static final class Prefixes {
        private int from;
        private int to;
        private boolean isIpv6;

        public int from() {
            return from;
        }

        public int to() {
            return to;
        }

        public boolean isIpv6() {
            return isIpv6;
        }

        public boolean isEmpty() {
            return from == to;
        }

        private void set(int newFrom, int newTo, boolean ipv6) {
            from = newFrom;
            to = newTo;
            isIpv6 = ipv6;
        }
    }

    private final Prefixes withdrawn = new Prefixes();
    private final Prefixes announced = new Prefixes();
    private final Prefixes unreached = new Prefixes();
    private final Prefixes reached = new Prefixes();
    private int attributesFrom;
    private int attributesTo;
    private long pathHash;
    private long nextHopHash;
    private long reachedNextHopHash;

    /** Reads a whole message, its header included. False when lengths contradict one another. */
    public boolean parse(byte[] octets, int from, int to) {
        int at = from + HEADER_LENGTH;
        if (to - at < 4) {
            return false;
        }
        int withdrawnEnd = at + 2 + Octets.unsigned16(octets, at);
        if (withdrawnEnd + 2 > to) {
            return false;
        }
        withdrawn.set(at + 2, withdrawnEnd, false);
        int attributesEnd = withdrawnEnd + 2 + Octets.unsigned16(octets, withdrawnEnd);
        if (attributesEnd > to) {
            return false;
        }
        announced.set(attributesEnd, to, false);
        return parseAttributes(octets, withdrawnEnd + 2, attributesEnd);
    }

    boolean parseAttributes(byte[] octets, int from, int to) {
        attributesFrom = from;
        attributesTo = to;
        pathHash = 0;
        nextHopHash = 0;
        reachedNextHopHash = 0;
        reached.set(to, to, false);
        unreached.set(to, to, false);
        int at = from;
        while (at < to) {
            if (to - at < 3) {
                return false;
            }
            int flags = octets[at];
            int type = octets[at + 1] & 0xff;
            int length = octets[at + 2] & 0xff;
            at += 3;
            if ((flags & EXTENDED_LENGTH) != 0) {
                if (at == to) {
                    return false;
                }
                length = length << 8 | octets[at++] & 0xff;
            }
            if (to - at < length || !take(flags, type, octets, at, length)) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private boolean take(int flags, int type, byte[] octets, int at, int length) {
        switch (type) {
            case AttributeHash.NEXT_HOP -> nextHopHash += AttributeHash.ofNextHop(octets, at, length);
            case AttributeHash.MP_REACH_NLRI -> {
                int nextHopLength = length < 5 ? 0 : octets[at + 3] & 0xff;
                if (length < 5 + nextHopLength || octets[at + 2] != UNICAST || !reached.isEmpty()) {
                    return false;
                }
                reachedNextHopHash = AttributeHash.ofNextHop(octets, at + 4, nextHopLength);
                reached.set(at + 5 + nextHopLength, at + length, Octets.unsigned16(octets, at) == AFI_IPV6);
            }
            case AttributeHash.MP_UNREACH_NLRI -> {
                if (length < 3 || octets[at + 2] != UNICAST || !unreached.isEmpty()) {
                    return false;
                }
                unreached.set(at + 3, at + length, Octets.unsigned16(octets, at) == AFI_IPV6);
            }
            default -> pathHash += AttributeHash.of(flags, type, octets, at, length);
        }
        return true;
    }

    /** IPv4 prefixes in the place that RFC 4271 gave them. */
    public Prefixes withdrawn() {
        return withdrawn;
    }

    public Prefixes announced() {
        return announced;
    }

    /** Prefixes in attributes (RFC 4760). */
    public Prefixes unreached() {
        return unreached;
    }

    public Prefixes reached() {
        return reached;
    }

    /** Of all attributes but next hops and prefixes. */
    public long pathHash() {
        return pathHash;
    }

    public long nextHopHash() {
        return nextHopHash;
    }

    /** Of the next hop that came with {@link #reached}. */
    public long reachedNextHopHash() {
        return reachedNextHopHash;
    }

    public int attributesFrom() {
        return attributesFrom;
    }

    public int attributesTo() {
        return attributesTo;
    }

    /** Says nothing: an End-of-RIB marker (RFC 4724 §2). */
    public boolean isEmpty() {
        return withdrawn.isEmpty() && announced.isEmpty() && unreached.isEmpty() && reached.isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.attribute.AttributeType.Flags;
import java.util.Arrays;

/**
 * The path attributes of a route: immutable, and compared by identity once interned in an {@link AttributePool}.
 *
 * <p>The canonical bytes are the attributes as they stand in an UPDATE, in ascending order of type code, AS_PATH and
 * AGGREGATOR with 4-octet AS numbers, unused flag bits clear and the extended-length bit set only where the value passes
 * 255 octets. NEXT_HOP and the MP attributes are not among them: the next hop is a field, so that one set serves both
 * ways of carrying it. What every decision reads (RFC 4271 §9.1.2) is read once into plain fields, what only reflected routes
 * carry (RFC 4456 §9) when it is asked for: 40 octets a set.
 */
public final class AttributeSet {

    /** LOCAL_PREF of a route that carries none. */
    public static final int LOCAL_PREF_DEFAULT = 100;

    private static final int HAS_LOCAL_PREF = 1;
    private static final int HAS_MED = 1 << 1;
    private static final int HAS_ORIGINATOR_ID = 1 << 2;
    private static final int HAS_AS_SET = 1 << 3;
    private static final int NO_EXPORT = 1 << 4;
    private static final int NO_ADVERTISE = 1 << 5;
    private static final int HAS_CLUSTER_LIST = 1 << 6;

    private static final int COMMUNITY_NO_EXPORT = 0xffff_ff01;
    private static final int COMMUNITY_NO_ADVERTISE = 0xffff_ff02;
    private static final int COMMUNITY_NO_EXPORT_SUBCONFED = 0xffff_ff03;

    private static final int SEGMENT_AS_SET = 1;
    private static final int SEGMENT_AS_SEQUENCE = 2;
    private static final int SEGMENT_CONFED_SEQUENCE = 3;

    private final byte[] bytes;
    private final NextHop nextHop;

    private int localPref = LOCAL_PREF_DEFAULT;
    private int med;
    private int neighborAs;
    private char asPathLength;
    private byte origin;
    private byte flags;

    // Owned by the AttributePool, thus by the RibLoop.
    int id;
    int references;

    /**
     * @param canonicalBytes valid and canonical, as the class says; owned by the set from here on
     */
    public AttributeSet(byte[] canonicalBytes, NextHop nextHop) {
        this.bytes = canonicalBytes;
        this.nextHop = nextHop;
        readDecisionKey();
    }

    private void readDecisionKey() {
        for (int at = 0; at < bytes.length; at = end(at)) {
            int value = valueOffset(at);
            int length = valueLength(at);
            switch (bytes[at + 1] & 0xff) {
                case 1 -> origin = bytes[value];
                case 2 -> readAsPath(value, length);
                case 4 -> {
                    med = intAt(value);
                    flags |= HAS_MED;
                }
                case 5 -> {
                    localPref = intAt(value);
                    flags |= HAS_LOCAL_PREF;
                }
                case 8 -> readCommunities(value, length);
                case 9 -> flags |= HAS_ORIGINATOR_ID;
                case 10 -> flags |= HAS_CLUSTER_LIST;
                default -> {
                    // not part of the decision
                }
            }
        }
    }

    private void readAsPath(int offset, int length) {
        int total = 0;
        boolean first = true;
        for (int at = offset; at < offset + length; ) {
            int type = bytes[at];
            int count = bytes[at + 1] & 0xff;
            if (type == SEGMENT_AS_SEQUENCE) {
                total += count;
                if (first && count > 0) {
                    neighborAs = intAt(at + 2);
                }
            } else if (type == SEGMENT_AS_SET) {
                total++; // an AS_SET counts as one, however many it holds (RFC 4271 §9.1.2.2 a)
                flags |= HAS_AS_SET;
            } else if (type != SEGMENT_CONFED_SEQUENCE) {
                flags |= HAS_AS_SET; // AS_CONFED_SET; confederation segments do not count (RFC 5065 §5.3)
            }
            if (type == SEGMENT_AS_SEQUENCE || type == SEGMENT_AS_SET) {
                first = false;
            }
            at += 2 + 4 * count;
        }
        asPathLength = (char) total;
    }

    private void readCommunities(int offset, int length) {
        for (int at = offset; at < offset + length; at += 4) {
            switch (intAt(at)) {
                // outside a confederation NO_EXPORT_SUBCONFED and NO_EXPORT say the same (RFC 1997)
                case COMMUNITY_NO_EXPORT, COMMUNITY_NO_EXPORT_SUBCONFED -> flags |= NO_EXPORT;
                case COMMUNITY_NO_ADVERTISE -> flags |= NO_ADVERTISE;
                default -> {
                    // no effect on propagation
                }
            }
        }
    }

    public NextHop nextHop() {
        return nextHop;
    }

    public Origin origin() {
        return Origin.ofValue(origin);
    }

    /** LOCAL_PREF, unsigned; {@link #LOCAL_PREF_DEFAULT} when absent. */
    public int localPref() {
        return localPref;
    }

    public boolean hasLocalPref() {
        return (flags & HAS_LOCAL_PREF) != 0;
    }

    /** MULTI_EXIT_DISC, unsigned; 0 when absent. */
    public int med() {
        return med;
    }

    public boolean hasMed() {
        return (flags & HAS_MED) != 0;
    }

    /** The AS the route was learned from: the leftmost of the first AS_SEQUENCE; 0 when the path is empty. */
    public int neighborAs() {
        return neighborAs;
    }

    /** Hops for the decision: an AS_SET is one, confederation segments none. */
    public int asPathLength() {
        return asPathLength;
    }

    public boolean hasOriginatorId() {
        return (flags & HAS_ORIGINATOR_ID) != 0;
    }

    /** ORIGINATOR_ID, unsigned; 0 when absent. */
    public int originatorId() {
        return hasOriginatorId() ? intAt(valueOffset(find(AttributeType.ORIGINATOR_ID))) : 0;
    }

    /** Entries of CLUSTER_LIST; 0 when absent. */
    public int clusterListLength() {
        return hasClusterList() ? valueLength(find(AttributeType.CLUSTER_LIST)) / 4 : 0;
    }

    /** Whether AS_PATH holds an AS_SET or AS_CONFED_SET (RFC 9774). */
    public boolean hasAsSet() {
        return (flags & HAS_AS_SET) != 0;
    }

    /** NO_EXPORT or NO_EXPORT_SUBCONFED is among the communities (RFC 1997). */
    public boolean isNoExport() {
        return (flags & NO_EXPORT) != 0;
    }

    public boolean isNoAdvertise() {
        return (flags & NO_ADVERTISE) != 0;
    }

    /** How often the AS stands in AS_PATH, in segments of every kind. */
    public int occurrencesInAsPath(int asNumber) {
        int path = find(AttributeType.AS_PATH);
        if (path < 0) {
            return 0;
        }
        int occurrences = 0;
        int end = end(path);
        for (int at = valueOffset(path); at < end; ) {
            int count = bytes[at + 1] & 0xff;
            at += 2;
            for (int i = 0; i < count; i++, at += 4) {
                if (intAt(at) == asNumber) {
                    occurrences++;
                }
            }
        }
        return occurrences;
    }

    private boolean hasClusterList() {
        return (flags & HAS_CLUSTER_LIST) != 0;
    }

    public boolean clusterListContains(int clusterId) {
        if (!hasClusterList()) {
            return false;
        }
        int list = find(AttributeType.CLUSTER_LIST);
        int end = end(list);
        for (int at = valueOffset(list); at < end; at += 4) {
            if (intAt(at) == clusterId) {
                return true;
            }
        }
        return false;
    }

    // --- The canonical bytes: a walk is for (at = 0; at < lengthBytes(); at = end(at)).

    /** The canonical bytes themselves, for codecs that splice them: read only. */
    public byte[] canonicalBytes() {
        return bytes;
    }

    public int lengthBytes() {
        return bytes.length;
    }

    /** The offset at which the attribute of this type starts, or -1. */
    public int find(AttributeType type) {
        int code = type.code();
        for (int at = 0; at < bytes.length; at = end(at)) {
            int found = bytes[at + 1] & 0xff;
            if (found >= code) {
                return found == code ? at : -1;
            }
        }
        return -1;
    }

    public int typeCode(int at) {
        return bytes[at + 1] & 0xff;
    }

    public int flags(int at) {
        return bytes[at] & 0xff;
    }

    public int valueOffset(int at) {
        return (bytes[at] & Flags.EXTENDED_LENGTH) != 0 ? at + 4 : at + 3;
    }

    public int valueLength(int at) {
        return (bytes[at] & Flags.EXTENDED_LENGTH) != 0
                ? (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff
                : bytes[at + 2] & 0xff;
    }

    /** The offset behind the attribute that starts at {@code at}. */
    public int end(int at) {
        return valueOffset(at) + valueLength(at);
    }

    /** A copy of the value of the attribute, or an empty array when it is absent. */
    public byte[] value(AttributeType type) {
        int at = find(type);
        return at < 0 ? new byte[0] : Arrays.copyOfRange(bytes, valueOffset(at), end(at));
    }

    private int intAt(int offset) {
        return (bytes[offset] & 0xff) << 24
                | (bytes[offset + 1] & 0xff) << 16
                | (bytes[offset + 2] & 0xff) << 8
                | bytes[offset + 3] & 0xff;
    }

    /** The same attributes with another next hop. */
    public AttributeSet withNextHop(NextHop other) {
        return other.equals(nextHop) ? this : new AttributeSet(bytes, other);
    }

    /** Whether both hold the same attributes and next hop; identity is enough between interned sets. */
    public boolean contentEquals(AttributeSet other) {
        return this == other || Arrays.equals(bytes, other.bytes) && nextHop.equals(other.nextHop);
    }
}

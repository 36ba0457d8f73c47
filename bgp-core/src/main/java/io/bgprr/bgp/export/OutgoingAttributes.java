// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType.Flags;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.rib.RibPeer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes a route's attributes as a group is to see them, by splicing the canonical bytes: what does not change is copied.
 *
 * <ul>
 *   <li>Reflected (RFC 4456 §8): ORIGINATOR_ID where there is none, the cluster identifier in front of CLUSTER_LIST;
 *       everything else as it was.
 *   <li>To another AS (RFC 4271 §5, §9.2): our AS in front of AS_PATH; LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST, foreign
 *       MULTI_EXIT_DISC, non-transitive extended communities (RFC 4360 §6, RFC 5701 §2) and confederation segments (RFC 5065 §4.1) stay
 *       behind.
 *   <li>Inside our AS: LOCAL_PREF where there is none.
 * </ul>
 *
 * <p>The result is canonical: ascending types, 4-octet AS numbers.
 */
final class OutgoingAttributes {

    private static final int AS_PATH = 2;
    private static final int NEXT_HOP = 3;
    private static final int MED = 4;
    private static final int LOCAL_PREF = 5;
    private static final int ORIGINATOR_ID = 9;
    private static final int CLUSTER_LIST = 10;
    private static final int EXTENDED_COMMUNITIES = 16;
    private static final int IPV6_EXTENDED_COMMUNITIES = 25;
    private static final int END = 256;
    private static final int AS_SEQUENCE = 2;

    private final UpdateGroupKey key;
    private final boolean isExternal;
    private final boolean writesNextHop;

    private byte[] out = new byte[512];
    private int length;

    /** @param writesNextHop write NEXT_HOP in its place, as UPDATEs of IPv4 carry it */
    OutgoingAttributes(UpdateGroupKey key, boolean writesNextHop) {
        this.key = key;
        this.isExternal = key.kind() == PeerKind.EBGP;
        this.writesNextHop = writesNextHop;
    }

    /** The octets written last; valid up to {@link #lengthBytes} until the next {@link #write}. */
    byte[] bytes() {
        return out;
    }

    int lengthBytes() {
        return length;
    }

    NextHop nextHop(AttributeSet set, RibPeer source) {
        return Objects.requireNonNull(key.nextHop().resolve(set, !isExternal && source.isInternal()));
    }

    void write(AttributeSet set, RibPeer source) {
        reserve(set.lengthBytes() + 64);
        length = 0;
        boolean isReflected = !isExternal && source.isInternal();
        int written = 0; // the type code up to which everything is written
        byte[] canonical = set.canonicalBytes();
        for (int at = 0; at < canonical.length; at = set.end(at)) {
            int type = set.typeCode(at);
            insertMissing(set, source, isReflected, written, type);
            writeOne(set, source, isReflected, at, type);
            written = type;
        }
        insertMissing(set, source, isReflected, written, END);
    }

    /** Attributes that the received route lacks, between two of those it has. */
    private void insertMissing(AttributeSet set, RibPeer source, boolean isReflected, int behind, int before) {
        if (writesNextHop && behind < NEXT_HOP && NEXT_HOP < before) {
            writeNextHop(nextHop(set, source));
        }
        if (!isExternal && behind < LOCAL_PREF && LOCAL_PREF < before) {
            writeInt(Flags.TRANSITIVE, LOCAL_PREF, AttributeSet.LOCAL_PREF_DEFAULT);
        }
        if (isReflected && behind < ORIGINATOR_ID && ORIGINATOR_ID < before) {
            writeInt(Flags.OPTIONAL, ORIGINATOR_ID, source.routerId().bits());
        }
        if (isReflected && behind < CLUSTER_LIST && CLUSTER_LIST < before) {
            writeClusterList(set, source, -1);
        }
    }

    private void writeOne(AttributeSet set, RibPeer source, boolean isReflected, int at, int type) {
        switch (type) {
            case AS_PATH -> {
                if (isExternal) {
                    writePrependedAsPath(set, at);
                } else {
                    copy(set, at);
                }
            }
            case MED -> {
                if (!isExternal || source.isLocal()) {
                    copy(set, at);
                }
            }
            case LOCAL_PREF, ORIGINATOR_ID -> {
                if (!isExternal) {
                    copy(set, at);
                }
            }
            case CLUSTER_LIST -> {
                if (isReflected) {
                    writeClusterList(set, source, at);
                } else if (!isExternal) {
                    copy(set, at);
                }
            }
            case EXTENDED_COMMUNITIES -> writeExtendedCommunities(set, at, type, 8);
            case IPV6_EXTENDED_COMMUNITIES -> writeExtendedCommunities(set, at, type, 20);
            default -> copy(set, at);
        }
    }

    private void copy(AttributeSet set, int at) {
        int octets = set.end(at) - at;
        System.arraycopy(set.canonicalBytes(), at, out, length, octets);
        length += octets;
    }

    private void writeNextHop(NextHop nextHop) {
        writeHeader(Flags.TRANSITIVE, NEXT_HOP, 4);
        nextHop.address().writeTo(out, length);
        length += 4;
    }

    /**
     * Our AS as the first of the first AS_SEQUENCE, or of a new one when that is full (RFC 4271 §5.1.2 b). Confederation
     * segments, which an internal peer may have sent, stay behind: outside they are malformed (RFC 5065 §4.1, §5).
     */
    private void writePrependedAsPath(AttributeSet set, int at) {
        byte[] canonical = set.canonicalBytes();
        int end = set.end(at);
        int first = end; // the first segment that stays
        int octets = 0;
        for (int i = set.valueOffset(at); i < end; i += segmentLength(canonical, i)) {
            if (canonical[i] <= AS_SEQUENCE) {
                first = Math.min(first, i);
                octets += segmentLength(canonical, i);
            }
        }
        int firstCount = octets > 0 && canonical[first] == AS_SEQUENCE ? canonical[first + 1] & 0xff : 255;
        boolean joins = firstCount < 255;
        writeHeader(Flags.TRANSITIVE, AS_PATH, octets + (joins ? 4 : 6));
        out[length++] = AS_SEQUENCE;
        out[length++] = (byte) (joins ? firstCount + 1 : 1);
        putInt(key.localAs().bits());
        for (int i = first; i < end; i += segmentLength(canonical, i)) {
            if (canonical[i] <= AS_SEQUENCE) {
                int head = joins && i == first ? 2 : 0;
                int rest = segmentLength(canonical, i) - head;
                System.arraycopy(canonical, i + head, out, length, rest);
                length += rest;
            }
        }
    }

    private static int segmentLength(byte[] path, int at) {
        return 2 + 4 * (path[at + 1] & 0xff);
    }

    /**
     * The cluster of the client that the route comes from, and in front of it the cluster of the clients it goes to where that
     * is another one (RFC 4456 §8); between non-clients' routes and clients only the latter.
     */
    private void writeClusterList(AttributeSet set, RibPeer source, int at) {
        int octets = at < 0 ? 0 : set.valueLength(at);
        int from = source.isClient() ? source.clusterId() : key.clusterId();
        boolean crosses = source.isClient() && key.kind() == PeerKind.IBGP_CLIENT && key.clusterId() != from;
        writeHeader(Flags.OPTIONAL, CLUSTER_LIST, octets + (crosses ? 8 : 4));
        if (crosses) {
            putInt(key.clusterId());
        }
        putInt(from);
        if (octets > 0) {
            System.arraycopy(set.canonicalBytes(), set.valueOffset(at), out, length, octets);
            length += octets;
        }
    }

    /** @param octets of each community; its first octet says whether it may leave the AS */
    private void writeExtendedCommunities(AttributeSet set, int at, int type, int octets) {
        if (!isExternal) {
            copy(set, at);
            return;
        }
        byte[] canonical = set.canonicalBytes();
        int end = set.end(at);
        int kept = 0;
        for (int i = set.valueOffset(at); i < end; i += octets) {
            kept += isTransitive(canonical[i]) ? octets : 0;
        }
        if (kept == 0) {
            return;
        }
        writeHeader(set.flags(at) & ~Flags.EXTENDED_LENGTH, type, kept);
        for (int i = set.valueOffset(at); i < end; i += octets) {
            if (isTransitive(canonical[i])) {
                System.arraycopy(canonical, i, out, length, octets);
                length += octets;
            }
        }
    }

    private static boolean isTransitive(byte typeHigh) {
        return (typeHigh & 0x40) == 0;
    }

    private void writeInt(int flags, int type, int value) {
        writeHeader(flags, type, 4);
        putInt(value);
    }

    private void writeHeader(int flags, int type, int valueLength) {
        if (valueLength > 255) {
            out[length++] = (byte) (flags | Flags.EXTENDED_LENGTH);
            out[length++] = (byte) type;
            out[length++] = (byte) (valueLength >>> 8);
        } else {
            out[length++] = (byte) flags;
            out[length++] = (byte) type;
        }
        out[length++] = (byte) valueLength;
    }

    private void putInt(int value) {
        out[length] = (byte) (value >>> 24);
        out[length + 1] = (byte) (value >>> 16);
        out[length + 2] = (byte) (value >>> 8);
        out[length + 3] = (byte) value;
        length += 4;
    }

    private void reserve(int octets) {
        if (out.length < octets) {
            out = Arrays.copyOf(out, Math.max(octets, out.length * 2));
        }
    }
}

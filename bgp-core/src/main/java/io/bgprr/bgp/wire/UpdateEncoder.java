// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static io.bgprr.bgp.attribute.AttributeType.Flags.EXTENDED_LENGTH;
import static io.bgprr.bgp.attribute.AttributeType.Flags.PARTIAL;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import java.util.Arrays;

/**
 * The parts of UPDATEs (RFC 4271 §4.3, RFC 4760, RFC 6793 §4.2.2), written into octets of the caller. Each method returns the
 * offset behind what it wrote; none allocates, and none checks for room: an index that runs out of the array is the caller's
 * error. {@link UpdateMessages} puts whole messages together from them.
 *
 * <p>A message with IPv4 routes in its body, and one with MP_REACH_NLRI first, as RFC 7606 §5.1 asks for:
 *
 * <pre>
 * | header 19 | 0 0 | length 2 | attributes with NEXT_HOP             | NLRI |
 * | header 19 | 0 0 | length 2 | MP_REACH_NLRI (NLRI) | attributes    |
 * </pre>
 */
public final class UpdateEncoder {

    /** Header, withdrawn length 0, and room for the attribute length: where the attributes of a message that announces start. */
    public static final int ATTRIBUTES_OFFSET = Message.HEADER_LENGTH_BYTES + 4;

    /** NEXT_HOP in the body form: flags, type, length and an IPv4 address. */
    public static final int NEXT_HOP_LENGTH_BYTES = 7;

    /** Octets of MP_UNREACH_NLRI before its withdrawn routes. */
    public static final int MP_UNREACH_HEAD_LENGTH_BYTES = 4 + 3;

    private static final byte[] MARKER = new byte[16];

    static {
        Arrays.fill(MARKER, (byte) 0xff);
    }

    private UpdateEncoder() {}

    // --- The frame of the message.

    /** Writes the 19 octets of the header of an UPDATE of this total length. */
    public static int putHeader(byte[] out, int at, int messageLengthBytes) {
        System.arraycopy(MARKER, 0, out, at, MARKER.length);
        putShort(out, at + 16, messageLengthBytes);
        out[at + 18] = Message.TYPE_UPDATE;
        return at + Message.HEADER_LENGTH_BYTES;
    }

    public static int putShort(byte[] out, int at, int value) {
        out[at] = (byte) (value >>> 8);
        out[at + 1] = (byte) value;
        return at + 2;
    }

    // --- Attributes of a set.

    /** Octets that {@link #putAttributes} writes. */
    public static int attributesLength(AttributeSet set, boolean isFourOctetAs, boolean withNextHop) {
        int nextHop = withNextHop ? NEXT_HOP_LENGTH_BYTES : 0;
        return nextHop + (isFourOctetAs ? set.lengthBytes() : TwoOctetAs.attributesLength(set));
    }

    /**
     * Writes the set's attributes in ascending order. With {@code withNextHop} the set's next hop, which must be IPv4, stands
     * among them as NEXT_HOP; else it is left to {@link #putMpReachHead}. Towards a 2-octet speaker AS_PATH and AGGREGATOR
     * shrink, and AS4_PATH and AS4_AGGREGATOR carry what does not fit (RFC 6793 §4.2.2).
     */
    public static int putAttributes(byte[] out, int at, AttributeSet set, boolean isFourOctetAs, boolean withNextHop) {
        if (!isFourOctetAs) {
            return TwoOctetAs.putAttributes(out, at, set, withNextHop);
        }
        byte[] bytes = set.canonicalBytes();
        if (!withNextHop) {
            System.arraycopy(bytes, 0, out, at, bytes.length);
            return at + bytes.length;
        }
        int split = nextHopPlace(set);
        System.arraycopy(bytes, 0, out, at, split);
        int to = putNextHop(out, at + split, set.nextHop());
        System.arraycopy(bytes, split, out, to, bytes.length - split);
        return to + bytes.length - split;
    }

    /** Where in the canonical bytes NEXT_HOP belongs: behind ORIGIN and AS_PATH. */
    private static int nextHopPlace(AttributeSet set) {
        int at = 0;
        while (at < set.lengthBytes() && set.typeCode(at) < AttributeType.NEXT_HOP.code()) {
            at = set.end(at);
        }
        return at;
    }

    /** Writes NEXT_HOP (RFC 4271 §5.1.3). */
    public static int putNextHop(byte[] out, int at, NextHop nextHop) {
        if (nextHop.lengthBytes() != 4) {
            throw new IllegalArgumentException("NEXT_HOP cannot carry " + nextHop);
        }
        out[at] = (byte) AttributeType.NEXT_HOP.flags();
        out[at + 1] = (byte) AttributeType.NEXT_HOP.code();
        out[at + 2] = 4;
        nextHop.writeTo(out, at + 3);
        return at + NEXT_HOP_LENGTH_BYTES;
    }

    // --- The MP attributes.

    /** Octets of MP_REACH_NLRI before its NLRI. */
    public static int mpReachHeadLength(NextHop nextHop) {
        return 4 + 3 + 1 + nextHop.lengthBytes() + 1;
    }

    /**
     * Writes MP_REACH_NLRI as far as its NLRI, which the caller writes next (RFC 4760 §3). Always with the extended length,
     * so that the head's size does not depend on the NLRI.
     *
     * <pre>
     * | 90 0e | length 2 | AFI 2 | SAFI 1 | next hop length 1 | next hop | 0 |
     * </pre>
     */
    public static int putMpReachHead(byte[] out, int at, AddressFamily family, NextHop nextHop, int nlriLengthBytes) {
        int length = mpReachHeadLength(nextHop) - 4 + nlriLengthBytes;
        int to = putMpHead(out, at, AttributeType.MP_REACH_NLRI, length, family);
        out[to] = (byte) nextHop.lengthBytes();
        nextHop.writeTo(out, to + 1);
        to += 1 + nextHop.lengthBytes();
        out[to] = 0; // reserved
        return to + 1;
    }

    /**
     * Writes MP_UNREACH_NLRI as far as its withdrawn routes, which the caller writes next (RFC 4760 §4).
     *
     * <pre>
     * | 90 0f | length 2 | AFI 2 | SAFI 1 |
     * </pre>
     */
    public static int putMpUnreachHead(byte[] out, int at, AddressFamily family, int nlriLengthBytes) {
        return putMpHead(out, at, AttributeType.MP_UNREACH_NLRI, 3 + nlriLengthBytes, family);
    }

    private static int putMpHead(byte[] out, int at, AttributeType type, int length, AddressFamily family) {
        out[at] = (byte) (type.flags() | EXTENDED_LENGTH);
        out[at + 1] = (byte) type.code();
        putShort(out, at + 2, length);
        putShort(out, at + 4, family.afi());
        out[at + 6] = (byte) family.safi();
        return at + 7;
    }

    // --- NLRI.

    /** Octets of one NLRI: the length octet and the prefix, and the path identifier with Add-Path. */
    public static int nlriLength(int lengthBits, boolean addPath) {
        return 1 + ((lengthBits + 7) >>> 3) + (addPath ? 4 : 0);
    }

    /**
     * Writes one IPv4 prefix without a path identifier.
     *
     * @param address its 32 bits, host bits zero
     */
    public static int putIpv4Nlri(byte[] out, int at, int address, int lengthBits) {
        out[at] = (byte) lengthBits;
        int to = at + 1;
        for (int bits = 0, shift = 24; bits < lengthBits; bits += 8, shift -= 8) {
            out[to++] = (byte) (address >>> shift);
        }
        return to;
    }

    /** Writes one IPv6 prefix without a path identifier; host bits are zero. */
    public static int putIpv6Nlri(byte[] out, int at, long high, long low, int lengthBits) {
        out[at] = (byte) lengthBits;
        int to = at + 1;
        for (int bits = 0; bits < lengthBits; bits += 8) {
            long half = bits < 64 ? high : low;
            out[to++] = (byte) (half >>> (56 - (bits & 63)));
        }
        return to;
    }

    /**
     * Writes one prefix of either family, as the accessors of a cursor or an address give it.
     *
     * @param high the upper 64 bits of IPv6, 0 for IPv4
     * @param low the lower 64 bits of IPv6, or the 32 bits of IPv4
     */
    public static int putNlri(byte[] out, int at, AddressFamily family, long high, long low, int lengthBits) {
        return family == AddressFamily.IPV4_UNICAST
                ? putIpv4Nlri(out, at, (int) low, lengthBits)
                : putIpv6Nlri(out, at, high, low, lengthBits);
    }

    /** Writes the path identifier that stands before an NLRI with Add-Path (RFC 7911 §3). */
    public static int putPathId(byte[] out, int at, int pathId) {
        AsPathCodec.putInt(out, at, pathId);
        return at + 4;
    }

    // --- End-of-RIB.

    /**
     * The whole message that marks the initial dump of a family as complete: for IPv4 an empty UPDATE, else an empty
     * MP_UNREACH_NLRI (RFC 4724 §2).
     */
    public static byte[] endOfRib(AddressFamily family) {
        boolean isBody = family == AddressFamily.IPV4_UNICAST;
        byte[] message = new byte[ATTRIBUTES_OFFSET + (isBody ? 0 : 6)];
        putHeader(message, 0, message.length);
        if (!isBody) {
            putShort(message, ATTRIBUTES_OFFSET - 2, 6);
            message[ATTRIBUTES_OFFSET] = (byte) AttributeType.MP_UNREACH_NLRI.flags();
            message[ATTRIBUTES_OFFSET + 1] = (byte) AttributeType.MP_UNREACH_NLRI.code();
            message[ATTRIBUTES_OFFSET + 2] = 3;
            putShort(message, ATTRIBUTES_OFFSET + 3, family.afi());
            message[ATTRIBUTES_OFFSET + 5] = (byte) family.safi();
        }
        return message;
    }

    /** What RFC 6793 §4.2.2 asks for towards a speaker of 2-octet AS numbers. */
    private static final class TwoOctetAs {

        private static final int AS4_PATH = AttributeType.AS4_PATH.code();

        static int attributesLength(AttributeSet set) {
            byte[] bytes = set.canonicalBytes();
            int total = 0;
            for (int at = 0; at < bytes.length; at = set.end(at)) {
                int value = set.valueOffset(at);
                int length = set.valueLength(at);
                total += switch (set.typeCode(at)) {
                    case 2 -> attribute(AsPathCodec.narrowedLength(bytes, value, length)) + as4PathLength(set, at);
                    case 7 -> attribute(6) + (isUnmappableAggregator(set, at) ? attribute(8) : 0);
                    default -> set.end(at) - at;
                };
            }
            return total;
        }

        private static int attribute(int valueLength) {
            return valueLength + (valueLength > 255 ? 4 : 3);
        }

        private static int as4PathLength(AttributeSet set, int path) {
            int length = as4ValueLength(set, path);
            return length == 0 ? 0 : attribute(length);
        }

        /** Octets of the AS4_PATH's value; 0 when it is not sent. */
        private static int as4ValueLength(AttributeSet set, int path) {
            byte[] bytes = set.canonicalBytes();
            int offset = set.valueOffset(path);
            int length = set.valueLength(path);
            return AsPathCodec.isUnmappable(bytes, offset, length)
                    ? AsPathCodec.lengthWithoutConfederation(bytes, offset, length)
                    : 0;
        }

        private static boolean isUnmappableAggregator(AttributeSet set, int at) {
            return AsPathCodec.asAt(set.canonicalBytes(), set.valueOffset(at), 4) >>> 16 != 0;
        }

        static int putAttributes(byte[] out, int start, AttributeSet set, boolean withNextHop) {
            byte[] bytes = set.canonicalBytes();
            int nextHopAt = withNextHop ? nextHopPlace(set) : -1;
            int path = set.find(AttributeType.AS_PATH);
            int aggregator = set.find(AttributeType.AGGREGATOR);
            boolean isAs4Due = true; // AS4_PATH and AS4_AGGREGATOR stand behind the codes below them
            int to = start;
            for (int at = 0; at < bytes.length; at = set.end(at)) {
                if (at == nextHopAt) {
                    to = putNextHop(out, to, set.nextHop());
                    nextHopAt = -1;
                }
                if (isAs4Due && set.typeCode(at) > AS4_PATH) {
                    to = putAs4(out, to, set, path, aggregator);
                    isAs4Due = false;
                }
                if (at == path) {
                    to = putPath(out, to, set, path);
                } else if (at == aggregator) {
                    to = putAggregator(out, to, set, aggregator);
                } else {
                    System.arraycopy(bytes, at, out, to, set.end(at) - at);
                    to += set.end(at) - at;
                }
            }
            if (nextHopAt >= 0) {
                to = putNextHop(out, to, set.nextHop());
            }
            return isAs4Due ? putAs4(out, to, set, path, aggregator) : to;
        }

        private static int putPath(byte[] out, int at, AttributeSet set, int path) {
            byte[] bytes = set.canonicalBytes();
            int offset = set.valueOffset(path);
            int length = set.valueLength(path);
            int narrowed = AsPathCodec.narrowedLength(bytes, offset, length);
            int to = putAttributeHead(out, at, AttributeType.AS_PATH, 0, narrowed);
            return AsPathCodec.narrow(bytes, offset, length, out, to);
        }

        private static int putAggregator(byte[] out, int at, AttributeSet set, int aggregator) {
            byte[] bytes = set.canonicalBytes();
            int value = set.valueOffset(aggregator);
            int as = AsPathCodec.asAt(bytes, value, 4);
            int to = putAttributeHead(out, at, AttributeType.AGGREGATOR, set.flags(aggregator) & PARTIAL, 6);
            putShort(out, to, as >>> 16 == 0 ? as : AsNumber.AS_TRANS);
            System.arraycopy(bytes, value + 4, out, to + 2, 4);
            return to + 6;
        }

        private static int putAs4(byte[] out, int at, AttributeSet set, int path, int aggregator) {
            byte[] bytes = set.canonicalBytes();
            int to = at;
            int as4Length = path < 0 ? 0 : as4ValueLength(set, path);
            if (as4Length > 0) {
                to = putAttributeHead(out, to, AttributeType.AS4_PATH, 0, as4Length);
                int offset = set.valueOffset(path);
                to = AsPathCodec.copyWithoutConfederation(bytes, offset, set.valueLength(path), out, to);
            }
            if (aggregator >= 0 && isUnmappableAggregator(set, aggregator)) {
                to = putAttributeHead(out, to, AttributeType.AS4_AGGREGATOR, 0, 8);
                System.arraycopy(bytes, set.valueOffset(aggregator), out, to, 8);
                to += 8;
            }
            return to;
        }

        private static int putAttributeHead(byte[] out, int at, AttributeType type, int extraFlags, int length) {
            boolean isExtended = length > 255;
            out[at] = (byte) (type.flags() | extraFlags | (isExtended ? EXTENDED_LENGTH : 0));
            out[at + 1] = (byte) type.code();
            if (isExtended) {
                return putShort(out, at + 2, length);
            }
            out[at + 2] = (byte) length;
            return at + 3;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.wire.UpdateEncoder;
import java.util.Arrays;

/**
 * What every UPDATE with the same attributes has in common: the octets before its prefixes and those behind them, as {@link
 * UpdateWriter} draws them; and so, whether there is room for a prefix at all.
 *
 * <p>Its scratch space is reused: what it holds is valid until the next {@link #open}.
 */
final class UpdateFrame {

    /**
     * More than a route's canonical attributes can grow by: 23 octets of the header and the two lengths, 17 of the longest NLRI,
     * 41 of MP_REACH_NLRI, and at most 45 of NEXT_HOP, LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST, our AS and AS4_AGGREGATOR.
     */
    private static final int GROWTH_MAX = 160;

    private final UpdateGroupKey key;
    private final boolean isIpv4;
    private final int messageBytesMax;
    private final OutgoingAttributes attributes;

    private byte[] head = new byte[256]; // behind the header, before the prefixes
    private int headLength;
    private byte[] tail = new byte[0]; // behind the prefixes, which for IPv6 stand in the first attribute
    private int tailLength;

    UpdateFrame(UpdateGroupKey key) {
        this.key = key;
        this.isIpv4 = key.family() == AddressFamily.IPV4_UNICAST;
        this.messageBytesMax = UpdatePacker.messageBytesMax(key);
        this.attributes = new OutgoingAttributes(key, isIpv4 && key.isFourOctetAs());
    }

    /** Takes the attributes as the group is to see them. */
    void open(AttributeSet set, RibPeer source) {
        attributes.write(set, source);
        if (key.isFourOctetAs()) {
            take(attributes.bytes(), attributes.lengthBytes());
        } else {
            takeTwoOctet(new AttributeSet(
                    Arrays.copyOf(attributes.bytes(), attributes.lengthBytes()), attributes.nextHop(set, source)));
        }
        if (!isIpv4) {
            NextHop nextHop = attributes.nextHop(set, source);
            head = reserve(head, UpdateEncoder.mpReachHeadLength(nextHop));
            headLength = UpdateEncoder.putMpReachHead(head, 0, key.family(), nextHop, 0);
        }
    }

    /** For IPv4 all attributes stand before the NLRI; else all but MP_REACH_NLRI stand behind. */
    private void take(byte[] bytes, int count) {
        headLength = 0;
        tailLength = 0;
        if (isIpv4) {
            head = bytes;
            headLength = count;
        } else {
            tail = bytes;
            tailLength = count;
        }
    }

    /** Rare, so it may allocate: towards a speaker of 2-octet AS numbers (RFC 6793 §4.2.2). */
    private void takeTwoOctet(AttributeSet outgoing) {
        byte[] bytes = new byte[UpdateEncoder.attributesLength(outgoing, false, isIpv4)];
        take(bytes, UpdateEncoder.putAttributes(bytes, 0, outgoing, false, isIpv4));
    }

    private static byte[] reserve(byte[] bytes, int octets) {
        return bytes.length < octets ? new byte[octets * 2] : bytes;
    }

    /** Octets behind the header and the two lengths, before the prefixes. */
    byte[] head() {
        return head;
    }

    int headLength() {
        return headLength;
    }

    /** Octets behind the prefixes. */
    byte[] tail() {
        return tail;
    }

    int tailLength() {
        return tailLength;
    }

    /** Whether the length of the set alone says that a message holds it and a prefix of any length: nearly always. */
    boolean fitsAlways(AttributeSet set) {
        // Towards 2-octet speakers AS_PATH may stand there twice.
        return (key.isFourOctetAs() ? 1 : 2) * set.lengthBytes() + GROWTH_MAX <= messageBytesMax;
    }

    /**
     * Whether a message holds these attributes and a prefix of this length (RFC 4271 §9.2, RFC 8654 §4). Where the length of the set
     * does not say so the attributes are written to see, which takes the place of what {@link #open} took.
     */
    boolean fits(AttributeSet set, RibPeer source, int lengthBits) {
        if (fitsAlways(set)) {
            return true;
        }
        open(set, source);
        int least = UpdateEncoder.ATTRIBUTES_OFFSET + headLength + tailLength;
        return least + UpdateEncoder.nlriLength(lengthBits, false) <= messageBytesMax;
    }
}

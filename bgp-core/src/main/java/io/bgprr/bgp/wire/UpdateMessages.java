// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole UPDATEs from lists of prefixes: for tests, tools and embedders, where convenience counts more than octets per second.
 *
 * @param isFourOctetAs the session carries 4-octet AS numbers (RFC 6793)
 * @param lengthBytesMax 4096, or 65535 with RFC 8654
 */
public record UpdateMessages(boolean isFourOctetAs, int lengthBytesMax) {

    /** What a session of today's speakers agrees on. */
    public static final UpdateMessages PLAIN = new UpdateMessages(true, Message.LENGTH_BYTES_MAX);

    /**
     * Announces prefixes of one family, IPv4 with an IPv4 next hop in the body, all else in MP_REACH_NLRI.
     *
     * @throws IllegalArgumentException when the attributes leave no room for a prefix
     */
    public List<byte[]> announce(AttributeSet set, List<Prefix> prefixes) {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < prefixes.size(); ) {
            AddressFamily family = prefixes.getFirst().family();
            NextHop nextHop = set.nextHop();
            boolean isBody = family == AddressFamily.IPV4_UNICAST && nextHop.lengthBytes() == 4;
            int attributes = UpdateEncoder.attributesLength(set, isFourOctetAs, isBody);
            int mpHead = isBody ? 0 : UpdateEncoder.mpReachHeadLength(nextHop);
            int fixed = UpdateEncoder.ATTRIBUTES_OFFSET + attributes + mpHead;
            int to = take(prefixes, from, lengthBytesMax - fixed);
            if (to == from) {
                throw new IllegalArgumentException(attributes + " octets of attributes leave no room for a prefix");
            }
            List<Prefix> taken = prefixes.subList(from, to);
            int nlri = nlriLength(taken);
            byte[] message = new byte[fixed + nlri];
            UpdateEncoder.putHeader(message, 0, message.length);
            UpdateEncoder.putShort(
                    message, UpdateEncoder.ATTRIBUTES_OFFSET - 2, attributes + mpHead + (isBody ? 0 : nlri));
            int at = UpdateEncoder.ATTRIBUTES_OFFSET;
            if (isBody) {
                at = UpdateEncoder.putAttributes(message, at, set, isFourOctetAs, true);
                putAll(message, at, taken);
            } else {
                at = UpdateEncoder.putMpReachHead(message, at, family, nextHop, nlri);
                at = putAll(message, at, taken);
                UpdateEncoder.putAttributes(message, at, set, isFourOctetAs, false);
            }
            messages.add(message);
            from = to;
        }
        return messages;
    }

    /** Withdraws prefixes of one family: IPv4 in the body, else in MP_UNREACH_NLRI. */
    public List<byte[]> withdraw(List<Prefix> prefixes) {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < prefixes.size(); ) {
            AddressFamily family = prefixes.getFirst().family();
            boolean isBody = family == AddressFamily.IPV4_UNICAST;
            int fixed = UpdateEncoder.ATTRIBUTES_OFFSET + (isBody ? 0 : UpdateEncoder.MP_UNREACH_HEAD_LENGTH_BYTES);
            int to = take(prefixes, from, lengthBytesMax - fixed);
            List<Prefix> taken = prefixes.subList(from, to);
            int nlri = nlriLength(taken);
            byte[] message = new byte[fixed + nlri];
            UpdateEncoder.putHeader(message, 0, message.length);
            if (isBody) {
                UpdateEncoder.putShort(message, Message.HEADER_LENGTH_BYTES, nlri);
                putAll(message, Message.HEADER_LENGTH_BYTES + 2, taken);
            } else {
                int at = UpdateEncoder.ATTRIBUTES_OFFSET;
                UpdateEncoder.putShort(message, at - 2, UpdateEncoder.MP_UNREACH_HEAD_LENGTH_BYTES + nlri);
                putAll(message, UpdateEncoder.putMpUnreachHead(message, at, family, nlri), taken);
            }
            messages.add(message);
            from = to;
        }
        return messages;
    }

    private static int take(List<Prefix> prefixes, int from, int room) {
        int to = from;
        int left = room;
        while (to < prefixes.size()) {
            left -= UpdateEncoder.nlriLength(prefixes.get(to).lengthBits(), false);
            if (left < 0) {
                break;
            }
            to++;
        }
        return to;
    }

    private static int nlriLength(List<Prefix> prefixes) {
        int length = 0;
        for (Prefix prefix : prefixes) {
            length += UpdateEncoder.nlriLength(prefix.lengthBits(), false);
        }
        return length;
    }

    private static int putAll(byte[] out, int offset, List<Prefix> prefixes) {
        int at = offset;
        for (Prefix prefix : prefixes) {
            IpAddress address = prefix.address();
            at = UpdateEncoder.putNlri(out, at, prefix.family(), address.high(), address.low(), prefix.lengthBits());
        }
        return at;
    }
}

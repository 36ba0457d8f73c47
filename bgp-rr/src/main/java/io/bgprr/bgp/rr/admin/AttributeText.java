// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.net.IpAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Path attributes spelled for people. It reads the canonical bytes of a set, which are valid; a value of a kind it does
 * not know is shown in hex rather than hidden.
 */
final class AttributeText {

    private static final HexFormat HEX = HexFormat.of();

    /** Communities that the IANA registry names. */
    private static final Map<Integer, String> WELL_KNOWN = Map.of(
            0xffff_0000, "graceful-shutdown",
            0xffff_0001, "accept-own",
            0xffff_0006, "llgr-stale",
            0xffff_0007, "no-llgr",
            0xffff_029a, "blackhole",
            0xffff_ff01, "no-export",
            0xffff_ff02, "no-advertise",
            0xffff_ff03, "no-export-subconfed",
            0xffff_ff04, "no-peer");

    private AttributeText() {}

    /**
     * {@code 65001 65002 {65010,65011}}: an AS_SET in braces, confederation segments in parentheses and brackets (RFC 4271
     * §4.3, RFC 5065 §3); empty for an empty path.
     */
    static String asPath(AttributeSet attributes) {
        byte[] value = attributes.value(AttributeType.AS_PATH);
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < value.length; ) {
            int type = value[at];
            int count = value[at + 1] & 0xff;
            at += 2;
            if (!text.isEmpty()) {
                text.append(' ');
            }
            String brackets = switch (type) {
                case 1 -> "{}";
                case 3 -> "()";
                case 4 -> "[]";
                default -> "";
            };
            boolean isSet = type == 1 || type == 4;
            text.append(brackets, 0, brackets.length() / 2);
            for (int i = 0; i < count; i++, at += 4) {
                if (i > 0) {
                    text.append(isSet ? ',' : ' ');
                }
                text.append(Integer.toUnsignedString(intAt(value, at)));
            }
            text.append(brackets, brackets.length() / 2, brackets.length());
        }
        return text.toString();
    }

    /** {@code 64512:100}, or the registered name (RFC 1997, RFC 8326, RFC 7999, RFC 9494). */
    static List<String> communities(AttributeSet attributes) {
        byte[] value = attributes.value(AttributeType.COMMUNITIES);
        List<String> texts = new ArrayList<>(value.length / 4);
        for (int at = 0; at < value.length; at += 4) {
            String name = WELL_KNOWN.get(intAt(value, at));
            texts.add(name != null ? name : shortAt(value, at) + ":" + shortAt(value, at + 2));
        }
        return texts;
    }

    /** {@code 64512:1:2} (RFC 8092 §6). */
    static List<String> largeCommunities(AttributeSet attributes) {
        byte[] value = attributes.value(AttributeType.LARGE_COMMUNITIES);
        List<String> texts = new ArrayList<>(value.length / 12);
        for (int at = 0; at < value.length; at += 12) {
            texts.add(unsigned(value, at) + ":" + unsigned(value, at + 4) + ":" + unsigned(value, at + 8));
        }
        return texts;
    }

    /** {@code rt:64512:100}, {@code soo:192.0.2.1:5}, else the eight octets in hex (RFC 4360 §3, RFC 5668, RFC 5701). */
    static List<String> extendedCommunities(AttributeSet attributes) {
        byte[] value = attributes.value(AttributeType.EXTENDED_COMMUNITIES);
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < value.length; at += 8) {
            texts.add(extendedCommunity(value, at));
        }
        byte[] ipv6 = attributes.value(AttributeType.IPV6_EXTENDED_COMMUNITIES);
        for (int at = 0; at < ipv6.length; at += 20) {
            String kind = targetOrOrigin(ipv6[at + 1] & 0xff);
            texts.add(
                    kind == null
                            ? "0x" + HEX.formatHex(ipv6, at, at + 20)
                            : kind + ":[" + IpAddress.ofBytes(ipv6, at + 2, true) + "]:" + shortAt(ipv6, at + 18));
        }
        return texts;
    }

    private static String extendedCommunity(byte[] value, int at) {
        String kind = targetOrOrigin(value[at + 1] & 0xff);
        if (kind != null) {
            switch (value[at] & 0x3f) { // without the authority and transitivity bits
                case 0:
                    return kind + ":" + shortAt(value, at + 2) + ":" + unsigned(value, at + 4);
                case 1:
                    return kind + ":" + IpAddress.ofBytes(value, at + 2, false) + ":" + shortAt(value, at + 6);
                case 2:
                    return kind + ":" + unsigned(value, at + 2) + ":" + shortAt(value, at + 6);
                default:
                    break;
            }
        }
        return "0x" + HEX.formatHex(value, at, at + 8);
    }

    private static @Nullable String targetOrOrigin(int subtype) {
        return subtype == 2 ? "rt" : subtype == 3 ? "soo" : null;
    }

    /** The cluster identifiers of CLUSTER_LIST, the last reflector first (RFC 4456 §8). */
    static List<String> clusterList(AttributeSet attributes) {
        byte[] value = attributes.value(AttributeType.CLUSTER_LIST);
        List<String> texts = new ArrayList<>(value.length / 4);
        for (int at = 0; at < value.length; at += 4) {
            texts.add(IpAddress.ofBytes(value, at, false).toString());
        }
        return texts;
    }

    static @Nullable String originatorId(AttributeSet attributes) {
        return attributes.hasOriginatorId()
                ? IpAddress.ofIpv4(attributes.originatorId()).toString()
                : null;
    }

    /** {@code 64512 192.0.2.1} (RFC 4271 §5.1.7), or null. */
    static @Nullable String aggregator(AttributeSet attributes) {
        byte[] value = attributes.value(AttributeType.AGGREGATOR);
        return value.length == 8 ? unsigned(value, 0) + " " + IpAddress.ofBytes(value, 4, false) : null;
    }

    /** Attributes that this speaker only passes on: code, flags, value (RFC 4271 §9). */
    static List<String> unknown(AttributeSet attributes) {
        byte[] bytes = attributes.canonicalBytes();
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < bytes.length; at = attributes.end(at)) {
            if (AttributeType.ofCode(attributes.typeCode(at)) == null) {
                texts.add("code " + attributes.typeCode(at) + " flags 0x" + HEX.toHexDigits((byte) attributes.flags(at))
                        + " value 0x" + HEX.formatHex(bytes, attributes.valueOffset(at), attributes.end(at)));
            }
        }
        return texts;
    }

    private static int intAt(byte[] value, int at) {
        return shortAt(value, at) << 16 | shortAt(value, at + 2);
    }

    private static int shortAt(byte[] value, int at) {
        return (value[at] & 0xff) << 8 | value[at + 1] & 0xff;
    }

    private static String unsigned(byte[] value, int at) {
        return Integer.toUnsignedString(intAt(value, at));
    }
}

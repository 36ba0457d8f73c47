// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import java.util.Map;
import java.util.TreeMap;

/** Communities of all three kinds as text: RFC 1997, RFC 4360, RFC 8092. */
final class CommunityText {

    /** IANA's well-known communities, by the name that the RFCs give them. */
    private static final Map<String, Integer> WELL_KNOWN = new TreeMap<>(Map.of(
            "graceful-shutdown", 0xffff_0000, // RFC 8326
            "accept-own", 0xffff_0001, // RFC 7611
            "llgr-stale", 0xffff_0006, // RFC 9494
            "no-llgr", 0xffff_0007, // RFC 9494
            "blackhole", 0xffff_029a, // RFC 7999
            "no-export", 0xffff_ff01, // RFC 1997
            "no-advertise", 0xffff_ff02,
            "no-export-subconfed", 0xffff_ff03,
            "no-peer", 0xffff_ff04)); // RFC 3765

    static final String WELL_KNOWN_NAMES = String.join(" | ", WELL_KNOWN.keySet());

    private static final int ROUTE_TARGET = 0x02;
    private static final int ROUTE_ORIGIN = 0x03;

    private CommunityText() {}

    /** Three unsigned 32-bit numbers (RFC 8092 §3). */
    record Large(int globalAdministrator, int local1, int local2) implements Comparable<Large> {

        @Override
        public int compareTo(Large other) {
            int byAdministrator = Integer.compareUnsigned(globalAdministrator, other.globalAdministrator);
            int byFirst = byAdministrator != 0 ? byAdministrator : Integer.compareUnsigned(local1, other.local1);
            return byFirst != 0 ? byFirst : Integer.compareUnsigned(local2, other.local2);
        }
    }

    /** {@code AS:VALUE} or a well-known name. */
    static int standard(String text) {
        Integer wellKnown = WELL_KNOWN.get(text);
        if (wellKnown != null) {
            return wellKnown;
        }
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            throw notA("community", text);
        }
        return (int) (number(parts[0], 0xffff, "community", text) << 16 | number(parts[1], 0xffff, "community", text));
    }

    /** {@code AS:VALUE:VALUE}. */
    static Large large(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw notA("large community", text);
        }
        return new Large(largePart(parts[0], text), largePart(parts[1], text), largePart(parts[2], text));
    }

    private static int largePart(String part, String text) {
        return (int) number(part, 0xffff_ffffL, "large community", text);
    }

    /**
     * The eight octets of an extended community. A route target or site of origin is of the two-octet, four-octet or
     * address-specific type, as its administrator demands (RFC 4360 §3, RFC 5668 §2).
     */
    static long extended(String text) {
        if (text.matches("0x[0-9a-fA-F]{16}")) {
            return Long.parseUnsignedLong(text, 2, text.length(), 16);
        }
        String[] parts = text.split(":", -1);
        int subtype = parts.length != 3
                ? 0
                : switch (parts[0]) {
                    case "rt" -> ROUTE_TARGET;
                    case "soo" -> ROUTE_ORIGIN;
                    default -> 0;
                };
        if (subtype == 0) {
            throw notA("extended community", text);
        }
        boolean isAddress = parts[1].chars().filter(c -> c == '.').count() == 3;
        long administrator = isAddress ? ipv4(parts[1], text) : as(parts[1], text);
        if (isAddress || administrator > 0xffff) {
            long value = number(parts[2], 0xffff, "extended community", text);
            return (isAddress ? 0x01L : 0x02L) << 56 | (long) subtype << 48 | administrator << 16 | value;
        }
        return (long) subtype << 48 | administrator << 32 | number(parts[2], 0xffff_ffffL, "extended community", text);
    }

    private static long ipv4(String part, String text) {
        try {
            return Integer.toUnsignedLong(IpAddress.parse(part).ipv4Bits());
        } catch (IllegalArgumentException e) {
            throw notA("extended community", text);
        }
    }

    private static long as(String part, String text) {
        try {
            return AsNumber.parse(part).value();
        } catch (IllegalArgumentException e) {
            throw notA("extended community", text);
        }
    }

    private static long number(String part, long max, String noun, String text) {
        if (!part.matches("\\d{1,10}") || Long.parseLong(part) > max) {
            throw notA(noun, text);
        }
        return Long.parseLong(part);
    }

    private static IllegalArgumentException notA(String noun, String text) {
        return new IllegalArgumentException("'" + text + "' is not a " + noun);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EXTENDED COMMUNITIES for people and policies (RFC 4360, RFC 5668), in the order of the wire. Route targets and route
 * origins read {@code rt:64512:100}, {@code soo:192.0.2.1:5}; a 4-octet AS is one above 65535 or in asdot ({@code
 * rt:0.64512:7}). All others are eight octets in hex ({@code 0x4004fde84c9502f9}).
 */
public record ExtendedCommunities(List<ExtendedCommunity> values) {

    private static final int TYPE_TWO_OCTET_AS = 0x00;
    private static final int TYPE_IPV4 = 0x01;
    private static final int TYPE_FOUR_OCTET_AS = 0x02;
    private static final int NON_TRANSITIVE = 0x40;
    private static final int ROUTE_TARGET = 0x02;
    private static final int ROUTE_ORIGIN = 0x03;

    /** One extended community: type, subtype and six octets of value. */
    public record ExtendedCommunity(long bits) {

        /** Whether it may be passed on to another AS (RFC 4360 §2). */
        public boolean isTransitive() {
            return (bits >>> 56 & NON_TRANSITIVE) == 0;
        }

        /**
         * Parses {@code rt:…}, {@code soo:…} or {@code 0x} and 16 hex digits.
         *
         * @throws IllegalArgumentException with the text and what is allowed
         */
        public static ExtendedCommunity parse(String text) {
            try {
                if (text.startsWith("0x") && text.length() == 18) {
                    return new ExtendedCommunity(HexFormat.fromHexDigitsToLong(text, 2, 18));
                }
                String[] parts = text.split(":", -1);
                int subtype = "rt".equals(parts[0]) ? ROUTE_TARGET : "soo".equals(parts[0]) ? ROUTE_ORIGIN : -1;
                if (parts.length == 3 && subtype >= 0) {
                    return new ExtendedCommunity((long) subtype << 48 | parse(parts[1], parts[2]));
                }
            } catch (IllegalArgumentException e) {
                throw invalid(text, e);
            }
            throw invalid(text, null);
        }

        private static long parse(String administrator, String local) {
            int dots = (int) administrator.chars().filter(c -> c == '.').count();
            if (dots == 3) {
                long address = IpAddress.parse(administrator).low();
                return (long) TYPE_IPV4 << 56 | address << 16 | number(local, 0xffff);
            }
            long as = AsNumber.parse(administrator).value();
            if (dots == 1 || as > 0xffff) {
                return (long) TYPE_FOUR_OCTET_AS << 56 | as << 16 | number(local, 0xffff);
            }
            return (long) TYPE_TWO_OCTET_AS << 56 | as << 32 | number(local, 0xffff_ffffL);
        }

        private static long number(String text, long max) {
            long number = NumberList.number(text, max);
            if (number < 0) {
                throw new IllegalArgumentException(text + " is not in 0.." + max);
            }
            return number;
        }

        private static IllegalArgumentException invalid(String text, @Nullable IllegalArgumentException cause) {
            return new IllegalArgumentException(
                    "'" + text
                            + "' is not an extended community: rt:AS:number, rt:address:number, soo:…, or 0x and 16 hex digits",
                    cause);
        }

        @Override
        public String toString() {
            int type = (int) (bits >>> 56);
            int subtype = (int) (bits >>> 48) & 0xff;
            String name = subtype == ROUTE_TARGET ? "rt:" : subtype == ROUTE_ORIGIN ? "soo:" : null;
            if (name == null || type > TYPE_FOUR_OCTET_AS) {
                return "0x" + HexFormat.of().toHexDigits(bits);
            }
            int administrator = (int) (bits >>> 16);
            return name
                    + switch (type) {
                        case TYPE_TWO_OCTET_AS -> (bits >>> 32 & 0xffff) + ":" + (bits & 0xffff_ffffL);
                        case TYPE_IPV4 -> IpAddress.ofIpv4(administrator) + ":" + (bits & 0xffff);
                        default -> fourOctetAs(administrator) + ":" + (bits & 0xffff);
                    };
        }

        private static String fourOctetAs(int as) {
            return as >>> 16 == 0 ? "0." + as : Integer.toUnsignedString(as);
        }
    }

    public ExtendedCommunities {
        values = List.copyOf(values);
    }

    public static ExtendedCommunities of(AttributeSet set) {
        ByteBuffer buffer = ByteBuffer.wrap(set.value(AttributeType.EXTENDED_COMMUNITIES));
        List<ExtendedCommunity> values = new ArrayList<>();
        while (buffer.hasRemaining()) {
            values.add(new ExtendedCommunity(buffer.getLong()));
        }
        return new ExtendedCommunities(values);
    }

    /**
     * Parses each text.
     *
     * @throws IllegalArgumentException for the first that is no extended community
     */
    public static ExtendedCommunities parse(List<String> texts) {
        return new ExtendedCommunities(
                texts.stream().map(ExtendedCommunity::parse).toList());
    }

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.size());
        values.forEach(community -> buffer.putLong(community.bits()));
        return buffer.array();
    }

    public List<String> texts() {
        return values.stream().map(ExtendedCommunity::toString).toList();
    }

    @Override
    public String toString() {
        return String.join(" ", texts());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.net.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * How an UPDATE reads, attribute by attribute in the order of the octets, flags in hex: {@code 40 ORIGIN IGP | …}. A reader of its
 * own that shares nothing with the codecs, so that nothing is put in order or left out on the way.
 */
final class UpdateText {

    private static final List<String> ORIGINS = List.of("IGP", "EGP", "INCOMPLETE");

    private final ByteBuffer in;
    private final int asSize;

    private UpdateText(byte[] message, boolean isFourOctetAs) {
        in = ByteBuffer.wrap(message);
        asSize = isFourOctetAs ? 4 : 2;
    }

    static String of(String hex, boolean isFourOctetAs) {
        return new UpdateText(HexFormat.of().parseHex(hex), isFourOctetAs).text();
    }

    private String text() {
        List<String> parts = new ArrayList<>();
        in.position(19);
        int withdrawn = in.getShort() & 0xffff;
        if (withdrawn > 0) {
            parts.add("withdrawn" + prefixes(slice(withdrawn), false));
        }
        ByteBuffer attributes = slice(in.getShort() & 0xffff);
        while (attributes.hasRemaining()) {
            parts.add(attribute(attributes));
        }
        if (in.hasRemaining()) {
            parts.add("NLRI" + prefixes(in, false));
        }
        return String.join(" | ", parts);
    }

    private ByteBuffer slice(int length) {
        return slice(in, length);
    }

    private static ByteBuffer slice(ByteBuffer from, int length) {
        ByteBuffer slice = from.slice(from.position(), length);
        from.position(from.position() + length);
        return slice;
    }

    private String attribute(ByteBuffer attributes) {
        int flags = attributes.get() & 0xff;
        int code = attributes.get() & 0xff;
        boolean isExtended = (flags & AttributeType.Flags.EXTENDED_LENGTH) != 0;
        int length = isExtended ? attributes.getShort() & 0xffff : attributes.get() & 0xff;
        ByteBuffer value = slice(attributes, length);
        AttributeType type = AttributeType.ofCode(code);
        String name = type == null ? String.valueOf(code) : type.name();
        return String.format("%02x %s %s", flags, name, value(code, value)).strip();
    }

    private String value(int code, ByteBuffer value) {
        return switch (code) {
            case 1 -> ORIGINS.get(value.get());
            case 2 -> asPath(value, asSize);
            case 17 -> asPath(value, 4);
            case 3, 9, 10 -> addresses(value);
            case 4, 5 -> Integer.toUnsignedString(value.getInt());
            case 7 -> as(value, asSize) + " " + addresses(value);
            case 18 -> as(value, 4) + " " + addresses(value);
            case 8 -> groups(value, 4);
            case 14 -> reach(value);
            case 15 -> "family " + value.getShort() + "/" + value.get() + prefixes(value, true);
            case 16 -> groups(value, 8);
            case 32 -> groups(value, 12);
            default -> hex(value, value.remaining());
        };
    }

    private static String as(ByteBuffer value, int size) {
        return size == 2 ? String.valueOf(value.getShort() & 0xffff) : Integer.toUnsignedString(value.getInt());
    }

    /** Sequences bare, sets in braces, several segments parted by a slash; an AS that repeats reads {@code 65001*3}. */
    private static String asPath(ByteBuffer value, int size) {
        List<String> segments = new ArrayList<>();
        while (value.hasRemaining()) {
            int type = value.get();
            int count = value.get() & 0xff;
            List<String> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(as(value, size));
            }
            String text = String.join(" ", counted(numbers));
            segments.add(type == 2 ? text : type == 1 ? "{" + text + "}" : "type " + type + " (" + text + ")");
        }
        return String.join(" / ", segments);
    }

    private static List<String> counted(List<String> numbers) {
        List<String> counted = new ArrayList<>();
        for (int from = 0; from < numbers.size(); ) {
            int to = from + 1;
            while (to < numbers.size() && numbers.get(to).equals(numbers.get(from))) {
                to++;
            }
            counted.add(to == from + 1 ? numbers.get(from) : numbers.get(from) + "*" + (to - from));
            from = to;
        }
        return counted;
    }

    private static String addresses(ByteBuffer value) {
        List<String> addresses = new ArrayList<>();
        while (value.hasRemaining()) {
            addresses.add(IpAddress.ofIpv4(value.getInt()).toString());
        }
        return String.join(" ", addresses);
    }

    private static String groups(ByteBuffer value, int size) {
        List<String> groups = new ArrayList<>();
        while (value.hasRemaining()) {
            groups.add(hex(value, size));
        }
        return String.join(" ", groups);
    }

    private static String hex(ByteBuffer value, int length) {
        byte[] octets = new byte[length];
        value.get(octets);
        return HexFormat.of().formatHex(octets);
    }

    private static String reach(ByteBuffer value) {
        String family = "family " + value.getShort() + "/" + value.get();
        ByteBuffer nextHop = slice(value, value.get() & 0xff);
        StringBuilder text = new StringBuilder(family).append(" next-hop");
        while (nextHop.hasRemaining()) {
            text.append(' ').append(IpAddress.ofIpv6(nextHop.getLong(), nextHop.getLong()));
        }
        value.get(); // reserved
        return text.append(" NLRI").append(prefixes(value, true)).toString();
    }

    private static String prefixes(ByteBuffer value, boolean isIpv6) {
        StringBuilder text = new StringBuilder();
        while (value.hasRemaining()) {
            int bits = value.get() & 0xff;
            byte[] address = new byte[isIpv6 ? 16 : 4];
            value.get(address, 0, (bits + 7) / 8);
            text.append(' ')
                    .append(IpAddress.ofBytes(address, 0, isIpv6))
                    .append('/')
                    .append(bits);
        }
        return text.toString();
    }
}

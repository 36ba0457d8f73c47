// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.net.AddressFamily;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One BGP message as it goes onto the wire, told in words by a reader of its own: what the engines' codec thinks of it is not
 * asked.
 */
record WireMessage(byte[] octets) {

    private static final int HEADER_BYTES = 19;
    private static final int CAPABILITY_AS4 = 65;

    int type() {
        return octets[18];
    }

    /** What is wrong with its header (RFC 4271 §4.1), or null. */
    @Nullable
    String fault() {
        for (int i = 0; i < 16; i++) {
            if (octets[i] != (byte) 0xff) {
                return "a marker that is not all ones";
            }
        }
        return type() < Message.TYPE_OPEN || type() > Message.TYPE_ROUTE_REFRESH ? "type " + type() : null;
    }

    /** The hold time that an OPEN offers. */
    int holdTimeSeconds() {
        return ByteBuffer.wrap(octets).getShort(22) & 0xffff;
    }

    /** Whether it is the NOTIFICATION of an expired hold timer. */
    boolean isHoldTimerExpired() {
        return type() == Message.TYPE_NOTIFICATION && octets[HEADER_BYTES] == 4;
    }

    /** The same OPEN from a speaker that knows only 2-octet AS numbers (RFC 6793 §4.1). */
    WireMessage withoutFourOctetAs() {
        ByteBuffer from = ByteBuffer.wrap(octets);
        ByteBuffer to = ByteBuffer.allocate(octets.length);
        to.put(octets, 0, 29);
        from.position(29);
        while (from.hasRemaining()) {
            byte type = from.get();
            int end = (from.get() & 0xff) + from.position();
            int lengthAt = to.put(type).position();
            to.put((byte) 0);
            while (from.position() < end) {
                int length = 2 + (octets[from.position() + 1] & 0xff);
                if (octets[from.position()] != CAPABILITY_AS4) {
                    to.put(octets, from.position(), length);
                }
                from.position(from.position() + length);
            }
            to.put(lengthAt, (byte) (to.position() - lengthAt - 1));
        }
        to.putShort(16, (short) to.position());
        to.put(28, (byte) (to.position() - 29));
        return new WireMessage(Arrays.copyOf(to.array(), to.position()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WireMessage that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return switch (type()) {
            case Message.TYPE_OPEN -> "sends OPEN, hold time " + holdTimeSeconds();
            case Message.TYPE_UPDATE -> "sends UPDATE" + update();
            case Message.TYPE_NOTIFICATION ->
                "sends NOTIFICATION " + octets[HEADER_BYTES] + "/" + octets[HEADER_BYTES + 1];
            case Message.TYPE_KEEPALIVE -> "sends KEEPALIVE";
            case Message.TYPE_ROUTE_REFRESH ->
                "sends ROUTE-REFRESH " + family(ByteBuffer.wrap(octets).getShort(19));
            default -> "sends a message of type " + type();
        };
    }

    private static String family(int afi) {
        return afi == AddressFamily.IPV4_UNICAST.afi() ? "ipv4" : "ipv6";
    }

    private String update() {
        ByteBuffer in = ByteBuffer.wrap(octets, HEADER_BYTES, octets.length - HEADER_BYTES);
        StringBuilder text = new StringBuilder();
        prefixes(text, " withdraws", in, in.getShort() & 0xffff, 4);
        int attributesEnd = (in.getShort() & 0xffff) + in.position();
        while (in.position() < attributesEnd) {
            int flags = in.get();
            int code = in.get() & 0xff;
            int length = (flags & 0x10) != 0 ? in.getShort() & 0xffff : in.get() & 0xff;
            int end = in.position() + length;
            if (code == 14) {
                in.position(in.position() + 3);
                in.position(in.position() + 1 + (in.get(in.position()) & 0xff) + 1);
                prefixes(text, " announces", in, end - in.position(), 16);
            } else if (code == 15) {
                in.position(in.position() + 3);
                prefixes(text, end == in.position() ? " end of ipv6" : " withdraws", in, end - in.position(), 16);
            }
            in.position(end);
        }
        prefixes(text, " announces", in, in.remaining(), 4);
        return text.isEmpty() ? " end of ipv4" : text.toString();
    }

    /** The first few prefixes of a block, and how many more there are. */
    private static void prefixes(StringBuilder text, String verb, ByteBuffer in, int length, int addressBytes) {
        int end = in.position() + length;
        int count = 0;
        if (length > 0 || verb.startsWith(" end")) {
            text.append(verb);
        }
        for (; in.position() < end; count++) {
            int bits = in.get() & 0xff;
            byte[] address = new byte[addressBytes];
            in.get(address, 0, (bits + 7) / 8);
            if (count < 3) {
                text.append(' ').append(addressText(address)).append('/').append(bits);
            }
        }
        if (count > 3) {
            text.append(" and ").append(count - 3).append(" more");
        }
    }

    private static String addressText(byte[] address) {
        if (address.length == 4) {
            return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
                    + (address[3] & 0xff);
        }
        ByteBuffer words = ByteBuffer.wrap(address);
        return "%x:%x:%x::".formatted(words.getShort(), words.getShort(), words.getShort());
    }
}

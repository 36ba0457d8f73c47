// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Octets of BGP messages, without any of the daemon's codecs. */
final class Octets {

    static final int MESSAGE_LENGTH_MAX = 4096;

    private Octets() {}

    static byte[] of(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    static byte[] two(int value) {
        return of(value >>> 8, value);
    }

    static byte[] four(long value) {
        return of((int) (value >>> 24), (int) (value >>> 16), (int) (value >>> 8), (int) value);
    }

    static long unsigned(byte[] bytes, int at, int size) {
        long value = 0;
        for (int i = at; i < at + size; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    static byte[] message(int type, byte[]... body) {
        byte[] whole = join(body);
        byte[] marker = new byte[16];
        Arrays.fill(marker, (byte) 0xff);
        return join(marker, two(19 + whole.length), of(type), whole);
    }

    /** The shortest form of an attribute's head unless the flags ask for the long one. */
    static byte[] attribute(int flags, int code, byte[]... value) {
        byte[] whole = join(value);
        boolean isLong = whole.length > 255 || (flags & PathAttributes.EXTENDED_LENGTH) != 0;
        return isLong
                ? join(of(flags | PathAttributes.EXTENDED_LENGTH, code), two(whole.length), whole)
                : join(of(flags, code, whole.length), whole);
    }

    static byte[] nlri(Prefix prefix) {
        byte[] address = new byte[prefix.address().lengthBytes()];
        prefix.address().writeTo(address, 0);
        return join(of(prefix.lengthBits()), Arrays.copyOf(address, (prefix.lengthBits() + 7) / 8));
    }

    /** @throws UnplayableException where a peer could not tell the routes either */
    static List<Prefix> prefixes(byte[] bytes, int from, int end, boolean isIpv6) {
        List<Prefix> prefixes = new ArrayList<>();
        for (int at = from; at < end; ) {
            int lengthBits = bytes[at] & 0xff;
            int length = (lengthBits + 7) / 8;
            byte[] address = new byte[isIpv6 ? 16 : 4];
            if (lengthBits > 8 * address.length || at + 1 + length > end) {
                throw new UnplayableException("NLRI that cannot be parsed");
            }
            System.arraycopy(bytes, at + 1, address, 0, length);
            prefixes.add(Prefix.containing(IpAddress.ofBytes(address, 0, isIpv6), lengthBits));
            at += 1 + length;
        }
        return prefixes;
    }
}

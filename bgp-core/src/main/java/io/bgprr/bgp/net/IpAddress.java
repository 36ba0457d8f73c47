// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as two longs in network order. An IPv4 address lies in the low 32 bits of {@code low}. Scope
 * identifiers are not part of an address. IPv4-mapped IPv6 addresses stay IPv6.
 */
public record IpAddress(boolean isIpv6, long high, long low) implements Comparable<IpAddress> {

    public IpAddress {
        if (!isIpv6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("not an IPv4 address: " + Long.toHexString(high) + ":" + low);
        }
    }

    /** An IPv4 address from its 32 bits. */
    public static IpAddress ofIpv4(int bits) {
        return new IpAddress(false, 0, Integer.toUnsignedLong(bits));
    }

    public static IpAddress ofIpv6(long high, long low) {
        return new IpAddress(true, high, low);
    }

    /** From 4 or 16 octets at an offset. */
    public static IpAddress ofBytes(byte[] bytes, int offset, boolean isIpv6) {
        return isIpv6 ? ofIpv6(longAt(bytes, offset), longAt(bytes, offset + 8)) : ofIpv4((int) longAt4(bytes, offset));
    }

    public static IpAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ofBytes(bytes, 0, bytes.length == 16);
    }

    /**
     * Parses an address literal; never a host name.
     *
     * @throws IllegalArgumentException with the text, when it is not a literal
     */
    public static IpAddress parse(String text) {
        try {
            if (text.indexOf(':') >= 0) {
                if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
                    throw new IllegalArgumentException(text);
                }
                return parseIpv6(text);
            }
            return of(Inet4Address.ofLiteral(requireDottedQuad(text)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 or IPv6 address", e);
        }
    }

    private static IpAddress parseIpv6(String text) {
        InetAddress parsed = Inet6Address.ofLiteral(text);
        if (parsed instanceof Inet4Address v4) { // the JDK turns ::ffff:a.b.c.d into IPv4
            return ofIpv6(0, 0xffff_0000_0000L | of(v4).low());
        }
        return of(parsed);
    }

    private static String requireDottedQuad(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                throw new IllegalArgumentException(text);
            }
        }
        if (dots != 3) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    /** The address as the 32 bits of IPv4. */
    public int ipv4Bits() {
        return (int) low;
    }

    public int lengthBytes() {
        return isIpv6 ? 16 : 4;
    }

    /** Writes 4 or 16 octets. */
    public void writeTo(byte[] bytes, int offset) {
        if (isIpv6) {
            putLong(bytes, offset, high);
            putLong(bytes, offset + 8, low);
        } else {
            putInt(bytes, offset, (int) low);
        }
    }

    public InetAddress toInetAddress() {
        byte[] bytes = new byte[lengthBytes()];
        writeTo(bytes, 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 0.0.0.0 or ::. */
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    public boolean isLoopback() {
        return isIpv6 ? high == 0 && low == 1 : (low >>> 24) == 127;
    }

    /** fe80::/10. */
    public boolean isIpv6LinkLocal() {
        return isIpv6 && (high >>> 54) == 0x3fa;
    }

    /** 224.0.0.0/4 or ff00::/8. */
    public boolean isMulticast() {
        return isIpv6 ? (high >>> 56) == 0xff : (low >>> 28) == 0xe;
    }

    private static long longAt(byte[] bytes, int offset) {
        return (longAt4(bytes, offset) << 32) | longAt4(bytes, offset + 4);
    }

    private static long longAt4(byte[] bytes, int offset) {
        return ((bytes[offset] & 0xffL) << 24)
                | ((bytes[offset + 1] & 0xffL) << 16)
                | ((bytes[offset + 2] & 0xffL) << 8)
                | (bytes[offset + 3] & 0xffL);
    }

    private static void putLong(byte[] bytes, int offset, long value) {
        putInt(bytes, offset, (int) (value >>> 32));
        putInt(bytes, offset + 4, (int) value);
    }

    private static void putInt(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >>> 24);
        bytes[offset + 1] = (byte) (value >>> 16);
        bytes[offset + 2] = (byte) (value >>> 8);
        bytes[offset + 3] = (byte) value;
    }

    /** IPv4 before IPv6, then as unsigned numbers. */
    @Override
    public int compareTo(IpAddress other) {
        if (isIpv6 != other.isIpv6) {
            return isIpv6 ? 1 : -1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted quad, or RFC 5952 text. */
    @Override
    public String toString() {
        return isIpv6 ? Ipv6Text.format(high, low) : ipv4Text((int) low);
    }

    static String ipv4Text(int bits) {
        return (bits >>> 24) + "." + ((bits >>> 16) & 0xff) + "." + ((bits >>> 8) & 0xff) + "." + (bits & 0xff);
    }

    // A record's own equals and hashCode are method handles, into which the first compiler does not look; and they are
    // asked for each set of attributes. What every start or first session asks, other records write out too: method
    // handles are linked anew in each process, in 25 ms for the first such record.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && low == that.low && high == that.high && isIpv6 == that.isIpv6;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Boolean.hashCode(isIpv6) + Long.hashCode(high)) + Long.hashCode(low);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

/**
 * A canonical IP prefix: an address whose host bits are zero, and a length in bits (RFC 4271 §4.3).
 *
 * @param lengthBits 0..32 for IPv4, 0..128 for IPv6
 */
public record Prefix(IpAddress address, int lengthBits) implements Comparable<Prefix> {

    public Prefix {
        if (lengthBits < 0 || lengthBits > (address.isIpv6() ? 128 : 32)) {
            throw new IllegalArgumentException("prefix length " + lengthBits + " does not fit " + address);
        }
        if (!address.equals(mask(address, lengthBits))) {
            throw new IllegalArgumentException(address + "/" + lengthBits + " has host bits; did you mean "
                    + mask(address, lengthBits) + "/" + lengthBits);
        }
    }

    /** The prefix of this length that contains the address: host bits are cleared. */
    public static Prefix containing(IpAddress address, int lengthBits) {
        return new Prefix(mask(address, lengthBits), lengthBits);
    }

    /**
     * Parses {@code address/length}; a bare address is a host prefix.
     *
     * @throws IllegalArgumentException with the text and the reason: not an address, length out of range, host bits set
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            IpAddress address = IpAddress.parse(text);
            return new Prefix(address, address.lengthBytes() * 8);
        }
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        String length = text.substring(slash + 1);
        if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no prefix length in 0.." + address.lengthBytes() * 8);
        }
        return new Prefix(address, Integer.parseInt(length));
    }

    public AddressFamily family() {
        return address.isIpv6() ? AddressFamily.IPV6_UNICAST : AddressFamily.IPV4_UNICAST;
    }

    public boolean contains(IpAddress other) {
        return other.isIpv6() == address.isIpv6() && mask(other, lengthBits).equals(address);
    }

    /** Whether the other prefix is this one or more specific. */
    public boolean contains(Prefix other) {
        return other.lengthBits >= lengthBits && contains(other.address);
    }

    private static IpAddress mask(IpAddress address, int lengthBits) {
        if (!address.isIpv6()) {
            return IpAddress.ofIpv4(lengthBits == 0 ? 0 : address.ipv4Bits() & (-1 << (32 - lengthBits)));
        }
        long high =
                lengthBits == 0 ? 0 : lengthBits >= 64 ? address.high() : address.high() & (-1L << (64 - lengthBits));
        long low = lengthBits <= 64 ? 0 : address.low() & (-1L << (128 - lengthBits));
        return IpAddress.ofIpv6(high, low);
    }

    /** By address, then the shorter first. */
    @Override
    public int compareTo(Prefix other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(lengthBits, other.lengthBits);
    }

    @Override
    public String toString() {
        return address + "/" + lengthBits;
    }
}

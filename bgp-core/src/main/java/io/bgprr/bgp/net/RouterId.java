// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import org.jspecify.annotations.Nullable;

/**
 * A BGP Identifier: any non-zero unsigned 32-bit number, unique within its AS (RFC 6286 §2.1). Also the form of a cluster
 * identifier (RFC 4456 §7).
 *
 * @param bits unsigned
 */
public record RouterId(int bits) implements Comparable<RouterId> {

    public RouterId {
        if (bits == 0) {
            throw new IllegalArgumentException("a BGP identifier is not 0.0.0.0 (RFC 6286)");
        }
    }

    // Written out for speed, as IpAddress says.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RouterId that && bits == that.bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    /**
     * Parses a dotted quad.
     *
     * @throws IllegalArgumentException with the text and the reason
     */
    public static RouterId parse(String text) {
        IpAddress address = IpAddress.parse(text);
        if (address.isIpv6()) {
            throw new IllegalArgumentException("'" + text + "' is not a dotted quad");
        }
        return new RouterId(address.ipv4Bits());
    }

    @Override
    public int compareTo(RouterId other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return IpAddress.ipv4Text(bits);
    }
}

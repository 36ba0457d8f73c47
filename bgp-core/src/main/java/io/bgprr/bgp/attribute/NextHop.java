// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where traffic for a route goes: NEXT_HOP, or the next hop of MP_REACH_NLRI with its optional second, link-local address
 * (RFC 4271 §5.1.3, RFC 4760 §3, RFC 2545 §3).
 */
public record NextHop(IpAddress address, @Nullable IpAddress linkLocal) {

    public static NextHop of(IpAddress address) {
        return new NextHop(address, null);
    }

    /** The global address alone. */
    public NextHop withoutLinkLocal() {
        return linkLocal == null ? this : of(address);
    }

    /** Octets of the Next Hop field of MP_REACH_NLRI: 4, 16 or 32. */
    public int lengthBytes() {
        return linkLocal == null ? address.lengthBytes() : address.lengthBytes() + linkLocal.lengthBytes();
    }

    public void writeTo(byte[] bytes, int offset) {
        address.writeTo(bytes, offset);
        if (linkLocal != null) {
            linkLocal.writeTo(bytes, offset + address.lengthBytes());
        }
    }

    @Override
    public String toString() {
        return linkLocal == null ? address.toString() : address + " " + linkLocal;
    }

    // Written out for speed, as IpAddress says.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NextHop that
                && address.equals(that.address)
                && (linkLocal == null ? that.linkLocal == null : linkLocal.equals(that.linkLocal));
    }

    @Override
    public int hashCode() {
        return linkLocal == null ? address.hashCode() : 31 * address.hashCode() + linkLocal.hashCode();
    }
}

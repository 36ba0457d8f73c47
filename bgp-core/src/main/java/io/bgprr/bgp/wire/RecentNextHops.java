// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Next hops that were decoded lately. A table has a hundred thousand sets of attributes and a handful of next hops: sets that share
 * theirs are 48 octets smaller. Direct mapped; a peer that chooses next hops which share a place only has them held apart.
 */
final class RecentNextHops {

    private static final int CAPACITY = 256;

    private final @Nullable NextHop[] entries = new NextHop[CAPACITY];

    /**
     * The IPv4 next hop that stands there in wire order. To find a known one makes no garbage.
     *
     * @param offset of its four octets
     */
    NextHop ofIpv4(byte[] bytes, int offset) {
        int bits = (bytes[offset] & 0xff) << 24
                | (bytes[offset + 1] & 0xff) << 16
                | (bytes[offset + 2] & 0xff) << 8
                | bytes[offset + 3] & 0xff;
        int place = place(bits);
        NextHop known = entries[place];
        if (known != null && isIpv4(known, bits)) {
            return known;
        }
        NextHop made = NextHop.of(IpAddress.ofIpv4(bits));
        entries[place] = made;
        return made;
    }

    private static boolean isIpv4(NextHop nextHop, int bits) {
        IpAddress address = nextHop.address();
        return !address.isIpv6() && address.ipv4Bits() == bits && nextHop.linkLocal() == null;
    }

    private static int place(int hash) {
        return (hash ^ hash >>> 8 ^ hash >>> 16 ^ hash >>> 24) & (CAPACITY - 1);
    }

    /** An equal next hop, the known one if it is known. */
    NextHop shared(NextHop nextHop) {
        IpAddress address = nextHop.address();
        int place = place(address.isIpv6() ? nextHop.hashCode() : address.ipv4Bits());
        NextHop known = entries[place];
        if (known != null && known.equals(nextHop)) {
            return known;
        }
        entries[place] = nextHop;
        return nextHop;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.attribute.NextHop;
import org.jspecify.annotations.Nullable;

/**
 * Next hops that were decoded lately. A table has a hundred thousand sets of attributes and a handful of next hops: sets that share
 * theirs are 48 octets smaller. Direct mapped; a peer that chooses next hops which share a place only has them held apart.
 */
final class RecentNextHops {

    private static final int CAPACITY = 256;

    private final @Nullable NextHop[] entries = new NextHop[CAPACITY];

    /** An equal next hop, the known one if it is known. */
    NextHop shared(NextHop nextHop) {
        int hash = nextHop.hashCode();
        int place = (hash ^ hash >>> 8 ^ hash >>> 16 ^ hash >>> 24) & (CAPACITY - 1);
        NextHop known = entries[place];
        if (known != null && known.equals(nextHop)) {
            return known;
        }
        entries[place] = nextHop;
        return nextHop;
    }
}

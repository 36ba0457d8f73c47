// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.SeededHash;

/**
 * The hash of a set of attributes by its contents, under a secret. Immutable: whoever decodes a set may hash it, so that the
 * one thread that owns the {@link AttributePool} need not read its octets.
 */
public final class AttributeHash {

    private final SeededHash hash;

    /** @param seed random, so that peers cannot aim at slots; the same seed gives the same hashes */
    public AttributeHash(long seed) {
        hash = new SeededHash(seed);
    }

    /** Equal sets have equal hashes. All 64 bits are good. */
    public long of(AttributeSet set) {
        long attributes = hash.of(set.canonicalBytes(), 0, set.lengthBytes(), 0);
        NextHop nextHop = set.nextHop();
        long all = of(nextHop.address(), attributes);
        return nextHop.linkLocal() == null ? all : of(nextHop.linkLocal(), all);
    }

    private long of(IpAddress address, long before) {
        return hash.of(address.high() ^ before, address.low(), address.lengthBytes());
    }
}

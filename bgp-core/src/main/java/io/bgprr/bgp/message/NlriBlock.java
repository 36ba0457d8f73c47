// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import io.bgprr.bgp.net.AddressFamily;

/**
 * Packed NLRI that were validated: a run of (path identifier, if {@code addPath}), length octet, prefix octets (RFC 4271
 * §4.3, RFC 7911 §3). It borrows its bytes; who keeps it copies them. Walk it with an {@link NlriCursor}.
 */
public record NlriBlock(AddressFamily family, boolean addPath, byte[] bytes, int offset, int lengthBytes) {

    private static final byte[] NO_BYTES = {};
    private static final NlriBlock[] EMPTY = {
        new NlriBlock(AddressFamily.IPV4_UNICAST, false, NO_BYTES, 0, 0),
        new NlriBlock(AddressFamily.IPV6_UNICAST, false, NO_BYTES, 0, 0),
    };

    public static NlriBlock empty(AddressFamily family) {
        return EMPTY[family.ordinal()];
    }

    public boolean isEmpty() {
        return lengthBytes == 0;
    }
}

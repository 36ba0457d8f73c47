// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import org.jspecify.annotations.Nullable;

/**
 * What protects a session's socket.
 *
 * @param password the TCP-MD5 key (RFC 2385), or null; never printed
 * @param ttl the TTL or hop limit to send with: 1 for a directly connected eBGP peer, 255 with GTSM, else up to 255
 * @param ttlMin the lowest TTL to take from the peer, 256 - hops with GTSM (RFC 5082 §3), or 0 for any
 */
public record SocketSecurity(@Nullable String password, int ttl, int ttlMin) {

    public static final SocketSecurity NONE = new SocketSecurity(null, 64, 0);

    @Override
    public String toString() {
        return "SocketSecurity[password=" + (password == null ? "none" : "***") + ", ttl=" + ttl + ", ttlMin=" + ttlMin
                + "]";
    }
}

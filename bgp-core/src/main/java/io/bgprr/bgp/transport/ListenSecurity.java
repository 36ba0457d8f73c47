// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.Prefix;
import java.util.Map;

/**
 * What protects all sockets that listen.
 *
 * @param md5Keys TCP-MD5 keys (RFC 2385) by peer: a host prefix for a neighbour, a shorter one for dynamic neighbours; the
 *     kernel takes the longest that matches and drops the segments of such peers that are not signed with it
 * @param checksTtl whether any peer has a minimum TTL, so that the TTL of a connection's SYN must be remembered
 */
public record ListenSecurity(Map<Prefix, String> md5Keys, boolean checksTtl) {

    public static final ListenSecurity NONE = new ListenSecurity(Map.of(), false);

    public ListenSecurity {
        md5Keys = Map.copyOf(md5Keys);
    }

    /** Says for whom there are keys, never the keys. */
    @Override
    public String toString() {
        return "ListenSecurity[md5Keys of " + md5Keys.keySet() + ", checksTtl=" + checksTtl + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.net.IpAddress;

/**
 * How a recorded peer takes part in a replay.
 *
 * @param address from which it dials; also its rank when all else is equal
 * @param as in its OPEN
 * @param isInternal a client of the reflector, else a peer of another AS
 * @param isFourOctetAs AS numbers have 4 octets on the session
 */
record SourceRole(IpAddress address, long as, boolean isInternal, boolean isFourOctetAs, boolean acceptsAsSet) {

    int asSize() {
        return isFourOctetAs ? 4 : 2;
    }

    /** The BGP identifier: the address with another first octet. */
    byte[] identifier() {
        byte[] octets = new byte[4];
        address.writeTo(octets, 0);
        octets[0] = 10;
        return octets;
    }
}

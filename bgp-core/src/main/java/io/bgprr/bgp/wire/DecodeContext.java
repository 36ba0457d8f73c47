// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.net.AddressFamily;

/**
 * What the meaning of an UPDATE's octets depends on: the session they arrived on. Made once per Established session.
 *
 * @param isInternal the peer is in our AS: LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST count (RFC 7606 §7.5, §7.9, §7.10)
 * @param isFourOctetAs AS_PATH and AGGREGATOR carry 4-octet numbers (RFC 6793)
 * @param familyBits negotiated families, by {@link AddressFamily#bit()}
 * @param addPathReceiveBits families whose NLRI carry path identifiers (RFC 7911)
 * @param acceptAsSet AS_SET and AS_CONFED_SET are taken, else the routes are treated as withdrawn (RFC 9774)
 * @param acceptLoopbackNextHop next hops in 127/8 and ::1 are taken, else the routes are treated as withdrawn
 */
public record DecodeContext(
        boolean isInternal,
        boolean isFourOctetAs,
        int familyBits,
        int addPathReceiveBits,
        boolean acceptAsSet,
        boolean acceptLoopbackNextHop) {

    public static DecodeContext of(Negotiated negotiated, boolean acceptAsSet, boolean acceptLoopbackNextHop) {
        return new DecodeContext(
                negotiated.kind().isInternal(),
                negotiated.isFourOctetAs(),
                negotiated.familyBits(),
                negotiated.addPathReceiveBits(),
                acceptAsSet,
                acceptLoopbackNextHop);
    }

    boolean has(AddressFamily family) {
        return (familyBits & family.bit()) != 0;
    }

    boolean isAddPath(AddressFamily family) {
        return (addPathReceiveBits & family.bit()) != 0;
    }

    /** All that the decoding of attributes, as opposed to NLRI, depends on, in 4 bits. */
    int attributeBits() {
        return (isInternal ? 1 : 0) | (isFourOctetAs ? 2 : 0) | (acceptAsSet ? 4 : 0) | (acceptLoopbackNextHop ? 8 : 0);
    }
}

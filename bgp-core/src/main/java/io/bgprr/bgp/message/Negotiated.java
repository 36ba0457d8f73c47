// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import java.util.ArrayList;
import java.util.List;

/**
 * What both sides of a session agreed on.
 *
 * @param peerAs the AS of the peer's OPEN
 * @param familyBits families both sides listed, by {@link AddressFamily#bit()}
 * @param holdTimeSeconds the smaller of both; 0 = no keepalives and no hold timer (RFC 4271 §4.2)
 * @param keepaliveSeconds a third of the hold time, at least 1; 0 = none
 * @param isFourOctetAs both sides sent capability 65 (RFC 6793)
 * @param isRouteRefresh the peer takes ROUTE-REFRESH (RFC 2918)
 * @param messageLengthBytesMax 4096, or 65535 with RFC 8654
 * @param addPathReceiveBits families whose NLRI we receive with a path identifier (RFC 7911)
 * @param addPathSendBits families whose NLRI we send with a path identifier
 * @param peerOpen the peer's OPEN, for showing
 */
public record Negotiated(
        PeerKind kind,
        AsNumber peerAs,
        RouterId peerRouterId,
        int familyBits,
        int holdTimeSeconds,
        int keepaliveSeconds,
        boolean isFourOctetAs,
        boolean isRouteRefresh,
        int messageLengthBytesMax,
        int addPathReceiveBits,
        int addPathSendBits,
        Open peerOpen) {

    public boolean has(AddressFamily family) {
        return (familyBits & family.bit()) != 0;
    }

    public List<AddressFamily> families() {
        List<AddressFamily> families = new ArrayList<>(AddressFamily.COUNT);
        for (AddressFamily family : AddressFamily.values()) {
            if (has(family)) {
                families.add(family);
            }
        }
        return families;
    }

    public boolean isAddPathReceive(AddressFamily family) {
        return (addPathReceiveBits & family.bit()) != 0;
    }

    public boolean isAddPathSend(AddressFamily family) {
        return (addPathSendBits & family.bit()) != 0;
    }
}

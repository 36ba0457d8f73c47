// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Everything that makes the UPDATEs of two peers the same octets. Two peers with equal keys share every encoding.
 *
 * @param clusterId of the clients of this group, 0 for others
 */
public record UpdateGroupKey(
        AddressFamily family,
        PeerKind kind,
        Policy exportPolicy,
        OutgoingNextHop nextHop,
        boolean isFourOctetAs,
        int messageLengthBytesMax,
        AsNumber localAs,
        int clusterId) {

    // Written out for speed, as IpAddress says.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UpdateGroupKey that
                && family == that.family
                && kind == that.kind
                && exportPolicy.equals(that.exportPolicy)
                && nextHop.equals(that.nextHop)
                && isFourOctetAs == that.isFourOctetAs
                && messageLengthBytesMax == that.messageLengthBytesMax
                && localAs.equals(that.localAs)
                && clusterId == that.clusterId;
    }

    @Override
    public int hashCode() {
        int wire = 31 * (31 * family.hashCode() + kind.hashCode()) + Boolean.hashCode(isFourOctetAs);
        int speaker = 31 * (31 * localAs.hashCode() + clusterId) + messageLengthBytesMax;
        return 31 * (31 * (31 * wire + speaker) + exportPolicy.hashCode()) + nextHop.hashCode();
    }
}

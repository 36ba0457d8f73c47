// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.policy.Policy;

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
        int clusterId) {}

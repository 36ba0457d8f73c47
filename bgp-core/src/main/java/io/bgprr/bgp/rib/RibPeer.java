// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import org.jspecify.annotations.Nullable;

/**
 * What decision and export must know of where a path came from; one for each session, immutable.
 *
 * @param index {@link RibPeers#LOCAL}, or 2..65,534
 * @param kind for our own routes: {@link PeerKind#IBGP_CLIENT}, which nobody asks
 * @param address null for our own routes
 * @param clusterId the cluster of a client, 0 = none
 */
public record RibPeer(
        char index,
        PeerKind kind,
        RouterId routerId,
        @Nullable IpAddress address,
        int clusterId) {

    public boolean isLocal() {
        return index == RibPeers.LOCAL;
    }

    public boolean isInternal() {
        return !isLocal() && kind.isInternal();
    }

    public boolean isClient() {
        return !isLocal() && kind == PeerKind.IBGP_CLIENT;
    }
}

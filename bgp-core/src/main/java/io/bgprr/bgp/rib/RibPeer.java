// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import org.jspecify.annotations.Nullable;

/** What decision and export must know of where a path came from: one for each session, owned by the RibLoop. */
public final class RibPeer {

    private final char index;
    private final PeerKind kind;
    private final RouterId routerId;
    private final @Nullable IpAddress address;
    private int clusterId;

    RibPeer(char index, PeerKind kind, RouterId routerId, @Nullable IpAddress address, int clusterId) {
        this.index = index;
        this.kind = kind;
        this.routerId = routerId;
        this.address = address;
        this.clusterId = clusterId;
    }

    /** {@link RibPeers#LOCAL}, or 2..65,534. */
    public char index() {
        return index;
    }

    /** For our own routes it says nothing. */
    public PeerKind kind() {
        return kind;
    }

    public RouterId routerId() {
        return routerId;
    }

    /** Null for our own routes. */
    public @Nullable IpAddress address() {
        return address;
    }

    /** The cluster of a client (RFC 4456 §7). */
    public int clusterId() {
        return clusterId;
    }

    /** The configuration moved the peer to another cluster; its routes are to be marked as changed. */
    public void changeCluster(int newClusterId) {
        clusterId = newClusterId;
    }

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

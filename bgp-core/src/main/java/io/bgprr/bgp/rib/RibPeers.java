// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who paths come from, by index. An index is given to a session and comes back only through {@link #release}, which its
 * owner calls when no path, no cursor and no encoded bytes can name it any more.
 */
public final class RibPeers {

    /** No peer. */
    public static final char NONE = 0;

    /** Routes originated here. */
    public static final char LOCAL = 1;

    /** The last index of a peer. */
    public static final char INDEX_MAX = 65_534;

    /** Not a peer: some earlier path that nobody remembers. */
    public static final char UNKNOWN = 65_535;

    private @Nullable RibPeer[] byIndex = new RibPeer[64];
    private final ArrayDeque<Character> free = new ArrayDeque<>();
    private int indexLimit = 2;

    public RibPeers(RouterId routerId) {
        byIndex[LOCAL] = new RibPeer(LOCAL, PeerKind.IBGP_CLIENT, routerId, null, 0);
    }

    /** Gives a new session its index; null when all are taken. */
    public @Nullable RibPeer add(PeerKind kind, RouterId routerId, IpAddress address, int clusterId) {
        char index;
        if (!free.isEmpty()) {
            index = free.removeFirst();
        } else if (indexLimit <= INDEX_MAX) {
            index = (char) indexLimit++;
        } else {
            return null;
        }
        if (index >= byIndex.length) {
            byIndex = Arrays.copyOf(byIndex, Math.min(byIndex.length * 2, INDEX_MAX + 1));
        }
        RibPeer peer = new RibPeer(index, kind, routerId, address, clusterId);
        byIndex[index] = peer;
        return peer;
    }

    public void release(RibPeer peer) {
        byIndex[peer.index()] = null;
        free.addLast(peer.index());
    }

    public RibPeer get(char index) {
        RibPeer peer = byIndex[index];
        if (peer == null) {
            throw new IllegalStateException("peer index " + (int) index + " is not in use");
        }
        return peer;
    }

    /** Sessions that hold an index. */
    public int size() {
        return indexLimit - 2 - free.size();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.BitSet;

/**
 * The routes of one peer and family as received (RFC 4271 §3.2): where its rows stand in the {@link LocRib}, and what was
 * counted. Pre- and post-policy are two columns of the same rows.
 */
public final class AdjRibIn {

    private final RibPeer peer;
    final BitSet blocks = new BitSet(); // of rows; there may be one without a path of the peer, never a path in another
    int received;
    int accepted;

    public AdjRibIn(RibPeer peer) {
        this.peer = peer;
    }

    public RibPeer peer() {
        return peer;
    }

    /** Routes held, refused ones included. */
    public int received() {
        return received;
    }

    /** Routes that are eligible. */
    public int accepted() {
        return accepted;
    }

    public boolean isEmpty() {
        return received == 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

/**
 * The routes of one peer and family as received (RFC 4271 §3.2): the head of the chain of its rows in the {@link LocRib},
 * and what was counted. Pre- and post-policy are two columns of the same rows.
 */
public final class AdjRibIn {

    private final RibPeer peer;
    int firstPath;
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
        return firstPath == 0;
    }
}

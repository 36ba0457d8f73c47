// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.BitSet;

/**
 * The routes of one peer and family as received (RFC 4271 §3.2): where its rows stand in the {@link LocRib}, and what was
 * counted. Pre- and post-policy are two columns of the same rows.
 */
public final class AdjRibIn {

    private final RibPeer peer;
    // Blocks of rows: there may be one without a path of the peer, never a path in another.
    private final BitSet blocks = new BitSet();
    private int latestBlock = -1; // is among them, if not negative
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

    /** Notes that a path of the peer stands there. */
    void addBlock(int block) {
        if (block != latestBlock) { // rows are given out side by side
            latestBlock = block;
            blocks.set(block);
        }
    }

    /** The last block up to this one where paths may stand; negative when there is none. */
    int lastBlock(int block) {
        return blocks.previousSetBit(block);
    }

    /** None of its paths is left there. */
    void removeBlock(int block) {
        blocks.clear(block);
        latestBlock = -1;
    }

    /** None of its paths is left. */
    void removeBlocks() {
        blocks.clear();
        latestBlock = -1;
    }
}

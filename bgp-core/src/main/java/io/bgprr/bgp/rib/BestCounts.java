// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.Arrays;

/** Of how many destinations each peer's path is the best. */
final class BestCounts {

    private int[] byPeer = new int[64];

    /** A destination's best path was one peer's and is another's; {@link RibPeers#NONE} where there is none. */
    void moved(char before, char now) {
        if (before != RibPeers.NONE) {
            byPeer[before]--;
        }
        if (now != RibPeers.NONE) {
            if (now >= byPeer.length) {
                byPeer = Arrays.copyOf(byPeer, Math.max(now + 1, byPeer.length * 2));
            }
            byPeer[now]++;
        }
    }

    int of(char peer) {
        return peer < byPeer.length ? byPeer[peer] : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.Arrays;

/**
 * The destinations that a batch of changes touched, each with the best path that it had before. Grows with the batch and gives
 * back what a great one took.
 */
final class DecisionBatch {

    private static final int CAPACITY_MIN = 256;
    private static final int CAPACITY_KEPT = 1 << 17;

    private int[] destinations = new int[CAPACITY_MIN];
    private char[] bestPeers = new char[CAPACITY_MIN];
    private int[] bestSets = new int[CAPACITY_MIN];
    private int size;

    void add(int destination, char bestPeer, int bestSet) {
        if (size == destinations.length) {
            destinations = Arrays.copyOf(destinations, size * 2);
            bestPeers = Arrays.copyOf(bestPeers, size * 2);
            bestSets = Arrays.copyOf(bestSets, size * 2);
        }
        destinations[size] = destination;
        bestPeers[size] = bestPeer;
        bestSets[size] = bestSet;
        size++;
    }

    int size() {
        return size;
    }

    int destination(int i) {
        return destinations[i];
    }

    /** Whose path was the best before the batch; {@link RibPeers#NONE} when there was none. */
    char bestPeer(int i) {
        return bestPeers[i];
    }

    /** The accepted set of the best path before the batch; 0 when there was none. */
    int bestSet(int i) {
        return bestSets[i];
    }

    void clear() {
        size = 0;
        if (destinations.length > CAPACITY_KEPT) {
            destinations = new int[CAPACITY_MIN];
            bestPeers = new char[CAPACITY_MIN];
            bestSets = new int[CAPACITY_MIN];
        }
    }
}

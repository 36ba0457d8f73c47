// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareBatchesTest {

    private static final TableHashes HASHES = TableHashes.ofSeeds(1, 1);

    private final RibLoopLab lab = new RibLoopLab(Limits.DEFAULT);
    private final SessionLink link = lab.peer().link;

    @Test
    void aBatchThatWasGivenBackIsTakenAgain() {
        SpareBatches spares = new SpareBatches(HASHES);
        UpdateBatch batch = spares.take(link, 1);
        assertThat(spares.take(link, 2)).isNotSameAs(batch);
        spares.give(batch);
        assertThat(spares.take(link, 3)).isSameAs(batch);
    }

    /** A daemon that reads a thousand batches a second gets there in 25 days. */
    @Test
    void goesRoundForEver() {
        SpareBatches spares = new SpareBatches(HASHES, Integer.MAX_VALUE - 100);
        UpdateBatch first = spares.take(link, 1);
        spares.give(first);
        for (int round = 0; round < 300; round++) {
            UpdateBatch again = spares.take(link, round);
            assertThat(again).isSameAs(first);
            spares.give(again);
        }
    }
}

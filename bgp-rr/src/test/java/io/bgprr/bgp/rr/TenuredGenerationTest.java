// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Of this process, which has the collector of the daemon. */
class TenuredGenerationTest {

    @Test
    void aCollectionThatIsAskedForIsCountedAndTellsWhatLives() {
        TenuredGeneration generation = Objects.requireNonNull(TenuredGeneration.ofThisProcess());
        assertThat(generation.bytesMax()).isPositive();
        long before = generation.collectionCount();

        generation.collect();

        assertThat(generation.collectionCount()).isGreaterThan(before);
        assertThat(generation.livingBytes()).isBetween(1L, generation.bytesMax());
        assertThat(generation.usedBytes()).isGreaterThanOrEqualTo(generation.livingBytes());
    }
}

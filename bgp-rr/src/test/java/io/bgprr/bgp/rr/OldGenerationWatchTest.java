// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldGenerationWatchTest {

    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "64, 0, false",
        "65, 0, true",
        "73, 10, false",
        "75, 10, true",
        "200, 100, false",
        "201, 100, true",
        "2000, 1000, false",
        "50, 100, false"
    })
    void collectsWhenThereMayBeAsMuchGarbageAsLife(long usedMib, long livingMib, boolean isDue) {
        assertThat(OldGenerationWatch.isCollectionDue(usedMib * MIB, livingMib * MIB))
                .isEqualTo(isDue);
    }

    @ParameterizedTest
    @CsvSource({"89, 100, false", "90, 100, false", "91, 100, true", "100, 100, true", "100, -1, false", "0, 0, false"})
    void isNearlyFullFromNineTenthsOn(long usedMib, long maxMib, boolean isFull) {
        assertThat(OldGenerationWatch.isNearlyFull(usedMib * MIB, maxMib < 0 ? -1 : maxMib * MIB))
                .isEqualTo(isFull);
    }
}

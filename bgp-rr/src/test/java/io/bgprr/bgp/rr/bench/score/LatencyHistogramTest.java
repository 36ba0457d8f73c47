// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void quantilesAreAtMostTwoPercentWrong() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (int micros = 1; micros <= 100_000; micros++) {
            histogram.add(micros * 1000L);
        }

        assertThat(histogram.count()).isEqualTo(100_000);
        assertThat(histogram.quantileMillis(0.5)).isCloseTo(50, within(1.0));
        assertThat(histogram.quantileMillis(0.99)).isCloseTo(99, within(2.0));
        assertThat(histogram.quantileMillis(1)).isEqualTo(100);
        assertThat(histogram.maxMillis()).isEqualTo(100);
    }

    @Test
    void everyDurationHasABucket() {
        for (long nanos : new long[] {-5, 0, 1, 63, 64, 65, 127, 128, 1_000_000, Long.MAX_VALUE}) {
            LatencyHistogram histogram = new LatencyHistogram();
            histogram.add(nanos);

            assertThat(histogram.quantileMillis(0.5))
                    .isCloseTo(Math.max(0, nanos) / 1e6, within(Math.max(0, nanos) / 1e7 + 1e-9));
        }
    }

    @Test
    void aChangeIsOverWhenAllHaveHeardOfItAndAnotherMayOvertakeIt() {
        ChangeClock clock = new ChangeClock(2);
        clock.sent(1, 2, 0);
        clock.arrived(1, 1_000_000);
        clock.arrived(1, 3_000_000);
        clock.arrived(1, 9_000_000);
        clock.sent(1, 2, 10_000_000);
        clock.sent(1, 2, 11_000_000);

        assertThat(clock.toEach().count()).isEqualTo(2);
        assertThat(clock.toAll().count()).isEqualTo(1);
        assertThat(clock.toAll().maxMillis()).isEqualTo(3);
        assertThat(clock.changesCount()).isEqualTo(3);
        assertThat(clock.overtakenCount()).isEqualTo(2);
    }
}

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
            histogram.add(micros * 1000L, 1);
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
            histogram.add(nanos, 1);

            assertThat(histogram.quantileMillis(0.5))
                    .isCloseTo(Math.max(0, nanos) / 1e6, within(Math.max(0, nanos) / 1e7 + 1e-9));
        }
    }

    @Test
    void aDurationMayBeAddedManyTimes() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.add(1_000_000, 1);
        histogram.add(5_000_000, 99);

        assertThat(histogram.count()).isEqualTo(100);
        assertThat(histogram.quantileMillis(0.01)).isCloseTo(1, within(0.02));
        assertThat(histogram.quantileMillis(0.02)).isCloseTo(5, within(0.1));
    }

    @Test
    void aChangeIsOverWhenAllHaveHeardOfIt() {
        ChangeClock clock = new ChangeClock(2);
        clock.sent(1, 2, 0);
        clock.arrived(1, 1_000_000);
        clock.arrived(1, 3_000_000);
        clock.arrived(1, 9_000_000);

        assertThat(clock.toEach().count()).isEqualTo(2);
        assertThat(clock.toAll().count()).isEqualTo(1);
        assertThat(clock.toAll().maxMillis()).isEqualTo(3);
        assertThat(clock.changesCount()).isEqualTo(1);
        assertThat(clock.overtakenCount()).isZero();
    }

    @Test
    void whoHasNotHeardOfAChangeWhenTheNextIsSentHasWaitedUntilThen() {
        ChangeClock clock = new ChangeClock(2);
        clock.sent(1, 3, 0);
        clock.arrived(1, 1_000_000);
        clock.sent(1, 3, 20_000_000);
        clock.arrived(1, 21_000_000);
        clock.arrived(1, 21_000_000);
        clock.arrived(1, 21_000_000);

        assertThat(clock.changesCount()).isEqualTo(2);
        assertThat(clock.overtakenCount()).isEqualTo(2);
        assertThat(clock.toEach().count()).isEqualTo(6);
        assertThat(clock.toEach().quantileMillis(4 / 6.0)).isCloseTo(1, within(0.02));
        assertThat(clock.toEach().maxMillis()).isEqualTo(20);
        assertThat(clock.toAll().count()).isEqualTo(2);
        assertThat(clock.toAll().maxMillis()).isEqualTo(20);
    }
}

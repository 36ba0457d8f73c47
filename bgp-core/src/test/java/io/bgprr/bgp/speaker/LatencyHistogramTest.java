// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    private static final long MILLI = 1_000_000;

    private final LatencyHistogram histogram = new LatencyHistogram();

    private long samples() {
        return Arrays.stream(histogram.counts()).sum();
    }

    @Test
    void measuresFromTheArrivalToTheEndOfTheSliceThatSends() {
        histogram.received(10 * MILLI);
        histogram.sliceDone(11 * MILLI);
        assertThat(samples()).isZero();
        histogram.received(14 * MILLI);
        histogram.sending();
        histogram.sliceDone(15 * MILLI);
        histogram.sending();
        histogram.sliceDone(25 * MILLI);

        assertThat(samples()).isEqualTo(2);
        assertThat(histogram.counts()[3]).as("at most a millisecond").isOne();
        assertThat(histogram.counts()[5]).as("at most five").isOne();
        assertThat(histogram.sumSeconds()).isCloseTo(0.006, within(1e-9));
    }

    @Test
    void forgetsWhatNobodyIsToldOf() {
        histogram.received(10 * MILLI);
        histogram.nothingToSend();
        histogram.received(20 * MILLI);
        histogram.sending();
        histogram.nothingToSend(); // of the next slice, before this one is done
        histogram.sliceDone(21 * MILLI);
        assertThat(samples()).isOne();
    }

    /** Input that never pauses, and a subgroup that never gets to its end. */
    @Test
    void measuresThoseThatWaitLongestWhenTooManyWait() {
        for (int i = 0; i < 200_000; i++) {
            histogram.received(i * MILLI);
        }
        histogram.sending();
        histogram.sliceDone(200_000 * MILLI);
        assertThat(samples()).isEqualTo(LatencyHistogram.WAITING_MAX);
        assertThat(histogram.counts()[histogram.counts().length - 1]).isEqualTo(LatencyHistogram.WAITING_MAX);
        histogram.received(200_000 * MILLI);
        histogram.sending();
        histogram.sliceDone(200_001 * MILLI);
        assertThat(samples()).isEqualTo(LatencyHistogram.WAITING_MAX + 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class UseClockTest {

    private static Usage.Meter meter(Double... cpuSeconds) {
        Iterator<Double> readings = List.of(cpuSeconds).iterator();
        return () -> new Usage(readings.next(), 0, 0, 1, 1);
    }

    @Test
    void addsUpStretchesAndLeavesOutWhatIsBetween() {
        UseClock use = new UseClock(meter(1.0, 1.5, 7.0, 7.25));
        use.start();
        use.stop();
        double firstSeconds = use.seconds();
        use.start();
        use.stop();

        assertThat(use.daemonSeconds()).isCloseTo(0.75, within(1e-9));
        assertThat(firstSeconds).isPositive();
        assertThat(use.seconds()).isGreaterThan(firstSeconds);
    }

    @Test
    void aStretchThatIsBegunAgainCountsFromThen() {
        UseClock use = new UseClock(meter(1.0, 5.0, 5.5));
        use.start();
        use.start();
        use.stop();

        assertThat(use.daemonSeconds()).isCloseTo(0.5, within(1e-9));
        assertThat(use.othersSeconds()).isNotNegative();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Networks of production engines converge to what a naive implementation says, whatever happens to them on the way. */
class SimulationTest {

    /** New seeds are run for so long. It ends the search and never decides its outcome. */
    private static final Duration BUDGET = Duration.ofSeconds(Long.getLong("bgprr.sim.seconds", 50));

    /** The first of the new seeds: by chance, so that every run of the tests sees networks that none has seen. */
    private static final long FIRST_SEED = Long.getLong("bgprr.sim.first", new SplittableRandom().nextLong(1L << 40));

    @Test
    void survivesWhatNoTestHasSeenYet() {
        System.out.println("new seeds of the simulator: from " + FIRST_SEED + ", each by scripts/sim --seed N");
        long start = System.nanoTime();
        long seed = FIRST_SEED;
        do {
            require(Simulation.runTwice(seed++));
        } while (System.nanoTime() - start < BUDGET.toNanos());
        System.out.println("new seeds of the simulator: " + (seed - FIRST_SEED) + ", none failed");
    }

    @Test
    void survivesWhatOnceFailed() throws IOException {
        String resource = "/simulation/failed-seeds.txt";
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(resource))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+", 2)[0]))
                    .forEach(seed -> require(Simulation.runTwice(seed)));
        }
    }

    @Test
    void tellsWhatASeedIsAndHowToReplayIt() {
        SimulationReport report = Simulation.run(1);
        assertThat(report.isFailed()).isFalse();
        assertThat(report.lastEvents()).hasSize(SimTrace.LAST);
        SimulationReport failed =
                new SimulationReport(1, report.network(), 2, 3, new Violation(6, "for the test"), report.lastEvents());
        assertThat(failed.toString())
                .contains("seed 1", "invariant 6: for the test", "scripts/sim --seed 1")
                .contains(report.lastEvents());
    }

    private static void require(SimulationReport report) {
        if (report.isFailed()) {
            fail(report.toString());
        }
    }
}

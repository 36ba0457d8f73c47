// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** Networks of production engines converge to what a naive implementation says, whatever happens to them on the way. */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("bgprr.sim.seeds", 200);
    private static final long FIRST_SEED = Long.getLong("bgprr.sim.first", 1);

    @Test
    void convergesToWhatANaiveReferenceComputes() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            SimulationReport report = Simulation.runTwice(seed);
            if (report.isFailed()) {
                fail(report.toString());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.sim.Simulation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator finds bugs: each of these is planted alone, and must not go unnoticed. */
class DeliberateFaultTest {

    private static final int SEEDS = Integer.getInteger("bgprr.fault.seeds", 1000);

    @ParameterizedTest
    @EnumSource(DeliberateFault.class)
    void isFound(DeliberateFault fault) throws ReflectiveOperationException {
        FaultyClasses world = new FaultyClasses(fault);
        for (long seed = 1; seed <= SEEDS; seed++) {
            String found = run(world, seed);
            if (found != null) {
                System.out.printf(
                        "%-50s seed %3d: %s%n",
                        fault, seed, found.lines().findFirst().orElse(""));
                return;
            }
        }
        assertThat(fault).as("a fault that %d seeds do not notice", SEEDS).isNull();
    }

    /** Without a fault the second world is as right as the first. */
    @Test
    void nothingIsFoundWhereNothingIsWrong() throws ReflectiveOperationException {
        FaultyClasses world = new FaultyClasses(null);
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(run(world, seed)).isNull();
        }
    }

    @Test
    void assertionsOfTheEnginesHold() throws ReflectiveOperationException {
        assertThat(new FaultyClasses(null)
                        .loadClass("io.bgprr.bgp.export.UpdateGroup")
                        .desiredAssertionStatus())
                .isTrue();
        assertThat(Simulation.class.desiredAssertionStatus()).isTrue();
    }

    /** What the simulator of that world finds, or null. */
    private static @Nullable String run(ClassLoader world, long seed) throws ReflectiveOperationException {
        Object report = world.loadClass(Simulation.class.getName())
                .getMethod("run", long.class)
                .invoke(null, seed);
        boolean isFailed = (boolean) report.getClass().getMethod("isFailed").invoke(report);
        return isFailed ? report.getClass().getMethod("summary").invoke(report).toString() : null;
    }
}

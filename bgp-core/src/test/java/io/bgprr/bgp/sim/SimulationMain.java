// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/** The simulator on the command line; {@code scripts/sim} calls it. */
final class SimulationMain {

    private static final long PROGRESS_NANOS = Duration.ofSeconds(10).toNanos();

    private SimulationMain() {}

    /**
     * {@code --seed N} replays one seed and prints its trace; {@code --minutes M} searches new ones. Ends with 1 when something
     * failed.
     */
    public static void main(String[] arguments) {
        boolean isGood = switch (arguments[0]) {
            case "--seed" -> replay(Long.parseLong(arguments[1]));
            case "--minutes" -> search((long) (Double.parseDouble(arguments[1]) * 60e9));
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        System.exit(isGood ? 0 : 1);
    }

    private static boolean replay(long seed) {
        System.out.println("%14s  %-12s  %-12s  %s".formatted("seconds", "node", "peer", "what"));
        SimulationReport report = Simulation.run(seed, System.out::println);
        System.out.println(report);
        return !report.isFailed();
    }

    private static boolean search(long budgetNanos) {
        long first = new SplittableRandom().nextLong(1L << 40);
        System.out.println("seeds from " + first);
        long start = System.nanoTime();
        long told = start;
        int failed = 0;
        long seed = first;
        for (long now = start; now - start < budgetNanos; now = System.nanoTime()) {
            SimulationReport report = Simulation.runTwice(seed++);
            if (report.isFailed()) {
                failed++;
                System.out.println(report);
            }
            if (now - told >= PROGRESS_NANOS) {
                told = now;
                System.out.println((seed - first) + " seeds, " + failed + " failed; the last: " + report.summary());
            }
        }
        System.out.println((seed - first) + " seeds, " + failed + " failed");
        return failed == 0;
    }
}

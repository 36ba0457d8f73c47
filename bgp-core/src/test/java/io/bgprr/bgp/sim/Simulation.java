// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way into the simulator: one seed in, one report out. It starts no thread, and never throws or exits. */
public final class Simulation {

    private Simulation() {}

    /** Lives the life of the network that this seed describes, and checks it. */
    public static SimulationReport run(long seed) {
        return run(seed, null);
    }

    /** @param sink is told every event in words */
    public static SimulationReport run(long seed, @Nullable Consumer<String> sink) {
        SimTrace trace = new SimTrace(sink);
        String network = "no network yet";
        Throwable failure = null;
        try {
            Swarm swarm = new Swarm(seed, trace);
            network = swarm.toString();
            new Workload(swarm).live();
            boolean isQuiet = swarm.settle();
            QuietChecks checks = new QuietChecks(swarm, isQuiet);
            if (!swarm.isAsConfigured()) {
                throw new AssertionError("not all sessions are as configured: " + swarm.unlikeConfigured());
            }
            if (!isQuiet && checks.isDefinite()) {
                throw new AssertionError("it goes on changing, though it has a stable state");
            }
            network += checks.isDefinite() ? "" : ", no stable state by the oracle";
            checks.check();
            if (isQuiet) {
                swarm.stop();
                QuietChecks.checkEnd(swarm);
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            failure = e;
        }
        return new SimulationReport(seed, network, trace.count(), trace.hash(), failure, trace.last());
    }

    /** Twice, which must come to the same to the last event. */
    public static SimulationReport runTwice(long seed) {
        SimulationReport first = run(seed);
        SimulationReport second = run(seed);
        if (first.isFailed() || first.traceHash() == second.traceHash()) {
            return first;
        }
        return new SimulationReport(
                seed,
                first.network(),
                second.events(),
                second.traceHash(),
                new AssertionError("another trace than the first time, which was %016x with %d events"
                        .formatted(first.traceHash(), first.events())),
                second.lastEvents());
    }
}

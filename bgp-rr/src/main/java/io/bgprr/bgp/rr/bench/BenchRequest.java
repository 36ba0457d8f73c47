// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.world.Scenario;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user asked of {@code bgp-rr bench}, in the user's words where somebody else knows what they mean.
 *
 * @param scenarios names, with sizes or not; "all" for all; empty = {@link #DEFAULT_SCENARIOS}, or those that grow
 * @param size small, full, or a number
 * @param numbers that override what size and scenario say
 * @param daemons names; empty = all that are installed
 * @param json where results go, one JSON object a line; null = nowhere
 * @param growth where the plot of the growth goes; null = none, scenarios are played
 * @param keepsFiles the daemons' configurations and logs stay
 * @param checksOnly nothing is played, only what is wrong with the request is said
 */
public record BenchRequest(
        List<String> scenarios,
        String size,
        Numbers numbers,
        List<String> daemons,
        int runs,
        @Nullable Path json,
        @Nullable Path growth,
        boolean keepsFiles,
        boolean checksOnly) {

    /** What is played when nothing is named; of these, with external sessions, those that can be played so. */
    public static final List<Scenario> DEFAULT_SCENARIOS =
            List.of(Scenario.FULL_TABLE, Scenario.RR_FANOUT, Scenario.MULTI_PATH, Scenario.BGPERF, Scenario.K8S);

    /**
     * The numbers of a play; 0 = what the scenario says.
     *
     * @param window how many sessions may be on their way at a time
     * @param seconds for which churn and idle go on
     */
    public record Numbers(
            int senders,
            int receivers,
            int prefixes,
            double routesPerAttributes,
            long seed,
            boolean isIpv6,
            boolean isExternal,
            int window,
            double timeoutSeconds,
            int seconds) {}
}

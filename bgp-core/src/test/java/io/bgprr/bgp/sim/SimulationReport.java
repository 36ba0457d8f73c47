// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one seed.
 *
 * @param network the topology and the features that the seed picked
 * @param events how many things happened
 * @param traceHash of all of them: equal whenever the seed runs with the same engines
 * @param failure what does not hold, null when everything does
 * @param lastEvents in columns: seconds since the start, node, peer, what
 */
public record SimulationReport(
        long seed,
        String network,
        long events,
        long traceHash,
        @Nullable Throwable failure,
        List<String> lastEvents) {

    public boolean isFailed() {
        return failure != null;
    }

    /** In one line. */
    public String summary() {
        return "seed %d: %s, %d events, trace %016x: %s"
                .formatted(
                        seed, network, events, traceHash, failure == null ? "as it should be" : failure.getMessage());
    }

    /** With everything that is needed to begin looking for the cause. */
    @Override
    public String toString() {
        if (failure == null) {
            return summary();
        }
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println(summary());
        out.println("the last events:");
        lastEvents.forEach(out::println);
        failure.printStackTrace(out);
        out.print("replay it with: scripts/sim --seed " + seed);
        return text.toString();
    }
}

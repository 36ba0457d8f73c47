// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

/**
 * What a daemon, with all processes that it started, has used so far.
 *
 * @param peakBytes the sum of each process's most resident memory ever
 */
public record Usage(double cpuSeconds, long residentBytes, long peakBytes, int processes, int threads) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    /** Looks at a daemon while it runs. */
    @FunctionalInterface
    public interface Meter {
        Usage read();
    }
}

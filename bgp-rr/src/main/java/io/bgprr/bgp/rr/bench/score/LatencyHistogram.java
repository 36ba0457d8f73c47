// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

/** Durations in buckets that are at most 1.6 % wide, so that a quantile is at most so wrong; nothing is allocated. */
public final class LatencyHistogram {

    private static final int STEPS_BITS = 6;
    private static final int STEPS = 1 << STEPS_BITS;

    private final long[] counts = new long[STEPS * (Long.SIZE - STEPS_BITS + 1)];
    private long count;
    private long maxNanos;

    /** @param times how often it took so long */
    public void add(long nanos, int times) {
        counts[bucket(Math.max(0, nanos))] += times;
        count += times;
        maxNanos = Math.max(maxNanos, nanos);
    }

    public long count() {
        return count;
    }

    public double maxMillis() {
        return maxNanos / 1e6;
    }

    /** The duration that a share of all did not exceed. */
    public double quantileMillis(double share) {
        long left = (long) Math.ceil(count * share);
        for (int bucket = 0; bucket < counts.length; bucket++) {
            left -= counts[bucket];
            if (left <= 0) {
                return Math.min(end(bucket), maxNanos) / 1e6;
            }
        }
        return maxMillis();
    }

    /** Below {@link #STEPS} each number has its bucket; from there on each power of two has so many. */
    private static int bucket(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEPS_BITS;
        return (shift + 1 << STEPS_BITS) + (int) (nanos >>> shift) - STEPS;
    }

    private static long end(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = (bucket >>> STEPS_BITS) - 1;
        return ((long) (STEPS + bucket % STEPS) << shift) + (1L << shift) - 1;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

/**
 * How long changes take: from the sending of a change of a prefix to each receiver that holds it, and to the last one. Who has
 * not heard of a change when the next one of the prefix is sent has waited at least until then, and counts with that: else the
 * quantiles of a daemon that leaves changes out would be those of its quick deliveries only.
 */
public final class ChangeClock {

    private final long[] sentNanos;
    private final int[] receiversLeft;
    private final LatencyHistogram toEach = new LatencyHistogram();
    private final LatencyHistogram toAll = new LatencyHistogram();
    private long changesCount;
    private long overtakenCount;

    public ChangeClock(int prefixes) {
        sentNanos = new long[prefixes];
        receiversLeft = new int[prefixes];
    }

    /** @param receivers who must hear of it */
    public void sent(int prefix, int receivers, long nanos) {
        int left = receiversLeft[prefix];
        if (left > 0) {
            long waitedNanos = nanos - sentNanos[prefix];
            toEach.add(waitedNanos, left);
            toAll.add(waitedNanos, 1);
            overtakenCount += left;
        }
        sentNanos[prefix] = nanos;
        receiversLeft[prefix] = receivers;
        changesCount++;
    }

    public void arrived(int prefix, long nanos) {
        if (receiversLeft[prefix] == 0) {
            return;
        }
        toEach.add(nanos - sentNanos[prefix], 1);
        if (--receiversLeft[prefix] == 0) {
            toAll.add(nanos - sentNanos[prefix], 1);
        }
    }

    public LatencyHistogram toEach() {
        return toEach;
    }

    public LatencyHistogram toAll() {
        return toAll;
    }

    public long changesCount() {
        return changesCount;
    }

    /** Deliveries that had not come when the next change of the prefix overtook them. */
    public long overtakenCount() {
        return overtakenCount;
    }
}

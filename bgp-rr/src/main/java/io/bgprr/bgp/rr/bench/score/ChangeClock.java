// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

/** How long changes take: from the sending of a change of a prefix to each receiver that holds it, and to the last one. */
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
        overtakenCount += receiversLeft[prefix];
        sentNanos[prefix] = nanos;
        receiversLeft[prefix] = receivers;
        changesCount++;
    }

    public void arrived(int prefix, long nanos) {
        if (receiversLeft[prefix] == 0) {
            return;
        }
        toEach.add(nanos - sentNanos[prefix]);
        if (--receiversLeft[prefix] == 0) {
            toAll.add(nanos - sentNanos[prefix]);
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

    /** Deliveries that never came, because the next change of the prefix overtook them. */
    public long overtakenCount() {
        return overtakenCount;
    }
}

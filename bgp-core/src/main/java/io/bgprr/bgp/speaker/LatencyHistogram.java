// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.Arrays;

/**
 * How long from an UPDATE's arrival until every change it caused is encoded and handed to the sessions, for each batch of
 * UPDATEs. What members have no room for is encoded when they have, and not waited for here. Owned by the RibLoop.
 */
final class LatencyHistogram {

    /** While so many wait no more are measured: those that wait longest are. */
    static final int WAITING_MAX = 1 << 16;

    private final double[] boundsSeconds = RibSnapshot.latencyBoundsSeconds();
    private final long[] counts = new long[boundsSeconds.length + 1];
    private double sumSeconds;
    private long[] waiting = new long[64];
    private int waitingCount;
    private boolean isSending;

    /** A batch is in the RIB, its changes not yet sent. */
    void received(long receivedNanos) {
        if (waitingCount == WAITING_MAX) {
            return;
        }
        if (waitingCount == waiting.length) {
            waiting = Arrays.copyOf(waiting, waitingCount * 2);
        }
        waiting[waitingCount++] = receivedNanos;
    }

    /** All that waits is sent by the end of this slice. */
    void sending() {
        isSending = true;
    }

    /** What waits changed nothing that anybody is to be told. */
    void nothingToSend() {
        if (!isSending) {
            waitingCount = 0;
        }
    }

    void sliceDone(long nowNanos) {
        if (!isSending) {
            return;
        }
        isSending = false;
        for (int i = 0; i < waitingCount; i++) {
            double seconds = (nowNanos - waiting[i]) * 1e-9;
            int bucket = 0;
            while (bucket < boundsSeconds.length && seconds > boundsSeconds[bucket]) {
                bucket++;
            }
            counts[bucket]++;
            sumSeconds += seconds;
        }
        waitingCount = 0;
    }

    long[] counts() {
        return counts.clone();
    }

    double sumSeconds() {
        return sumSeconds;
    }
}

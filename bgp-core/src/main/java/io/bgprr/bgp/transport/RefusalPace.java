// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

/**
 * How many connections are reset in a second, over all listening sockets of a thread. A reset costs the thread some twenty
 * microseconds, which a flood would otherwise take from the sessions. The thread's own.
 */
final class RefusalPace {

    /** A tenth of a second's worth may come at once. */
    private static final long BURST_NANOS = 100_000_000L;

    private final long tokenNanos;
    private boolean isUsed;
    private long fullAtNanos;

    RefusalPace(int perSecond) {
        tokenNanos = 1_000_000_000L / perSecond;
    }

    /** One was refused; returns how long to accept nobody, 0 as a rule. */
    long refused(long nowNanos) {
        if (!isUsed || fullAtNanos - nowNanos < 0) {
            isUsed = true;
            fullAtNanos = nowNanos;
        }
        fullAtNanos += tokenNanos;
        return Math.max(0, fullAtNanos - nowNanos - BURST_NANOS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When each timer of a connection expires, in nanoseconds of the host's clock. To restart a timer is one store; the host
 * hears of a later deadline only when the earlier one has passed in vain. Owned by the session's thread.
 */
final class TimerTable {

    /** The deadline of a timer that does not run. */
    static final long NEVER = Long.MAX_VALUE;

    private static final FsmTimer[] TIMERS = FsmTimer.values();

    private final long[] deadlines = new long[TIMERS.length];

    TimerTable() {
        clearAll();
    }

    /** Starts or restarts a timer. */
    void set(FsmTimer timer, long deadlineNanos) {
        deadlines[timer.ordinal()] = deadlineNanos;
    }

    void clear(FsmTimer timer) {
        deadlines[timer.ordinal()] = NEVER;
    }

    void clearAll() {
        Arrays.fill(deadlines, NEVER);
    }

    boolean isRunning(FsmTimer timer) {
        return deadlines[timer.ordinal()] != NEVER;
    }

    long deadlineNanos(FsmTimer timer) {
        return deadlines[timer.ordinal()];
    }

    /** The earliest deadline, or {@link #NEVER}. */
    long nextNanos() {
        long next = NEVER;
        for (long deadline : deadlines) {
            next = Math.min(next, deadline);
        }
        return next;
    }

    /** The timer that has been due for the longest time, which goes on running until it is set or cleared; or null. */
    @Nullable
    FsmTimer due(long nowNanos) {
        long next = nextNanos();
        if (next == NEVER || next > nowNanos) {
            return null;
        }
        for (FsmTimer timer : TIMERS) {
            if (deadlines[timer.ordinal()] == next) {
                return timer;
            }
        }
        return null;
    }
}

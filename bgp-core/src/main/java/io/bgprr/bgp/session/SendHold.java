// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The SendHoldTimer of one connection (RFC 9687): it runs while octets wait that TCP does not take. */
final class SendHold {

    private final TimerTable timers;
    private long holdNanos;

    SendHold(TimerTable timers) {
        this.timers = timers;
    }

    /** @param seconds 0 = the timer never runs */
    void setSeconds(int seconds) {
        holdNanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Octets were queued: from now on TCP should take some. */
    void queued(@Nullable Connection connection, long nowNanos) {
        if (holdNanos > 0
                && !timers.isRunning(FsmTimer.SEND_HOLD)
                && connection != null
                && connection.pendingBytes() > 0) {
            timers.set(FsmTimer.SEND_HOLD, nowNanos + holdNanos);
        }
    }

    /** TCP took some. */
    void taken(Connection connection, long nowNanos) {
        if (connection.pendingBytes() == 0) {
            timers.clear(FsmTimer.SEND_HOLD);
        } else if (holdNanos > 0) {
            timers.set(FsmTimer.SEND_HOLD, nowNanos + holdNanos);
        }
    }

    /** What to say of a connection whose timer expired; null when nothing waits on it any more. */
    @Nullable
    String stuck(@Nullable Connection connection) {
        return connection == null || connection.pendingBytes() == 0
                ? null
                : "TCP took none of " + connection.pendingBytes() + " octets for "
                        + TimeUnit.NANOSECONDS.toSeconds(holdNanos) + " s";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long a peer waits before it tries again: the ConnectRetryCounter and the jitter of RFC 4271 §10, and the damping of a
 * peer that comes up only to fail (§8.1.1, DampPeerOscillations). One for each peer, shared by its connections.
 *
 * <p>A session that was up and is lost is looked for almost at once; an attempt that failed waits for the configured time,
 * the next ones twice as long each, up to the configured limit. All of this delays only our own dialing: a peer that dials
 * us is served at any time, unless it oscillates.
 */
final class RetryBackoff {

    /** RFC 4271 §10: a timer runs for 0.75 to 1.0 of its value. */
    private static final double JITTER_MIN = 0.75;

    /** Long enough for the far end to have noticed that the session is over, and short enough not to be noticed. */
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** SYN is repeated after 1, 3 and 7 seconds: an attempt that is cut before that gives up too early. */
    private static final long ATTEMPT_NANOS_MIN = TimeUnit.SECONDS.toNanos(10);

    /** Sessions that may end by an error in a row before the peer is held in Idle. */
    static final int OSCILLATIONS_FREE = 5;

    /** After such a time without one, errors are forgotten. */
    static final long OSCILLATION_FORGET_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final long IDLE_HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_HOLD_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final long KEEPALIVE_NANOS_MIN = TimeUnit.SECONDS.toNanos(1);

    private final RandomGenerator random;
    private final boolean isPassive;
    private final long retryNanos;
    private final long retryNanosMax;

    private int failures;
    private int oscillations;
    private long lastOscillationNanos;
    private long orderedHoldNanos;

    RetryBackoff(SessionConfig config, RandomGenerator random) {
        this.random = random;
        this.isPassive = config.passive();
        this.retryNanos = TimeUnit.SECONDS.toNanos(Math.max(1, config.connectRetrySeconds()));
        this.retryNanosMax = Math.max(retryNanos, TimeUnit.SECONDS.toNanos(config.connectRetrySecondsMax()));
    }

    /** An attempt failed. */
    void failed() {
        failures++;
    }

    /** The session came up, or the operator starts it anew. */
    void cleared() {
        failures = 0;
    }

    /** An Established session ended by an error; an end for which a hold is ordered has its own damping and counts for nothing. */
    void oscillated(long nowNanos) {
        if (orderedHoldNanos != 0) {
            return;
        }
        if (oscillations > 0 && nowNanos - lastOscillationNanos > OSCILLATION_FORGET_NANOS) {
            oscillations = 0;
        }
        oscillations++;
        lastOscillationNanos = nowNanos;
    }

    /** The operator starts the peer anew, and knows why. */
    void forgiven() {
        oscillations = 0;
    }

    /** From the end of a connection to our next attempt; {@link TimerTable#NEVER} for a passive peer. */
    long waitNanos() {
        if (isPassive) {
            return TimerTable.NEVER;
        }
        return jittered(
                failures == 0 ? Math.min(SOON_NANOS, retryNanos) : doubled(retryNanos, failures - 1, retryNanosMax));
    }

    /** How long an attempt to connect may take. */
    long attemptNanos() {
        return Math.max(ATTEMPT_NANOS_MIN, jittered(retryNanos));
    }

    /** The end that comes now is followed by this long in Idle, whatever else holds; {@link TimerTable#NEVER} = for good. */
    void orderHold(long nanos) {
        orderedHoldNanos = nanos;
    }

    /** How long the peer is held in Idle after an end that is ordered so, or an oscillation; 0 = not at all. */
    long takeIdleHoldNanos() {
        long ordered = orderedHoldNanos;
        orderedHoldNanos = 0;
        return ordered != 0 ? ordered : idleHoldNanos();
    }

    private long idleHoldNanos() {
        int excess = oscillations - OSCILLATIONS_FREE;
        return excess <= 0 ? 0 : jittered(doubled(IDLE_HOLD_NANOS, excess - 1, IDLE_HOLD_NANOS_MAX));
    }

    /** A little less than a third of the hold time, so that many sessions do not speak at once; at least a second (§4.4). */
    long jitteredKeepalive(long keepaliveNanos) {
        return Math.max(KEEPALIVE_NANOS_MIN, jittered(keepaliveNanos));
    }

    private long jittered(long nanos) {
        return (long) (nanos * (JITTER_MIN + (1 - JITTER_MIN) * random.nextDouble()));
    }

    private static long doubled(long nanos, int times, long nanosMax) {
        long result = nanos;
        for (int i = 0; i < times && result < nanosMax; i++) {
            result *= 2;
        }
        return Math.min(result, nanosMax);
    }
}

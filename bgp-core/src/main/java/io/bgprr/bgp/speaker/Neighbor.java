// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.PeerSession;
import org.jspecify.annotations.Nullable;

/** A peer that is configured, or that a range of dynamic neighbours let in; it outlives its sessions. Owned by a SessionLoop. */
final class Neighbor {

    private static final long SHED_HOLD_NANOS = 60_000_000_000L;
    private static final long SHED_HOLD_NANOS_MAX = 3_600_000_000_000L;

    /** Long enough for no load, and short enough for whoever only came at a bad time. */
    private static final long REFUSED_HOLD_NANOS = 10_000_000_000L;

    PeerConfig config;

    @Nullable
    PeerSession session; // null only while it is being made

    final @Nullable Prefix range;

    @Nullable
    SessionLink link; // while Established

    private int shedCount;
    private long shedNanos;
    private boolean isRefused; // held in Idle, and for no fault of its own
    long scheduledNanos = Long.MAX_VALUE;
    boolean isRemoved;
    final PrefixLimitWarden prefixLimits = new PrefixLimitWarden();

    Neighbor(PeerConfig config, @Nullable Prefix range) {
        this.config = config;
        this.range = range;
    }

    IpAddress address() {
        return config.session().peerAddress();
    }

    /** Its session came up, so it is not held in Idle, whatever it was held for. */
    void sessionBegan(SessionLink up) {
        link = up;
        isRefused = false;
        prefixLimits.sessionBegan();
    }

    /** Its session ends for want of memory: it took too much, or it only came when there was none. */
    void shed(String why, boolean isOffender, long nowNanos) {
        isRefused = !isOffender;
        long holdNanos = isOffender ? holdAfterShed(nowNanos) : REFUSED_HOLD_NANOS;
        session().failAndHold(Notification.of(ErrorCode.CEASE_OUT_OF_RESOURCES), why, holdNanos, nowNanos);
    }

    /** There is enough memory again: who was refused for want of it may come at once. */
    void roomAgain(long nowNanos) {
        if (isRefused) {
            isRefused = false;
            session().endHold(nowNanos);
        }
    }

    /**
     * How long it has to stay away now that its session took too much memory: a minute, and twice as long each time, up to an
     * hour. An hour without it clears the count.
     */
    long holdAfterShed(long nowNanos) {
        shedCount = shedCount > 0 && nowNanos - shedNanos > SHED_HOLD_NANOS_MAX ? 0 : shedCount;
        shedNanos = nowNanos;
        long hold = Math.min(SHED_HOLD_NANOS << Math.min(shedCount, 6), SHED_HOLD_NANOS_MAX);
        shedCount++;
        return hold;
    }

    boolean isDynamic() {
        return range != null;
    }

    PeerSession session() {
        if (session == null) {
            throw new IllegalStateException(address() + " has no session yet");
        }
        return session;
    }
}

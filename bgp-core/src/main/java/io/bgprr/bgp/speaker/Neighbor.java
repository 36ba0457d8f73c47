// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.PeerSession;
import org.jspecify.annotations.Nullable;

/** A peer that is configured, or that a range of dynamic neighbours let in; it outlives its sessions. Owned by a SessionLoop. */
final class Neighbor {

    private static final long SHED_HOLD_NANOS = 60_000_000_000L;
    private static final long SHED_HOLD_NANOS_MAX = 3_600_000_000_000L;

    PeerConfig config;

    @Nullable
    PeerSession session; // null only while it is being made

    final @Nullable Prefix range;

    @Nullable
    SessionLink link; // while Established

    private int shedCount;
    private long shedNanos;
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

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.PeerSession;
import org.jspecify.annotations.Nullable;

/** A peer that is configured, or that a range of dynamic neighbours let in; it outlives its sessions. Owned by a SessionLoop. */
final class Neighbor {

    PeerConfig config;

    @Nullable
    PeerSession session; // null only while it is being made

    final @Nullable Prefix range;

    @Nullable
    SessionLink link; // while Established

    long scheduledNanos = Long.MAX_VALUE;
    boolean isRemoved;
    long suppressedErrors;
    long errorReportedNanos;
    boolean hasReportedError;
    final PrefixLimitWarden prefixLimits = new PrefixLimitWarden();

    Neighbor(PeerConfig config, @Nullable Prefix range) {
        this.config = config;
        this.range = range;
    }

    IpAddress address() {
        return config.session().peerAddress();
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

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.session.RemoteAs;
import org.jspecify.annotations.Nullable;

/** What a configuration alone tells of a peer: the peer's OPEN may still decide. */
enum PeerRelation {
    /** In our AS. */
    INTERNAL,
    /** In another one. */
    EXTERNAL,
    /** Only the OPEN will tell, or the configuration is too broken to tell. */
    OPEN;

    static PeerRelation of(@Nullable RemoteAs remoteAs, @Nullable AsNumber localAs) {
        return switch (remoteAs) {
            case RemoteAs.Internal() -> INTERNAL;
            case RemoteAs.External() -> EXTERNAL;
            case RemoteAs.Exactly(AsNumber as) when localAs != null -> as.equals(localAs) ? INTERNAL : EXTERNAL;
            case null, default -> OPEN;
        };
    }
}

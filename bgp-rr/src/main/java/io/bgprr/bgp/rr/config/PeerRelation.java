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
        if (remoteAs instanceof RemoteAs.Internal) {
            return INTERNAL;
        }
        if (remoteAs instanceof RemoteAs.External) {
            return EXTERNAL;
        }
        if (remoteAs instanceof RemoteAs.Exactly(AsNumber as) && localAs != null) {
            return as.equals(localAs) ? INTERNAL : EXTERNAL;
        }
        return OPEN;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.net.AddressFamily;

/**
 * Whether the next OPEN lists capabilities (RFC 5492 §3): a peer that knows none is tried once without. Unsupported Capability
 * (§5) is treated alike, for some peers say so of a capability of ours that they dislike. The next session after that offers
 * them again.
 */
final class CapabilityOffer {

    private final SessionConfig config;
    private boolean hasCapabilities = true;

    CapabilityOffer(SessionConfig config) {
        this.config = config;
    }

    Open open() {
        return CapabilityNegotiator.open(config, hasCapabilities);
    }

    /** The operator starts the peer anew. */
    void renew() {
        hasCapabilities = true;
    }

    /** A connection is over; true when it ended for our capabilities, so that the next one deserves no wait. */
    boolean reconsider(PeerConnection connection, FsmState before) {
        Notification received = connection.notificationReceived();
        ErrorCode error = received == null ? null : ErrorCode.of(received.code(), received.subcode());
        boolean isRefusal =
                error == ErrorCode.UNSUPPORTED_OPTIONAL_PARAMETER || error == ErrorCode.UNSUPPORTED_CAPABILITY;
        if (!connection.offeredCapabilities()) {
            hasCapabilities |= before.compareTo(FsmState.OPEN_SENT) >= 0;
            return false;
        }
        boolean triesWithout =
                isRefusal && before != FsmState.ESTABLISHED && config.isOffered(AddressFamily.IPV4_UNICAST);
        hasCapabilities &= !triesWithout;
        return triesWithout;
    }
}

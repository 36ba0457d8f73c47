// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.session.SessionCounters;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One peer at one moment.
 *
 * @param isDynamic made by a range of dynamic neighbours
 * @param state of the session as a user should see it
 * @param isAdminDown disabled, by configuration or command
 * @param stateSinceMillis wall clock of the last change of state
 * @param negotiated null unless Established
 * @param localAddress of the Established connection, or null
 * @param peerAs of the peer's OPEN, or the configured one, or null while unknown
 * @param lastError why the last session ended or attempt failed; empty when nothing went wrong yet
 * @param lastErrorMillis wall clock, 0 = never
 * @param outQueueBytes octets encoded for this peer that TCP has not accepted
 * @param counters a copy
 * @param families those negotiated, or offered while not Established
 */
public record PeerSnapshot(
        PeerConfig config,
        boolean isDynamic,
        FsmState state,
        boolean isAdminDown,
        long stateSinceMillis,
        @Nullable Negotiated negotiated,
        @Nullable IpAddress localAddress,
        @Nullable AsNumber peerAs,
        String lastError,
        long lastErrorMillis,
        long outQueueBytes,
        SessionCounters counters,
        Map<AddressFamily, FamilySnapshot> families) {

    public IpAddress address() {
        return config.session().peerAddress();
    }

    PeerSnapshot withFamilies(Map<AddressFamily, FamilySnapshot> other) {
        return new PeerSnapshot(
                config,
                isDynamic,
                state,
                isAdminDown,
                stateSinceMillis,
                negotiated,
                localAddress,
                peerAs,
                lastError,
                lastErrorMillis,
                outQueueBytes,
                counters,
                other);
    }
}

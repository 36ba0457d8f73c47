// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import org.jspecify.annotations.Nullable;

/**
 * What one peer's session needs to know; everything about routes is elsewhere. Two equal configurations need no reset.
 *
 * @param peerPort where to dial, 179 by default
 * @param localAddress the source address to dial from, or null
 * @param localAs the AS of our OPEN
 * @param routeReflectorClient an internal peer is a client
 * @param familyBits families to offer, by {@link AddressFamily#bit()}
 * @param holdTimeSeconds offered; 0 or at least 3
 * @param connectRetrySeconds first wait between attempts to connect, jittered, doubled after errors (RFC 4271 §10)
 * @param connectRetrySecondsMax the longest such wait
 * @param sendHoldSeconds how long TCP may accept nothing (RFC 9687), 0 = off, or {@link #SEND_HOLD_BY_RFC}
 * @param passive never dials
 * @param acceptAsSet routes whose AS_PATH holds an AS_SET are taken, else treated as withdrawn (RFC 9774)
 * @param acceptLoopbackNextHop routes with a next hop in 127/8 or ::1 are taken: for labs
 * @param enabled administratively up
 */
public record SessionConfig(
        IpAddress peerAddress,
        int peerPort,
        @Nullable IpAddress localAddress,
        AsNumber localAs,
        RouterId routerId,
        RemoteAs remoteAs,
        boolean routeReflectorClient,
        int familyBits,
        int holdTimeSeconds,
        int connectRetrySeconds,
        int connectRetrySecondsMax,
        int sendHoldSeconds,
        boolean passive,
        boolean acceptAsSet,
        boolean acceptLoopbackNextHop,
        SocketSecurity security,
        boolean enabled) {

    /** The greater of 8 minutes and twice the negotiated hold time (RFC 9687 §4). */
    public static final int SEND_HOLD_BY_RFC = -1;

    /** The send hold time that follows from a negotiated hold time; 0 = off. */
    int sendHoldSeconds(int holdTimeSecondsNegotiated) {
        return sendHoldSeconds == SEND_HOLD_BY_RFC ? Math.max(480, 2 * holdTimeSecondsNegotiated) : sendHoldSeconds;
    }

    /** Whether our OPEN lists the family. */
    boolean isOffered(AddressFamily family) {
        return (familyBits & family.bit()) != 0;
    }

    /** The same for another address: what a template of dynamic neighbours becomes. */
    public SessionConfig withPeer(IpAddress address, boolean isPassive) {
        return new SessionConfig(
                address,
                peerPort,
                localAddress,
                localAs,
                routerId,
                remoteAs,
                routeReflectorClient,
                familyBits,
                holdTimeSeconds,
                connectRetrySeconds,
                connectRetrySecondsMax,
                sendHoldSeconds,
                isPassive,
                acceptAsSet,
                acceptLoopbackNextHop,
                security,
                enabled);
    }
}

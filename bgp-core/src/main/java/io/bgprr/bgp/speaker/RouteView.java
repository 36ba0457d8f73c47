// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import org.jspecify.annotations.Nullable;

/**
 * One route for people.
 *
 * @param peer who it was learned from (for an advertised route: who the path came from); null for our own
 * @param peerRouterId likewise
 * @param attributes as received; for an advertised route as sent
 * @param isBest it is the best of its destination
 * @param isAccepted loop checks and policy let it in
 * @param isPending for an advertised route: a newer state has not been sent yet
 * @param refusal why it was not accepted, empty when it was
 * @param reason the step of the decision process: why the best won, or where this one lost
 * @param pathId the received path identifier, 0 without Add-Path
 */
public record RouteView(
        Prefix prefix,
        @Nullable IpAddress peer,
        @Nullable RouterId peerRouterId,
        String peerKind,
        AttributeSet attributes,
        boolean isBest,
        boolean isAccepted,
        boolean isPending,
        String refusal,
        String reason,
        int pathId) {}

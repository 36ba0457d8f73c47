// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Capability.FourOctetAs;
import io.bgprr.bgp.message.Capability.MultiProtocol;
import io.bgprr.bgp.message.Capability.RouteRefreshSupport;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What we say in an OPEN, and what follows from both OPENs: an agreement or a refusal (RFC 4271 §6.2, RFC 5492, RFC 6286).
 * Pure functions. A new capability is offered in {@link #open} and read in {@link #agree}, and nowhere else.
 */
public final class CapabilityNegotiator {

    private CapabilityNegotiator() {}

    /** What becomes of two OPENs. */
    public sealed interface Negotiation {

        record Agreed(Negotiated negotiated) implements Negotiation {}

        /**
         * @param notification what the peer is told
         * @param reason a clause for people
         */
        record Refused(Notification notification, String reason) implements Negotiation {}
    }

    /**
     * Our OPEN. It stays small, for BIRD 1.6 refuses the long form of optional parameters (RFC 9072).
     *
     * @param withCapabilities false for a peer that refused them (RFC 5492 §3)
     */
    public static Open open(SessionConfig config, boolean withCapabilities) {
        List<Capability> capabilities = new ArrayList<>();
        if (withCapabilities) {
            for (AddressFamily family : AddressFamily.values()) {
                if (config.isOffered(family)) {
                    capabilities.add(new MultiProtocol(family.afi(), family.safi()));
                }
            }
            capabilities.add(new RouteRefreshSupport());
            capabilities.add(new FourOctetAs(config.localAs()));
        }
        return new Open(config.localAs(), config.holdTimeSeconds(), config.routerId(), capabilities);
    }

    /** Checks the peer's OPEN in the order of RFC 4271 §6.2 and intersects it with ours. */
    public static Negotiation negotiate(SessionConfig config, Open ours, Open theirs) {
        AsNumber as = theirs.as();
        if (as.bits() == AsNumber.ZERO) {
            return refused(ErrorCode.BAD_PEER_AS, "AS 0 (RFC 7607 §2)");
        }
        if (!config.remoteAs().allows(as, config.localAs())) {
            return refused(ErrorCode.BAD_PEER_AS, "AS " + as + ", configured is " + config.remoteAs());
        }
        boolean isInternal = as.equals(config.localAs());
        // RFC 6286 §2.2: identifiers are unique within an AS, and not beyond.
        if (isInternal && theirs.routerId().equals(config.routerId())) {
            return refused(ErrorCode.BAD_BGP_IDENTIFIER, "BGP identifier " + theirs.routerId() + " is our own");
        }
        if (theirs.holdTimeSeconds() == 1 || theirs.holdTimeSeconds() == 2) {
            return refused(ErrorCode.UNACCEPTABLE_HOLD_TIME, "hold time " + theirs.holdTimeSeconds() + " s");
        }
        int familyBits = familyBits(ours) & familyBits(theirs) & config.familyBits();
        if (familyBits == 0) {
            // FRR and BIRD refuse such a session too: nothing could flow, and a session that is up looks as if it
            // could.
            String reason = "no common address family: we offer " + families(familyBits(ours) & config.familyBits())
                    + ", the peer " + families(familyBits(theirs));
            return new Negotiation.Refused(
                    Notification.of(ErrorCode.UNSUPPORTED_CAPABILITY, requiredCapabilities(config)), reason);
        }
        return new Negotiation.Agreed(agree(config, kind(config, isInternal), familyBits, ours, theirs));
    }

    private static Negotiated agree(SessionConfig config, PeerKind kind, int familyBits, Open ours, Open theirs) {
        int holdTimeSeconds = Math.min(config.holdTimeSeconds(), theirs.holdTimeSeconds());
        int keepaliveSeconds = holdTimeSeconds == 0 ? 0 : Math.max(1, holdTimeSeconds / 3);
        return new Negotiated(
                kind,
                theirs.as(),
                theirs.routerId(),
                familyBits,
                holdTimeSeconds,
                keepaliveSeconds,
                has(ours, FourOctetAs.class) && has(theirs, FourOctetAs.class),
                has(ours, RouteRefreshSupport.class) && has(theirs, RouteRefreshSupport.class),
                Message.LENGTH_BYTES_MAX,
                0,
                0,
                theirs);
    }

    private static PeerKind kind(SessionConfig config, boolean isInternal) {
        if (!isInternal) {
            return PeerKind.EBGP;
        }
        return config.routeReflectorClient() ? PeerKind.IBGP_CLIENT : PeerKind.IBGP_NON_CLIENT;
    }

    private static boolean has(Open open, Class<? extends Capability> type) {
        for (Capability capability : open.capabilities()) {
            if (type.isInstance(capability)) {
                return true;
            }
        }
        return false;
    }

    /** The families that an OPEN lists; IPv4 unicast when it lists none at all, known or not (RFC 4760 §8). */
    private static int familyBits(Open open) {
        int bits = 0;
        boolean isListing = false;
        for (Capability capability : open.capabilities()) {
            if (capability instanceof MultiProtocol(int afi, int safi)) {
                isListing = true;
                AddressFamily family = AddressFamily.of(afi, safi);
                bits |= family == null ? 0 : family.bit();
            }
        }
        return isListing ? bits : AddressFamily.IPV4_UNICAST.bit();
    }

    private static String families(int familyBits) {
        List<String> labels = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            if ((familyBits & family.bit()) != 0) {
                labels.add(family.label());
            }
        }
        return labels.isEmpty() ? "none that we know" : String.join(" and ", labels);
    }

    /** The capabilities without which the peering cannot proceed, encoded as in an OPEN (RFC 5492 §5). */
    private static byte[] requiredCapabilities(SessionConfig config) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (AddressFamily family : AddressFamily.values()) {
            if (config.isOffered(family)) {
                bytes.writeBytes(
                        new byte[] {1, 4, (byte) (family.afi() >>> 8), (byte) family.afi(), 0, (byte) family.safi()});
            }
        }
        return bytes.toByteArray();
    }

    private static Negotiation refused(ErrorCode error, String reason) {
        return new Negotiation.Refused(Notification.of(error), reason);
    }
}

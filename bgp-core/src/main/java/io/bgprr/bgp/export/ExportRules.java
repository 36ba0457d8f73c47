// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.policy.Policy;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibPeer;
import org.jspecify.annotations.Nullable;

/**
 * Who hears what: the matrix of RFC 4456 §6, the well-known communities of RFC 1997, the export policy.
 *
 * <pre>
 *   learned from      to a client   to a non-client   to another AS
 *   client            yes           yes               yes
 *   non-client        yes           no                yes
 *   another AS, us    yes           yes               yes
 * </pre>
 */
final class ExportRules {

    private final UpdateGroupKey key;
    private final UpdateFrame frame;

    ExportRules(UpdateGroupKey key) {
        this.key = key;
        this.frame = new UpdateFrame(key);
    }

    /** The verdict on a destination's best path. */
    ExportVerdict verdict(LocRib rib, int destination, int best, RibPeer source) {
        AttributeSet attributes = rib.acceptedSet(best);
        ExportVerdict common = verdictOfAll(attributes, source);
        if (common != null) {
            return common;
        }
        int lengthBits = rib.lengthBits(destination);
        AttributeSet accepted = key.exportPolicy()
                .apply(key.family(), rib.high(destination), rib.low(destination), lengthBits, attributes);
        if (accepted == null) {
            return ExportVerdict.POLICY;
        }
        return frame.fits(accepted, source, lengthBits) ? ExportVerdict.ADVERTISE : ExportVerdict.TOO_LONG;
    }

    /** The verdict on every route of this source with these attributes; null when it depends on the prefix. */
    @Nullable
    ExportVerdict verdictOfAll(AttributeSet attributes, RibPeer source) {
        if (key.kind() == PeerKind.IBGP_NON_CLIENT && source.isInternal() && !source.isClient()) {
            return ExportVerdict.NON_CLIENT_TO_NON_CLIENT;
        }
        if (attributes.isNoAdvertise()) {
            return ExportVerdict.NO_ADVERTISE;
        }
        if (attributes.isNoExport() && !key.kind().isInternal()) {
            return ExportVerdict.NO_EXPORT;
        }
        Policy policy = key.exportPolicy();
        if (policy.isMissing()) {
            return ExportVerdict.NO_POLICY;
        }
        if (key.nextHop().resolve(attributes, isReflected(source)) == null) {
            return ExportVerdict.NO_NEXT_HOP;
        }
        if (policy.readsPrefix()) {
            return null;
        }
        AttributeSet accepted = policy.apply(key.family(), 0, 0, 0, attributes);
        if (accepted == null) {
            return ExportVerdict.POLICY;
        }
        return frame.fitsAlways(accepted) ? ExportVerdict.ADVERTISE : null;
    }

    /** Whether a route from there to this group is reflected: learned from inside, sent inside. */
    boolean isReflected(RibPeer source) {
        return key.kind().isInternal() && source.isInternal();
    }
}

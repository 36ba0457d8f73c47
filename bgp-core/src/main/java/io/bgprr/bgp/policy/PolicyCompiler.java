// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import io.bgprr.bgp.message.PeerKind;
import org.jspecify.annotations.Nullable;

/** Turns what was configured into a {@link Policy}, with the default of the peer's kind where nothing was. */
public final class PolicyCompiler {

    private PolicyCompiler() {}

    /**
     * @param definition null when nothing is configured: internal peers then exchange everything, external ones nothing (RFC 8212
     *     §2) unless {@code ebgpRequiresPolicy} is off
     */
    public static Policy compile(@Nullable PolicyDefinition definition, PeerKind kind, boolean ebgpRequiresPolicy) {
        PolicyDefinition effective = definition;
        if (effective == null) {
            effective =
                    kind.isInternal() || !ebgpRequiresPolicy ? PolicyDefinition.ACCEPT : new PolicyDefinition.Missing();
        }
        return new Policy(
                effective,
                effective instanceof PolicyDefinition.MatchPrefixList(PrefixList list) ? new PrefixSet(list) : null);
    }
}

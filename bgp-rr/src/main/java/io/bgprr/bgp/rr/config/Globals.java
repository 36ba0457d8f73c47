// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PrefixList;
import io.bgprr.bgp.speaker.ListenAddress;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What every peer shares.
 *
 * @param localAs null when it is missing or wrong, which has been reported
 * @param routerId likewise
 * @param clusterId null = the router identifier
 */
record Globals(
        @Nullable AsNumber localAs,
        @Nullable RouterId routerId,
        @Nullable RouterId clusterId,
        List<ListenAddress> listen,
        boolean ebgpRequiresPolicy,
        SequencedMap<String, PrefixList> prefixLists,
        PasswordFiles passwords,
        Problems problems) {

    /** Whether some socket takes connections of the family; one on {@code ::} takes IPv4 too, or another on 0.0.0.0 does. */
    boolean isListening(boolean ipv6) {
        return listen.stream()
                .map(ListenAddress::address)
                .anyMatch(on -> on.isIpv6() == ipv6 || on.isIpv6() && on.isUnspecified());
    }
}

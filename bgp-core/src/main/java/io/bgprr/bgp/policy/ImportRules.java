// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.rib.Refusal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every received route must pass before policy sees it: it may not have come through us already (RFC 4271 §9.1.2, RFC
 * 4456 §8), nor lead back to us (RFC 4271 §5.1.3). Depends on attributes only, so one verdict holds for a whole UPDATE.
 *
 * @param clusterIds every cluster identifier this speaker reflects with, as bits
 * @param ownAddresses addresses that are ours, thus no next hop for us
 */
public record ImportRules(AsNumber localAs, RouterId routerId, Set<Integer> clusterIds, Set<IpAddress> ownAddresses) {

    public ImportRules {
        clusterIds = Set.copyOf(clusterIds);
        ownAddresses = Set.copyOf(ownAddresses);
    }

    // Written out for speed, as IpAddress says.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImportRules that
                && localAs.equals(that.localAs)
                && routerId.bits() == that.routerId.bits()
                && clusterIds.equals(that.clusterIds)
                && ownAddresses.equals(that.ownAddresses);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * localAs.hashCode() + routerId.bits()) + clusterIds.hashCode())
                + ownAddresses.hashCode();
    }

    public Refusal check(AttributeSet attributes, boolean isInternal) {
        if (attributes.occurrencesInAsPath(localAs.bits()) > 0) {
            return Refusal.OWN_AS;
        }
        if (isInternal) {
            if (attributes.hasOriginatorId() && attributes.originatorId() == routerId.bits()) {
                return Refusal.OWN_ORIGINATOR_ID;
            }
            if (attributes.clusterListLength() > 0) {
                for (int clusterId : clusterIds) {
                    if (attributes.clusterListContains(clusterId)) {
                        return Refusal.OWN_CLUSTER_ID;
                    }
                }
            }
        }
        return ownAddresses.contains(attributes.nextHop().address()) ? Refusal.OWN_NEXT_HOP : Refusal.NONE;
    }
}

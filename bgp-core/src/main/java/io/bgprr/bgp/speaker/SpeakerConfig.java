// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import java.util.List;

/**
 * The desired state of a speaker, complete and consistent: whoever makes it has checked it.
 *
 * @param clusterId of routes reflected to and from clients whose group names no other (RFC 4456 §7)
 * @param ebgpRequiresPolicy an external peer without a policy exchanges nothing (RFC 8212)
 */
public record SpeakerConfig(
        AsNumber localAs,
        RouterId routerId,
        RouterId clusterId,
        List<ListenAddress> listen,
        List<PeerConfig> neighbors,
        List<DynamicNeighbors> dynamicNeighbors,
        List<NetworkConfig> networks,
        DecisionConfig decision,
        boolean ebgpRequiresPolicy,
        Limits limits) {

    public SpeakerConfig {
        listen = List.copyOf(listen);
        neighbors = List.copyOf(neighbors);
        dynamicNeighbors = List.copyOf(dynamicNeighbors);
        networks = List.copyOf(networks);
    }
}

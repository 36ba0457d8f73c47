// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigSchema.*;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.speaker.NetworkConfig;
import io.bgprr.bgp.speaker.NextHopRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the originated routes. */
final class NetworkAssembly {

    private static final IpAddress SELF_IPV4 = IpAddress.ofIpv4(0);
    private static final IpAddress SELF_IPV6 = IpAddress.ofIpv6(0, 0);

    private final Problems problems;
    private final Map<Prefix, Place> seen = new HashMap<>();

    NetworkAssembly(Problems problems) {
        this.problems = problems;
    }

    List<NetworkConfig> assemble(List<Located<Block>> networks) {
        List<NetworkConfig> assembled = new ArrayList<>(networks.size());
        for (Located<Block> network : networks) {
            NetworkConfig made = assemble(network.value());
            if (made != null) {
                assembled.add(made);
            }
        }
        return assembled;
    }

    private @Nullable NetworkConfig assemble(Block network) {
        Located<Prefix> prefix = network.find(NETWORK_PREFIX);
        if (prefix == null) {
            return null;
        }
        Place before = seen.putIfAbsent(prefix.value(), prefix.place());
        if (before != null) {
            problems.error(prefix.place(), prefix.value() + " is already at " + before + "; allowed: each prefix once");
        }
        IpAddress nextHop = nextHop(network, prefix.value().family());
        return nextHop == null ? null : new NetworkConfig(prefix.value(), NetworkAttributes.of(network, nextHop));
    }

    private @Nullable IpAddress nextHop(Block network, AddressFamily family) {
        boolean isIpv6 = family == AddressFamily.IPV6_UNICAST;
        NextHopChoice choice = network.get(NETWORK_NEXT_HOP);
        if (choice.rule() instanceof NextHopRule.Self) {
            if (!network.has(NETWORK_NEXT_HOP)) {
                problems.warning(
                        network.place(),
                        "next-hop is not set: peers are told this speaker's own address and send it the traffic "
                                + "(say self to mean it)");
            }
            return isIpv6 ? SELF_IPV6 : SELF_IPV4;
        }
        IpAddress address = choice.addressFor(family);
        if (address == null) {
            problems.error(
                    network.placeOf(NETWORK_NEXT_HOP),
                    "is not an address of " + family + "; allowed: self | an " + (isIpv6 ? "IPv6" : "IPv4")
                            + " address");
        } else if (address.isLoopback()) {
            problems.warning(
                    network.placeOf(NETWORK_NEXT_HOP),
                    address + " is a loopback address: peers refuse it as a next hop");
        }
        return address;
    }
}

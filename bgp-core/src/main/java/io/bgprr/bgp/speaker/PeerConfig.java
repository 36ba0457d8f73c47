// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.session.SessionConfig;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A neighbour with everything its group and the globals say already applied.
 *
 * @param session what the session needs
 * @param peerGroup the group's name, or empty
 * @param description free text, or empty
 * @param clusterId the cluster that a client belongs to (RFC 4456 §7): its group's, or the global one
 * @param nextHop null = the default of the peer's kind: self towards eBGP, keep towards iBGP
 * @param importPolicy null = the default of the peer's kind: accept from iBGP, missing from eBGP (RFC 8212)
 * @param exportPolicy likewise
 * @param maxPrefixes how much the peer may send; a family that is not in it has no limit
 */
public record PeerConfig(
        SessionConfig session,
        String peerGroup,
        String description,
        RouterId clusterId,
        @Nullable NextHopRule nextHop,
        @Nullable PolicyDefinition importPolicy,
        @Nullable PolicyDefinition exportPolicy,
        Map<AddressFamily, PrefixLimit> maxPrefixes) {

    public PeerConfig {
        maxPrefixes = maxPrefixes.isEmpty() ? Map.of() : inOrder(maxPrefixes); // most have none, and may be thousands
    }

    private static Map<AddressFamily, PrefixLimit> inOrder(Map<AddressFamily, PrefixLimit> limits) {
        Map<AddressFamily, PrefixLimit> inOrder = new EnumMap<>(AddressFamily.class);
        inOrder.putAll(limits);
        return Collections.unmodifiableMap(inOrder);
    }

    /** A neighbour that may send any number of prefixes. */
    public PeerConfig(
            SessionConfig session,
            String peerGroup,
            String description,
            RouterId clusterId,
            @Nullable NextHopRule nextHop,
            @Nullable PolicyDefinition importPolicy,
            @Nullable PolicyDefinition exportPolicy) {
        this(session, peerGroup, description, clusterId, nextHop, importPolicy, exportPolicy, Map.of());
    }

    /** The same with another session. */
    public PeerConfig withSession(SessionConfig other) {
        return new PeerConfig(
                other, peerGroup, description, clusterId, nextHop, importPolicy, exportPolicy, maxPrefixes);
    }

    /** The same with other limits of prefixes. */
    public PeerConfig withMaxPrefixes(Map<AddressFamily, PrefixLimit> limits) {
        return new PeerConfig(session, peerGroup, description, clusterId, nextHop, importPolicy, exportPolicy, limits);
    }
}

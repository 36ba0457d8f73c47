// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigSchema.*;

import com.typesafe.config.ConfigList;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.SocketSecurity;
import io.bgprr.bgp.speaker.NextHopRule;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.PrefixLimit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one peer from a neighbour over its group, or from a group alone for a range of dynamic neighbours, and finds what
 * does not fit together.
 */
final class PeerAssembly {

    /** RFC 9687 §6: eight minutes, or twice the hold time where that is longer. */
    private static final int SEND_HOLD_SECONDS_DEFAULT = 480;

    /** An internal peer may be any number of hops away. */
    private static final int TTL_MAX = 255;

    private final Globals globals;
    private final Problems problems;
    private final Block keys;
    private final String group;
    private final IpAddress address;
    private final boolean isDynamic;
    private final PeerRelation relation;

    /**
     * @param keys the neighbour over its group
     * @param group the group's name, or empty
     * @param address the peer's, or the first of the range
     */
    PeerAssembly(Globals globals, Block keys, String group, IpAddress address, boolean isDynamic) {
        this.globals = globals;
        this.problems = globals.problems();
        this.keys = keys;
        this.group = group;
        this.address = address;
        this.isDynamic = isDynamic;
        this.relation = PeerRelation.of(keys.valueOf(REMOTE_AS), globals.localAs());
    }

    /** The peer, or null when something is wrong, which then has been reported. */
    @Nullable
    PeerConfig assemble() {
        RemoteAs remoteAs = keys.valueOf(REMOTE_AS);
        if (remoteAs == null && !keys.isBroken(REMOTE_AS)) {
            problems.error(
                    keys.place(),
                    "remote-as is neither here nor in a peer-group; allowed: remote-as = "
                            + REMOTE_AS.type().allowed());
        }
        Set<AddressFamily> families = families();
        checkRole();
        checkAddresses();
        int holdSeconds = keys.get(HOLD_TIME);
        int sendHoldSeconds = sendHoldSeconds(holdSeconds);
        checkRetries();
        SocketSecurity security = security();
        PolicyDefinition importPolicy = policy(IMPORT);
        PolicyDefinition exportPolicy = policy(EXPORT);
        if (keys.get(ENABLED)) {
            warnOfSilence(families);
        }
        if (remoteAs == null || globals.localAs() == null || globals.routerId() == null) {
            return null;
        }
        NextHopChoice nextHop = keys.valueOf(NEXT_HOP_RULE);
        SessionConfig session = new SessionConfig(
                address,
                keys.get(PORT),
                keys.valueOf(LOCAL_ADDRESS),
                globals.localAs(),
                globals.routerId(),
                remoteAs,
                keys.get(ROUTE_REFLECTOR_CLIENT),
                families.stream().mapToInt(AddressFamily::bit).sum(),
                holdSeconds,
                keys.get(CONNECT_RETRY),
                connectRetrySecondsMax(),
                sendHoldSeconds,
                isDynamic || keys.get(PASSIVE),
                keys.get(AS_SET),
                keys.get(ACCEPT_LOOPBACK_NEXT_HOP),
                security,
                keys.get(ENABLED));
        return new PeerConfig(
                session,
                group,
                keys.get(DESCRIPTION),
                clusterId(globals.routerId()),
                nextHop == null ? null : nextHop.rule(),
                importPolicy,
                exportPolicy,
                maxPrefixes(families));
    }

    /** Those of the families that the session carries. */
    private Map<AddressFamily, PrefixLimit> maxPrefixes(Set<AddressFamily> families) {
        Map<AddressFamily, PrefixLimit> limits = new EnumMap<>(AddressFamily.class);
        keys.get(MAX_PREFIXES).byFamily().forEach((family, limit) -> {
            if (families.contains(family)) {
                limits.put(family, limit);
            }
        });
        return limits;
    }

    /** As listed; without a list, the family of the peer's own address. */
    private Set<AddressFamily> families() {
        Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
        List<Located<AddressFamily>> listed = keys.valueOf(FAMILIES);
        if (listed == null) {
            families.add(address.isIpv6() ? AddressFamily.IPV6_UNICAST : AddressFamily.IPV4_UNICAST);
            return families;
        }
        for (Located<AddressFamily> family : listed) {
            if (!families.add(family.value())) {
                problems.error(family.place(), family.value() + " is listed twice; allowed: each family once");
            }
        }
        if (((ConfigList) keys.placeOf(FAMILIES).value()).isEmpty()) {
            problems.error(
                    keys.placeOf(FAMILIES),
                    "a session without a family carries nothing; allowed: "
                            + FAMILIES.type().allowed());
        }
        return families;
    }

    private void checkRole() {
        boolean isClient = keys.get(ROUTE_REFLECTOR_CLIENT);
        if (isClient && relation == PeerRelation.EXTERNAL) {
            problems.error(
                    keys.placeOf(ROUTE_REFLECTOR_CLIENT),
                    "a peer in another AS (remote-as = " + keys.valueOf(REMOTE_AS)
                            + ") cannot be a route reflector client (RFC 4456); allowed: false, or remote-as = internal");
        }
        if (keys.has(CLUSTER_ID) && !isClient) {
            problems.warning(keys.placeOf(CLUSTER_ID), "has no effect on a peer that is no route-reflector-client");
        }
        if (keys.has(EBGP_MULTIHOP) && relation == PeerRelation.INTERNAL) {
            problems.warning(
                    keys.placeOf(EBGP_MULTIHOP), "has no effect on an internal peer, which may be any distance away");
        }
    }

    private void checkAddresses() {
        Located<IpAddress> local = keys.find(LOCAL_ADDRESS);
        if (local == null) {
            return;
        }
        if (local.value().isIpv6() != address.isIpv6()) {
            problems.error(
                    local.place(),
                    local.value() + " cannot be the source of a connection to " + address + "; allowed: an "
                            + (address.isIpv6() ? "IPv6" : "IPv4") + " address");
        } else if (local.value().isUnspecified() || local.value().isMulticast()) {
            problems.error(
                    local.place(), local.value() + " is not an address of this host; allowed: one, or leave it out");
        }
    }

    private int sendHoldSeconds(int holdSeconds) {
        Located<Integer> configured = keys.find(SEND_HOLD_TIME);
        if (configured == null) {
            return Math.max(SEND_HOLD_SECONDS_DEFAULT, 2 * holdSeconds);
        }
        int seconds = configured.value();
        if (seconds != 0 && seconds <= holdSeconds) {
            problems.error(
                    configured.place(),
                    seconds + "s is not longer than hold-time = " + holdSeconds
                            + "s (RFC 9687); allowed: 0 (off), or more than " + holdSeconds + "s");
        }
        return seconds;
    }

    private void checkRetries() {
        int first = keys.get(CONNECT_RETRY);
        Located<Integer> longest = keys.find(CONNECT_RETRY_MAX);
        if (longest != null && longest.value() < first) {
            problems.error(
                    longest.place(),
                    longest.value() + "s is shorter than connect-retry = " + first + "s; allowed: at least " + first
                            + "s");
        }
    }

    private int connectRetrySecondsMax() {
        return keys.has(CONNECT_RETRY_MAX)
                ? keys.get(CONNECT_RETRY_MAX)
                : Math.max(keys.get(CONNECT_RETRY), CONNECT_RETRY_MAX.defaultValue());
    }

    private SocketSecurity security() {
        // The nearer of two that exclude each other wins; side by side they contradict each other.
        Key<?> distance = nearer(TTL_SECURITY, EBGP_MULTIHOP);
        Key<?> secret = nearer(PASSWORD, PASSWORD_FILE);
        String password = secret == PASSWORD_FILE ? globals.passwords().read(keys, problems) : keys.valueOf(PASSWORD);
        Integer hops = keys.valueOf(TTL_SECURITY);
        if (distance == TTL_SECURITY && hops != null) {
            return new SocketSecurity(password, TTL_MAX, TTL_MAX + 1 - hops); // RFC 5082 §3
        }
        boolean isExternal =
                relation == PeerRelation.EXTERNAL || distance == EBGP_MULTIHOP && relation == PeerRelation.OPEN;
        return new SocketSecurity(password, isExternal ? keys.get(EBGP_MULTIHOP) : TTL_MAX, 0);
    }

    private @Nullable Key<?> nearer(Key<?> first, Key<?> second) {
        boolean hasFirst = keys.saysItself(first);
        boolean hasSecond = keys.saysItself(second);
        if (!hasFirst && !hasSecond) {
            hasFirst = keys.has(first);
            hasSecond = keys.has(second);
        }
        if (hasFirst && hasSecond) {
            problems.error(
                    keys.placeOf(first), "contradicts " + second + ", which stands here too; allowed: one of the two");
        }
        return hasFirst ? first : hasSecond ? second : null;
    }

    private @Nullable PolicyDefinition policy(Key<PolicyChoice> key) {
        PolicyChoice choice = keys.valueOf(key);
        return choice == null ? null : choice.definition(globals.prefixLists(), problems);
    }

    private RouterId clusterId(RouterId routerId) {
        RouterId own = keys.valueOf(CLUSTER_ID);
        return own != null ? own : Objects.requireNonNullElse(globals.clusterId(), routerId);
    }

    /** A session that comes up and then exchanges nothing, or never comes up, costs its owner an evening. */
    private void warnOfSilence(Set<AddressFamily> families) {
        boolean waits = isDynamic || keys.get(PASSIVE);
        if (waits && !globals.isListening(address.isIpv6())) {
            problems.warning(
                    keys.place(),
                    "waits for a connection, but bgp.listen has no " + (address.isIpv6() ? "IPv6" : "IPv4")
                            + " address: no session will come up");
        }
        if (relation != PeerRelation.INTERNAL && globals.ebgpRequiresPolicy()) {
            warnOfMissingPolicy();
        }
        if (relation == PeerRelation.EXTERNAL && !keys.has(NEXT_HOP_RULE)) {
            problems.warning(
                    keys.shared(),
                    "next-hop is not set: an external peer is told this speaker's own address and sends it the traffic; "
                            + "a reflector that forwards nothing needs next-hop = keep (say self to mean it)");
        }
        families.forEach(this::warnOfMissingNextHop);
    }

    private void warnOfMissingPolicy() {
        boolean noImport = !keys.has(IMPORT);
        boolean noExport = !keys.has(EXPORT);
        if (noImport || noExport) {
            String subject = noImport && noExport ? "import and export are" : noImport ? "import is" : "export is";
            String effect =
                    noImport && noExport ? "nothing is exchanged" : noImport ? "nothing is taken" : "nothing is sent";
            problems.warning(
                    keys.shared(),
                    subject + " not set: with an external peer " + effect + " (RFC 8212); set to "
                            + PolicyChoice.ALLOWED + ", or bgp.ebgp-requires-policy = false");
        }
    }

    private void warnOfMissingNextHop(AddressFamily family) {
        NextHopChoice choice = keys.valueOf(NEXT_HOP_RULE);
        boolean isOwnFamily = (family == AddressFamily.IPV6_UNICAST) == address.isIpv6();
        boolean isSelf = choice == null ? relation == PeerRelation.EXTERNAL : choice.rule() instanceof NextHopRule.Self;
        boolean isSilent = isSelf
                ? !isOwnFamily
                : choice != null && choice.rule() instanceof NextHopRule.Address && choice.addressFor(family) == null;
        if (isSilent) {
            problems.warning(
                    keys.has(NEXT_HOP_RULE) ? keys.placeOf(NEXT_HOP_RULE) : keys.shared(),
                    "there is no next hop for " + family
                            + ", so none of its routes are advertised where the next hop is ours "
                            + "to tell; allowed: keep | { ipv4 = ADDRESS, ipv6 = ADDRESS }");
        }
    }
}

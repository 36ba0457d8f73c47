// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigSchema.*;

import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.policy.PrefixList;
import io.bgprr.bgp.speaker.AcceptLimits;
import io.bgprr.bgp.speaker.DynamicNeighbors;
import io.bgprr.bgp.speaker.Limits;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.NetworkConfig;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the desired state of a speaker from {@code bgp { }}, and finds what does not fit together. */
final class SpeakerAssembly {

    private final Block bgp;
    private final Problems problems;
    private final Globals globals;
    private final SequencedMap<String, Located<Block>> groups;
    private final List<Block> neighborBlocks = new ArrayList<>();

    /**
     * @param directory of the configuration file
     */
    SpeakerAssembly(Block bgp, Path directory, Problems problems) {
        this.bgp = bgp;
        this.problems = problems;
        this.groups = bgp.get(PEER_GROUPS);
        this.globals = new Globals(
                bgp.valueOf(LOCAL_AS),
                bgp.valueOf(ROUTER_ID),
                bgp.valueOf(GLOBAL_CLUSTER_ID),
                listen(bgp, problems),
                bgp.get(EBGP_REQUIRES_POLICY),
                prefixLists(bgp),
                new PasswordFiles(directory),
                problems);
    }

    /** The desired state, or null when something is missing, which then has been reported. */
    @Nullable
    SpeakerConfig assemble() {
        List<PeerConfig> neighbors = neighbors();
        List<DynamicNeighbors> ranges = ranges();
        List<NetworkConfig> networks = new NetworkAssembly(problems).assemble(bgp.get(NETWORKS));
        Block decision = bgp.section(DECISION);
        if (globals.localAs() == null || globals.routerId() == null) {
            return null;
        }
        return new SpeakerConfig(
                globals.localAs(),
                globals.routerId(),
                Objects.requireNonNullElse(globals.clusterId(), globals.routerId()),
                globals.listen(),
                neighbors,
                ranges,
                networks,
                new DecisionConfig(
                        decision.get(ALWAYS_COMPARE_MED),
                        decision.get(MISSING_MED_AS_WORST),
                        decision.get(PREFER_OLDEST)),
                globals.ebgpRequiresPolicy(),
                limits(bgp.section(LIMITS)));
    }

    /** Each neighbour over its group, in the order of the file. */
    List<Block> neighborBlocks() {
        return neighborBlocks;
    }

    private static List<ListenAddress> listen(Block bgp, Problems problems) {
        Map<ListenAddress, Place> seen = new HashMap<>();
        List<ListenAddress> listen = new ArrayList<>();
        for (Located<Block> entry : bgp.get(LISTEN)) {
            IpAddress address = entry.value().valueOf(LISTEN_ADDRESS);
            if (address == null) {
                continue;
            }
            ListenAddress on = new ListenAddress(address, entry.value().get(LISTEN_PORT));
            Place before = seen.putIfAbsent(on, entry.place());
            if (before != null) {
                problems.error(entry.place(), "is the same as " + before + "; allowed: each address and port once");
            } else if (address.isMulticast()) {
                problems.error(
                        entry.value().placeOf(LISTEN_ADDRESS),
                        address + " is not an address of this host; allowed: one of its own, 0.0.0.0 or ::");
            }
            listen.add(on);
        }
        return listen;
    }

    private static SequencedMap<String, PrefixList> prefixLists(Block bgp) {
        SequencedMap<String, PrefixList> lists = new TreeMap<>();
        bgp.get(PREFIX_LISTS)
                .forEach((name, entries) -> lists.put(
                        name,
                        new PrefixList(
                                name,
                                entries.value().stream().map(Located::value).toList())));
        return lists;
    }

    private List<PeerConfig> neighbors() {
        List<PeerConfig> neighbors = new ArrayList<>();
        Map<ListenAddress, Place> seen = new HashMap<>();
        for (Located<Block> entry : bgp.get(NEIGHBORS)) {
            Block own = entry.value();
            Located<String> groupName = own.find(NEIGHBOR_GROUP);
            Located<Block> group = groupName == null ? null : group(groupName);
            Block keys = own.over(group == null ? null : group.value());
            neighborBlocks.add(keys);
            Located<IpAddress> address = own.find(ADDRESS);
            if (address == null || groupName != null && group == null) {
                continue; // the missing address or group would only cause more noise
            }
            checkAddress(address, keys.get(PORT));
            Place before = seen.putIfAbsent(new ListenAddress(address.value(), keys.get(PORT)), address.place());
            if (before != null) {
                problems.error(
                        address.place(),
                        "this neighbour is already at " + before + "; allowed: each address and port once");
            }
            String name = groupName == null ? "" : groupName.value();
            PeerConfig peer = new PeerAssembly(globals, keys, name, address.value(), false).assemble();
            if (peer != null) {
                neighbors.add(peer);
            }
        }
        return neighbors;
    }

    private void checkAddress(Located<IpAddress> address, int port) {
        IpAddress peer = address.value();
        if (peer.isUnspecified() || peer.isMulticast()) {
            problems.error(
                    address.place(),
                    peer + " is not the address of a host; allowed: "
                            + ADDRESS.type().allowed());
        } else if (peer.isIpv6LinkLocal()) {
            problems.error(
                    address.place(),
                    peer
                            + " is link-local, and sessions are not bound to an interface yet; allowed: a global or unique local address");
        } else if (globals.listen().contains(new ListenAddress(peer, port))) {
            problems.error(
                    address.place(),
                    peer + " port " + port + " is this speaker itself (bgp.listen); allowed: another address or port");
        }
    }

    private @Nullable Located<Block> group(Located<String> name) {
        Located<Block> group = groups.get(name.value());
        if (group == null) {
            String guess = Spelling.nearest(name.value(), groups.keySet())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            problems.error(
                    name.place(),
                    "there is no peer group '" + name.value() + "'" + guess + "; allowed: "
                            + (groups.isEmpty()
                                    ? "a name from bgp.peer-groups, which is empty"
                                    : String.join(", ", groups.sequencedKeySet())));
        }
        return group;
    }

    private List<DynamicNeighbors> ranges() {
        List<DynamicNeighbors> ranges = new ArrayList<>();
        Map<Prefix, Place> seen = new HashMap<>();
        for (Located<Block> entry : bgp.get(DYNAMIC)) {
            Block range = entry.value();
            Located<Prefix> prefix = range.find(RANGE_PREFIX);
            if (prefix != null) {
                Place before = seen.putIfAbsent(prefix.value(), prefix.place());
                if (before != null) {
                    problems.error(
                            prefix.place(),
                            prefix.value() + " is already at " + before
                                    + "; allowed: each prefix once (ranges inside others are fine, the longest decides)");
                }
            }
            Located<String> groupName = range.find(RANGE_GROUP);
            Located<Block> group = groupName == null ? null : group(groupName);
            Integer limit = range.valueOf(RANGE_LIMIT);
            if (prefix == null || groupName == null || group == null) {
                continue;
            }
            PeerConfig template = new PeerAssembly(
                            globals,
                            Block.at(entry.place()).over(group.value()),
                            groupName.value(),
                            prefix.value().address(),
                            true)
                    .assemble();
            if (template != null && limit != null) {
                ranges.add(new DynamicNeighbors(prefix.value(), template, limit));
            }
        }
        return ranges;
    }

    private static Limits limits(Block limits) {
        return new Limits(
                limits.get(HALF_OPEN_PER_PEER),
                limits.get(RIB_INBOX),
                limits.get(LOG_PER_GROUP),
                limits.get(LOG_AHEAD),
                limits.get(WRITE_AHEAD).intValue(),
                limits.get(TOMBSTONES),
                Objects.requireNonNullElseGet(limits.valueOf(MEMORY), Limits::memoryBytesDefault),
                new AcceptLimits(
                        limits.get(HALF_OPEN_TOTAL),
                        4 * limits.get(CONNECTIONS_PER_SOURCE),
                        limits.get(CONNECTIONS_PER_SOURCE),
                        limits.get(STRANGERS)));
    }
}

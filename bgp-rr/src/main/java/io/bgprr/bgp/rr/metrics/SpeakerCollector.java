// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.metrics;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.session.SessionCounters;
import io.bgprr.bgp.speaker.ConnectionRefusal;
import io.bgprr.bgp.speaker.FamilySnapshot;
import io.bgprr.bgp.speaker.PeerSnapshot;
import io.bgprr.bgp.speaker.PrefixLimitSnapshot;
import io.bgprr.bgp.speaker.RibSnapshot;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import io.prometheus.client.Collector;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One snapshot as samples: the speaker's names and their meaning, row by row. */
final class SpeakerCollector extends Collector {

    private static final List<String> PEER = List.of("peer");
    private static final List<String> PEER_AND_FAMILY = List.of("peer", "route_family");
    private static final List<String> FAMILY = List.of("route_family");

    /** A counter of each peer. */
    private record PeerCounter(String name, String help, ToLongFunction<SessionCounters> value) {}

    private static final List<PeerCounter> COUNTERS = List.of(
            new PeerCounter("bgp_received_open_total", "OPEN messages received from the peer", c -> c.opensReceived),
            new PeerCounter(
                    "bgp_received_update_total", "UPDATE messages received from the peer", c -> c.updatesReceived),
            new PeerCounter(
                    "bgp_received_notification_total",
                    "NOTIFICATION messages received from the peer",
                    c -> c.notificationsReceived),
            new PeerCounter(
                    "bgp_received_keepalive_total",
                    "KEEPALIVE messages received from the peer",
                    c -> c.keepalivesReceived),
            new PeerCounter(
                    "bgp_received_refresh_total",
                    "ROUTE-REFRESH messages received from the peer",
                    c -> c.refreshesReceived),
            new PeerCounter(
                    "bgp_received_message_total",
                    "BGP messages of every type received from the peer",
                    SpeakerCollector::messagesReceived),
            new PeerCounter(
                    "bgp_received_withdraw_update_total",
                    "UPDATE messages with withdrawn routes received from the peer",
                    c -> c.withdrawUpdatesReceived),
            new PeerCounter(
                    "bgp_received_withdraw_prefix_total",
                    "Withdrawn prefixes received from the peer",
                    c -> c.withdrawnPrefixesReceived),
            new PeerCounter(
                    "bgp_received_discarded_total",
                    "Messages from the peer that were discarded",
                    c -> c.discardedReceived),
            new PeerCounter(
                    "bgp_received_treat_as_withdraw_total",
                    "UPDATE messages whose routes were treated as withdrawn for an error (RFC 7606)",
                    c -> c.treatAsWithdrawReceived),
            new PeerCounter(
                    "bgp_received_attribute_discard_total",
                    "UPDATE messages of which an attribute was discarded for an error (RFC 7606)",
                    c -> c.attributeDiscardReceived),
            new PeerCounter("bgp_received_bytes_total", "Octets received from the peer", c -> c.bytesReceived),
            new PeerCounter("bgp_sent_open_total", "OPEN messages sent to the peer", c -> c.opensSent),
            new PeerCounter("bgp_sent_update_total", "UPDATE messages sent to the peer", c -> c.updatesSent),
            new PeerCounter(
                    "bgp_sent_notification_total", "NOTIFICATION messages sent to the peer", c -> c.notificationsSent),
            new PeerCounter("bgp_sent_keepalive_total", "KEEPALIVE messages sent to the peer", c -> c.keepalivesSent),
            new PeerCounter("bgp_sent_refresh_total", "ROUTE-REFRESH messages sent to the peer", c -> c.refreshesSent),
            new PeerCounter(
                    "bgp_sent_message_total",
                    "BGP messages of every type sent to the peer",
                    SpeakerCollector::messagesSent),
            new PeerCounter("bgp_sent_bytes_total", "Octets sent to the peer", c -> c.bytesSent),
            new PeerCounter(
                    "bgp_peer_flaps_total", "Times that an Established session with the peer ended", c -> c.flaps));

    /** A figure of each peer; NaN = it has none now. */
    private record PeerGauge(String name, String help, ToDoubleFunction<PeerSnapshot> value) {}

    private static final List<PeerGauge> GAUGES = List.of(
            new PeerGauge(
                    "bgp_peer_up",
                    "Whether the session with the peer is Established (1) or not (0)",
                    peer -> flag(peer.state() == FsmState.ESTABLISHED)),
            new PeerGauge(
                    "bgp_peer_type",
                    "Whether the peer is internal (0) or external (1)",
                    peer -> peer.negotiated() == null
                            ? Double.NaN
                            : flag(!peer.negotiated().kind().isInternal())),
            new PeerGauge(
                    "bgp_peer_password_set",
                    "Whether a TCP-MD5 password is configured for the peer (1) or not (0)",
                    peer -> flag(peer.config().session().security().password() != null)),
            new PeerGauge(
                    "bgp_peer_out_queue_bytes",
                    "Octets encoded for the peer that TCP has not accepted yet",
                    PeerSnapshot::outQueueBytes),
            new PeerGauge(
                    "bgp_peer_last_error_timestamp_seconds",
                    "When the last session with the peer ended for an error or could not come up, Unix time",
                    peer -> peer.lastErrorMillis() == 0 ? Double.NaN : peer.lastErrorMillis() / 1000.0));

    /** A figure of each family of each peer. */
    private record RouteGauge(String name, String help, ToLongFunction<FamilySnapshot> value) {}

    private static final List<RouteGauge> ROUTES = List.of(
            new RouteGauge("bgp_routes_received", "Routes in the peer's Adj-RIB-In", FamilySnapshot::received),
            new RouteGauge(
                    "bgp_routes_accepted",
                    "Routes of the peer that loop checks and the import policy let in",
                    FamilySnapshot::accepted),
            new RouteGauge(
                    "bgp_routes_best",
                    "Routes of the peer that are the best of their destination",
                    FamilySnapshot::best),
            new RouteGauge("bgp_routes_advertised", "Routes in the peer's Adj-RIB-Out", FamilySnapshot::advertised),
            new RouteGauge(
                    "bgp_routes_pending",
                    "Changed destinations that have not been sent to the peer yet",
                    FamilySnapshot::pending));

    private final LongSupplier wallMillis;
    private @Nullable SpeakerSnapshot snapshot;

    SpeakerCollector(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** What the next collection tells; null = nothing. */
    void show(@Nullable SpeakerSnapshot next) {
        snapshot = next;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        SpeakerSnapshot shown = snapshot;
        if (shown == null) {
            return List.of();
        }
        List<MetricFamilySamples> families = new ArrayList<>();
        collectSpeaker(shown, families);
        collectPeers(shown, families);
        collectRib(shown.rib(), families);
        return families;
    }

    private void collectSpeaker(SpeakerSnapshot speaker, List<MetricFamilySamples> families) {
        int[] byState = new int[FsmState.values().length];
        long dynamic = 0;
        for (PeerSnapshot peer : speaker.peers()) {
            byState[peer.state().ordinal()]++;
            dynamic += peer.isDynamic() ? 1 : 0;
        }
        Rows peers = new Rows("bgp_peers", "Peers by the state of their session", List.of("session_state"));
        for (FsmState state : FsmState.values()) {
            peers.add(List.of(state.name()), byState[state.ordinal()]);
        }
        peers.addTo(families);
        gauge(families, "bgp_dynamic_peers", "Peers made by a range of dynamic neighbours", dynamic);
        Rows refused = new Rows(
                Type.COUNTER,
                "bgp_refused_connections_total",
                "Connections reset before anything was made for them, by reason",
                List.of("reason"));
        for (ConnectionRefusal reason : ConnectionRefusal.values()) {
            refused.add(List.of(reason.label()), speaker.refused(reason));
        }
        refused.addTo(families);
        gauge(
                families,
                "bgp_half_open_connections",
                "Accepted connections that are not Established",
                speaker.halfOpen());
        gauge(
                families,
                "bgp_speaker_start_time_seconds",
                "When the speaker started, Unix time",
                speaker.startedMillis() / 1000.0);
    }

    private void collectPeers(SpeakerSnapshot speaker, List<MetricFamilySamples> families) {
        List<PeerSnapshot> peers = speaker.peers();
        PeerNames names = PeerNames.of(peers);
        List<List<String>> labels = new ArrayList<>(peers.size());
        peers.forEach(peer -> labels.add(List.of(names.of(peer))));
        collectPeerIdentity(speaker, labels, families);
        for (PeerGauge gauge : GAUGES) {
            Rows rows = new Rows(gauge.name, gauge.help, PEER);
            for (int i = 0; i < peers.size(); i++) {
                double value = gauge.value.applyAsDouble(peers.get(i));
                if (!Double.isNaN(value)) {
                    rows.add(labels.get(i), value);
                }
            }
            rows.addTo(families);
        }
        Rows uptime = new Rows("bgp_peer_uptime_seconds", "How long the session has been Established", PEER);
        long now = wallMillis.getAsLong();
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).state() == FsmState.ESTABLISHED) {
                uptime.add(labels.get(i), Math.max(0, now - peers.get(i).stateSinceMillis()) / 1000.0);
            }
        }
        uptime.addTo(families);
        for (PeerCounter counter : COUNTERS) {
            Rows rows = new Rows(Type.COUNTER, counter.name, counter.help, PEER);
            for (int i = 0; i < peers.size(); i++) {
                rows.add(labels.get(i), counter.value.applyAsLong(peers.get(i).counters()));
            }
            rows.addTo(families);
        }
        collectRoutes(peers, labels, families);
    }

    private static void collectPeerIdentity(
            SpeakerSnapshot speaker, List<List<String>> labels, List<MetricFamilySamples> families) {
        List<PeerSnapshot> peers = speaker.peers();
        String routerId = speaker.config().routerId().toString();
        Rows state = new Rows(
                "bgp_peer_state",
                "State of the session with the peer and its administrative state, as labels",
                List.of("peer", "session_state", "admin_state"));
        Rows asn = new Rows("bgp_peer_asn", "AS number of the peer", List.of("peer", "router_id"));
        Rows localAsn = new Rows("bgp_peer_local_asn", "AS number that the peer is told", List.of("peer", "router_id"));
        Rows details = new Rows(
                "bgp_peer_info",
                "What is configured about the peer, as labels",
                List.of("peer", "description", "peer_group", "dynamic"));
        for (int i = 0; i < peers.size(); i++) {
            PeerSnapshot peer = peers.get(i);
            String name = labels.get(i).getFirst();
            state.add(List.of(name, peer.state().name(), peer.isAdminDown() ? "DOWN" : "UP"), 1);
            if (peer.peerAs() != null) {
                String id = peer.negotiated() == null
                        ? ""
                        : peer.negotiated().peerRouterId().toString();
                asn.add(List.of(name, id), peer.peerAs().value());
            }
            localAsn.add(
                    List.of(name, routerId), peer.config().session().localAs().value());
            details.add(
                    List.of(
                            name,
                            peer.config().description(),
                            peer.config().peerGroup(),
                            String.valueOf(peer.isDynamic())),
                    1);
        }
        List.of(state, asn, localAsn, details).forEach(rows -> rows.addTo(families));
    }

    private static void collectRoutes(
            List<PeerSnapshot> peers, List<List<String>> labels, List<MetricFamilySamples> families) {
        List<List<String>> familyLabels = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            for (AddressFamily family : peers.get(i).families().keySet()) {
                familyLabels.add(List.of(labels.get(i).getFirst(), family.label()));
            }
        }
        for (RouteGauge gauge : ROUTES) {
            Rows rows = new Rows(gauge.name, gauge.help, PEER_AND_FAMILY);
            int row = 0;
            for (PeerSnapshot peer : peers) {
                for (FamilySnapshot family : peer.families().values()) {
                    rows.add(familyLabels.get(row++), gauge.value.applyAsLong(family));
                }
            }
            rows.addTo(families);
        }
        collectPrefixLimits(peers, labels, families);
    }

    private static void collectPrefixLimits(
            List<PeerSnapshot> peers, List<List<String>> labels, List<MetricFamilySamples> families) {
        Rows limit = new Rows("bgp_max_prefix_limit", "Prefixes that the peer may send", PEER_AND_FAMILY);
        Rows exceeded = new Rows(
                Type.COUNTER,
                "bgp_max_prefix_exceeded_total",
                "Times that the peer passed its limit of prefixes",
                PEER_AND_FAMILY);
        Rows dropped = new Rows(
                "bgp_max_prefix_dropped",
                "Routes of the peer beyond its limit of prefixes that were not taken since there was room last",
                PEER_AND_FAMILY);
        for (int i = 0; i < peers.size(); i++) {
            String name = labels.get(i).getFirst();
            peers.get(i).families().forEach((family, routes) -> {
                PrefixLimitSnapshot prefixLimit = routes.prefixLimit();
                if (prefixLimit != null) {
                    List<String> label = List.of(name, family.label());
                    limit.add(label, prefixLimit.limit().prefixesMax());
                    exceeded.add(label, prefixLimit.exceeded());
                    dropped.add(label, prefixLimit.dropped());
                }
            });
        }
        List.of(limit, exceeded, dropped).forEach(rows -> rows.addTo(families));
    }

    private static void collectRib(RibSnapshot rib, List<MetricFamilySamples> families) {
        Rows destinations = new Rows("bgp_rib_destinations", "Prefixes of the Loc-RIB with at least one path", FAMILY);
        Rows paths = new Rows("bgp_rib_paths", "Routes received from all peers, refused ones included", FAMILY);
        Rows tombstones =
                new Rows("bgp_rib_tombstones", "Withdrawn prefixes that have not been passed on to every peer", FAMILY);
        Rows changes = new Rows(Type.COUNTER, "bgp_rib_best_path_changes_total", "Changes of a best path", FAMILY);
        for (int i = 0; i < rib.families().size(); i++) {
            RibSnapshot.Family family = rib.families().get(i);
            List<String> label = List.of(AddressFamily.ofOrdinal(i).label());
            destinations.add(label, family.destinations());
            paths.add(label, family.paths());
            tombstones.add(label, family.tombstones());
            changes.add(label, family.changes());
        }
        List.of(destinations, paths, tombstones, changes).forEach(rows -> rows.addTo(families));
        gauge(families, "bgp_rib_attribute_sets", "Distinct sets of path attributes", rib.attributeSets());
        gauge(families, "bgp_rib_attribute_bytes", "Octets of all distinct sets of attributes", rib.attributeBytes());
        gauge(
                families,
                "bgp_rib_memory_bytes",
                "Octets that routes and all that follows from them take, estimated",
                rib.memoryBytes());
        gauge(families, "bgp_rib_memory_limit_bytes", "The limit of bgp_rib_memory_bytes", rib.memoryBytesMax());
        Rows shed = new Rows(
                Type.COUNTER,
                "bgp_sessions_shed_total",
                "Sessions that ended, or could not begin, for want of memory",
                List.of());
        shed.add(List.of(), rib.sessionsShed());
        shed.addTo(families);
        gauge(families, "bgp_rib_inbox_bytes", "Octets received that wait for the RIB", rib.inboxBytes());
        gauge(families, "bgp_update_groups", "Groups of peers whose UPDATE messages are the same", rib.updateGroups());
        gauge(
                families,
                "bgp_update_subgroups",
                "Parts of update groups that are equally far in the table",
                rib.updateSubgroups());
        gauge(
                families,
                "bgp_update_log_bytes",
                "Octets of UPDATE messages that not every member of their group has been sent",
                rib.logBytes());
        collectLatency(rib, families);
    }

    /** The snapshot's cells are separate; a histogram's are cumulative. */
    private static void collectLatency(RibSnapshot rib, List<MetricFamilySamples> families) {
        String name = "bgp_update_to_advertise_seconds";
        double[] bounds = RibSnapshot.latencyBoundsSeconds();
        long[] counts = rib.latencyCounts();
        List<MetricFamilySamples.Sample> samples = new ArrayList<>(counts.length + 2);
        long cumulative = 0;
        for (int i = 0; i < counts.length; i++) {
            cumulative += counts[i];
            String bound = i < bounds.length ? decimal(bounds[i]) : "+Inf";
            samples.add(new MetricFamilySamples.Sample(name + "_bucket", List.of("le"), List.of(bound), cumulative));
        }
        samples.add(new MetricFamilySamples.Sample(name + "_sum", List.of(), List.of(), rib.latencySumSeconds()));
        samples.add(new MetricFamilySamples.Sample(name + "_count", List.of(), List.of(), cumulative));
        families.add(new MetricFamilySamples(
                name, Type.HISTOGRAM, "Time from receiving an UPDATE to having encoded what follows from it", samples));
    }

    /** Without an exponent: a bound is a label, and people write it in queries. */
    private static String decimal(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    private static void gauge(List<MetricFamilySamples> families, String name, String help, double value) {
        Rows only = new Rows(name, help, List.of());
        only.add(List.of(), value);
        only.addTo(families);
    }

    private static void gauge(List<MetricFamilySamples> families, String name, String help, long value) {
        gauge(families, name, help, (double) value);
    }

    private static double flag(boolean value) {
        return value ? 1 : 0;
    }

    private static long messagesReceived(SessionCounters counters) {
        return counters.opensReceived
                + counters.updatesReceived
                + counters.notificationsReceived
                + counters.keepalivesReceived
                + counters.refreshesReceived;
    }

    private static long messagesSent(SessionCounters counters) {
        return counters.opensSent
                + counters.updatesSent
                + counters.notificationsSent
                + counters.keepalivesSent
                + counters.refreshesSent;
    }

    /** A family of samples that is being filled. */
    private static final class Rows {
        private final Type type;
        private final String name;
        private final String help;
        private final List<String> labelNames;
        private final List<MetricFamilySamples.Sample> samples = new ArrayList<>();

        Rows(String name, String help, List<String> labelNames) {
            this(Type.GAUGE, name, help, labelNames);
        }

        Rows(Type type, String name, String help, List<String> labelNames) {
            this.type = type;
            this.name = name;
            this.help = help;
            this.labelNames = labelNames;
        }

        void add(List<String> labelValues, double value) {
            samples.add(new MetricFamilySamples.Sample(name, labelNames, labelValues, value));
        }

        /** Counts are exact up to 2^53, which no count reaches. */
        void add(List<String> labelValues, long value) {
            add(labelValues, (double) value);
        }

        /** Once it is full: the family reads its samples when it is made. */
        void addTo(List<MetricFamilySamples> families) {
            families.add(new MetricFamilySamples(name, type, help, samples));
        }
    }
}

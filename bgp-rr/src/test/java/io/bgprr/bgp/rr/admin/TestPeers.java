// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.SessionCounters;
import io.bgprr.bgp.session.SocketSecurity;
import io.bgprr.bgp.speaker.ConnectionRefusal;
import io.bgprr.bgp.speaker.FamilySnapshot;
import io.bgprr.bgp.speaker.Limits;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.NextHopRule;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.PeerSnapshot;
import io.bgprr.bgp.speaker.PrefixLimit;
import io.bgprr.bgp.speaker.PrefixLimitSnapshot;
import io.bgprr.bgp.speaker.RibSnapshot;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Made-up snapshots: nodes and top-of-rack routers around a reflector, some of them in trouble. */
public final class TestPeers {

    /** "Now" of every test. */
    public static final long NOW = 1_767_225_600_000L; // 2026-01-01T00:00:00Z

    public static final RouterId ROUTER_ID = RouterId.parse("10.99.0.1");
    public static final AsNumber LOCAL_AS = AsNumber.of(64_512);

    private static final int BOTH = AddressFamily.IPV4_UNICAST.bit() | AddressFamily.IPV6_UNICAST.bit();
    private static final int IPV4 = AddressFamily.IPV4_UNICAST.bit();

    private static final Map<ConnectionRefusal, Long> REFUSED =
            Map.of(ConnectionRefusal.STRANGER, 7L, ConnectionRefusal.DYNAMIC_LIMIT, 2L);

    private TestPeers() {}

    public static SpeakerSnapshot snapshot() {
        return snapshot(List.of(node(), tor(), torDown(), nodeOverIpv6(), disabled()));
    }

    public static SpeakerSnapshot snapshot(List<PeerSnapshot> peers) {
        SpeakerConfig config = new SpeakerConfig(
                LOCAL_AS,
                ROUTER_ID,
                ROUTER_ID,
                List.of(new ListenAddress(IpAddress.parse("127.22.0.1"), 1790)),
                peers.stream().map(PeerSnapshot::config).toList(),
                List.of(),
                List.of(),
                DecisionConfig.DEFAULT,
                true,
                Limits.DEFAULT);
        long[] latency = new long[RibSnapshot.latencyBoundsSeconds().length + 1];
        latency[2] = 40;
        latency[5] = 8;
        latency[latency.length - 1] = 1;
        RibSnapshot rib = new RibSnapshot(
                List.of(new RibSnapshot.Family(1204, 2410, 3, 5120), new RibSnapshot.Family(310, 310, 0, 640)),
                58,
                4100,
                0,
                3,
                4,
                65_536,
                latency,
                12.5,
                262_144,
                1 << 30,
                1);
        return new SpeakerSnapshot(config, NOW - 93_784_000, config.listen(), peers, rib, REFUSED, 5);
    }

    /** A node of the cluster, made by a range of dynamic neighbours. */
    public static PeerSnapshot node() {
        PeerConfig config = config(
                session("10.0.0.11", new RemoteAs.Internal(), true, BOTH, SocketSecurity.NONE), "nodes", "", null);
        return new PeerSnapshot(
                config,
                true,
                FsmState.ESTABLISHED,
                false,
                NOW - 15_729_000,
                negotiated(PeerKind.IBGP_CLIENT, 64_512, "10.0.0.11", BOTH),
                IpAddress.parse("10.99.0.1"),
                LOCAL_AS,
                "",
                0,
                0,
                counters(3),
                families(
                        limited(
                                family(2, 2, 1300, ""),
                                new PrefixLimit(1000, 75, PrefixLimit.Action.CEASE, 300, PrefixLimit.Count.ACCEPTED),
                                PrefixLimitSnapshot.State.BELOW,
                                0),
                        family(1, 1, 310, "")));
    }

    /** A top-of-rack router without policies. */
    public static PeerSnapshot tor() {
        PeerConfig config = config(
                session("192.0.2.1", exactly(65_001), false, IPV4, new SocketSecurity("s3cret", 2, 0)),
                "tor",
                "tor1 rack 7",
                new NextHopRule.Keep());
        return new PeerSnapshot(
                config,
                false,
                FsmState.ESTABLISHED,
                false,
                NOW - 8_000_000_000L,
                negotiated(PeerKind.EBGP, 65_001, "192.0.2.1", IPV4),
                IpAddress.parse("192.0.2.9"),
                AsNumber.of(65_001),
                "Hold Timer Expired (4/0)",
                NOW - 8_000_060_000L,
                1200,
                counters(4_100_000),
                families(
                        limited(
                                family(1200, 0, 0, "no export policy: nothing is sent (RFC 8212)"),
                                new PrefixLimit(1200, 80, PrefixLimit.Action.DROP, 0, PrefixLimit.Count.RECEIVED),
                                PrefixLimitSnapshot.State.EXCEEDED,
                                37),
                        null));
    }

    public static PeerSnapshot torDown() {
        PeerConfig config = new PeerConfig(
                session("192.0.2.2", exactly(4_200_000_001L), false, BOTH, new SocketSecurity(null, 255, 254)),
                "tor",
                "tor2",
                ROUTER_ID,
                new NextHopRule.Self(),
                PolicyDefinition.ACCEPT,
                PolicyDefinition.REJECT);
        return new PeerSnapshot(
                config,
                false,
                FsmState.ACTIVE,
                false,
                NOW - 65_000,
                null,
                null,
                null,
                "Cease: Administrative Shutdown (6/2): \"maintenance\"",
                NOW - 66_000,
                0,
                counters(20),
                families(family(0, 0, 0, ""), family(0, 0, 0, "")));
    }

    public static PeerSnapshot nodeOverIpv6() {
        PeerConfig config = config(
                session("2001:db8:0:1::11", new RemoteAs.Internal(), true, BOTH, SocketSecurity.NONE),
                "nodes",
                "",
                null);
        return new PeerSnapshot(
                config,
                true,
                FsmState.ESTABLISHED,
                false,
                NOW - 200_000_000,
                negotiated(PeerKind.IBGP_CLIENT, 64_512, "10.0.0.11", BOTH),
                IpAddress.parse("2001:db8:0:1::1"),
                LOCAL_AS,
                "",
                0,
                0,
                counters(90),
                families(
                        family(0, 0, 1302, ""),
                        limited(
                                family(4, 3, 307, ""),
                                new PrefixLimit(3, 75, PrefixLimit.Action.WARN, 0, PrefixLimit.Count.RECEIVED),
                                PrefixLimitSnapshot.State.EXCEEDED,
                                0)));
    }

    /** Disabled, with a description that no output may take at its word. */
    public static PeerSnapshot disabled() {
        PeerConfig config = config(
                session("10.0.0.99", new RemoteAs.Any(), false, IPV4, SocketSecurity.NONE),
                "",
                "odd \" \\ \n \u001b[31m \u202e \ud83d\ude80 \ud800",
                null);
        return new PeerSnapshot(
                config,
                false,
                FsmState.IDLE,
                true,
                0,
                null,
                null,
                null,
                "",
                0,
                0,
                new SessionCounters(),
                families(family(0, 0, 0, ""), null));
    }

    /** Many peers of two families each. */
    public static SpeakerSnapshot many(int peersCount) {
        return snapshot(IntStream.range(0, peersCount)
                .mapToObj(i -> {
                    String address = "10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff);
                    PeerSnapshot node = node();
                    return new PeerSnapshot(
                            config(
                                    session(address, new RemoteAs.Internal(), true, BOTH, SocketSecurity.NONE),
                                    "nodes",
                                    "node " + i,
                                    null),
                            true,
                            node.state(),
                            false,
                            node.stateSinceMillis(),
                            node.negotiated(),
                            node.localAddress(),
                            node.peerAs(),
                            "",
                            0,
                            0,
                            counters(i),
                            node.families());
                })
                .toList());
    }

    /** The same address, another port. */
    public static PeerSnapshot withPort(PeerSnapshot peer, int port) {
        SessionConfig s = peer.config().session();
        SessionConfig session = new SessionConfig(
                s.peerAddress(),
                port,
                s.localAddress(),
                s.localAs(),
                s.routerId(),
                s.remoteAs(),
                s.routeReflectorClient(),
                s.familyBits(),
                s.holdTimeSeconds(),
                s.connectRetrySeconds(),
                s.connectRetrySecondsMax(),
                s.sendHoldSeconds(),
                s.passive(),
                s.acceptAsSet(),
                s.acceptLoopbackNextHop(),
                s.security(),
                s.enabled());
        return new PeerSnapshot(
                config(session, "nodes", "", null),
                peer.isDynamic(),
                peer.state(),
                peer.isAdminDown(),
                peer.stateSinceMillis(),
                peer.negotiated(),
                peer.localAddress(),
                peer.peerAs(),
                peer.lastError(),
                peer.lastErrorMillis(),
                peer.outQueueBytes(),
                peer.counters(),
                peer.families());
    }

    private static RemoteAs exactly(long as) {
        return new RemoteAs.Exactly(AsNumber.of(as));
    }

    private static SessionConfig session(
            String address, RemoteAs remoteAs, boolean isClient, int families, SocketSecurity security) {
        return new SessionConfig(
                IpAddress.parse(address),
                179,
                null,
                LOCAL_AS,
                ROUTER_ID,
                remoteAs,
                isClient,
                families,
                90,
                5,
                120,
                480,
                isClient,
                false,
                false,
                security,
                true);
    }

    private static PeerConfig config(
            SessionConfig session, String group, String description, @Nullable NextHopRule nextHop) {
        return new PeerConfig(session, group, description, ROUTER_ID, nextHop, null, null);
    }

    private static Negotiated negotiated(PeerKind kind, long as, String routerId, int families) {
        List<Capability> capabilities = List.of(
                new Capability.MultiProtocol(1, 1),
                new Capability.RouteRefreshSupport(),
                new Capability.GracefulRestart(
                        false, true, 120, List.of(new Capability.GracefulRestart.Entry(1, 1, true))),
                new Capability.FourOctetAs(AsNumber.of(as)),
                new Capability.AddPath(List.of(new Capability.AddPath.Entry(1, 1, 3))),
                new Capability.EnhancedRouteRefresh(),
                new Capability.LongLivedGracefulRestart(List.of()),
                new Capability.Unknown(73, new byte[] {1, 2}));
        return new Negotiated(
                kind,
                AsNumber.of(as),
                RouterId.parse(routerId),
                families,
                90,
                30,
                true,
                true,
                4096,
                0,
                0,
                new Open(AsNumber.of(as), 240, RouterId.parse(routerId), capabilities));
    }

    private static SessionCounters counters(long n) {
        SessionCounters counters = new SessionCounters();
        counters.opensReceived = 1;
        counters.opensSent = 1;
        counters.updatesReceived = n;
        counters.updatesSent = 2 * n;
        counters.keepalivesReceived = 500 + n;
        counters.keepalivesSent = 501 + n;
        counters.withdrawUpdatesReceived = 1;
        counters.withdrawnPrefixesReceived = 4;
        counters.bytesReceived = 19 * n;
        counters.bytesSent = 38 * n;
        counters.flaps = n % 3;
        return counters;
    }

    private static FamilySnapshot family(long received, long accepted, long advertised, String note) {
        return new FamilySnapshot(received, accepted, accepted, advertised, 0, received > 0, true, note, null);
    }

    private static FamilySnapshot limited(
            FamilySnapshot family, PrefixLimit limit, PrefixLimitSnapshot.State state, long dropped) {
        return new FamilySnapshot(
                family.received(),
                family.accepted(),
                family.best(),
                family.advertised(),
                family.pending(),
                family.isEndOfRibReceived(),
                family.isEndOfRibSent(),
                family.note(),
                new PrefixLimitSnapshot(limit, state, family.received(), 2, dropped));
    }

    private static Map<AddressFamily, FamilySnapshot> families(FamilySnapshot ipv4, @Nullable FamilySnapshot ipv6) {
        Map<AddressFamily, FamilySnapshot> families = new EnumMap<>(AddressFamily.class);
        families.put(AddressFamily.IPV4_UNICAST, ipv4);
        if (ipv6 != null) {
            families.put(AddressFamily.IPV6_UNICAST, ipv6);
        }
        return families;
    }
}

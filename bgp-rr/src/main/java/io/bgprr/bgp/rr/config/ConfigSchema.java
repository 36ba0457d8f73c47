// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import io.bgprr.bgp.attribute.Communities.Community;
import io.bgprr.bgp.attribute.ExtendedCommunities.ExtendedCommunity;
import io.bgprr.bgp.attribute.LargeCommunities.LargeCommunity;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PrefixList;
import io.bgprr.bgp.rr.config.ValueType.ListOf;
import io.bgprr.bgp.rr.config.ValueType.Named;
import io.bgprr.bgp.rr.config.ValueType.Scalar;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.PrefixLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Every key of the configuration file: its section, type, range, unit and default. This table alone decides what a file may
 * say; {@code config/bgp-rr.conf} tells it to people, and a test holds the two together.
 */
final class ConfigSchema {

    private static final Scalar<IpAddress> ADDRESS_TYPE = Scalar.of("an IPv4 or IPv6 address", IpAddress::parse);
    private static final Scalar<Prefix> PREFIX_TYPE =
            Scalar.of("ADDRESS/LENGTH with zero host bits, for example 10.244.0.0/16", Prefix::parse);
    private static final Scalar<AsNumber> AS_TYPE =
            Scalar.of("an AS number in 1..4294967295 or high.low, but not 23456", BgpText::usableAs);
    private static final Scalar<RouterId> ROUTER_ID_TYPE =
            Scalar.of("a dotted quad other than 0.0.0.0", RouterId::parse);
    private static final Scalar<Integer> PORT_TYPE = TextFormats.integer(1, 65535);
    private static final Scalar<Boolean> SWITCH = TextFormats.onOff();
    private static final Scalar<AddressFamily> FAMILY_TYPE = TextFormats.choice(
            Map.of("ipv4-unicast", AddressFamily.IPV4_UNICAST, "ipv6-unicast", AddressFamily.IPV6_UNICAST),
            "ipv4-unicast | ipv6-unicast");
    private static final Scalar<String> NAME_TYPE = TextFormats.text("a name", 64);

    // What a policy or a next hop may be, when it is more than one word.

    static final Key<String> POLICY_PREFIX_LIST =
            Key.required("prefix-list", TextFormats.text("the name of one of bgp.prefix-lists", 64));
    static final Section POLICY = new Section("a policy", List.of(POLICY_PREFIX_LIST));

    static final Key<IpAddress> NEXT_HOP_IPV4 = Key.optional("ipv4", Scalar.of("an IPv4 address", BgpText::ipv4));
    static final Key<IpAddress> NEXT_HOP_IPV6 = Key.optional("ipv6", Scalar.of("an IPv6 address", BgpText::ipv6));
    static final Section NEXT_HOP = new Section("a next-hop", List.of(NEXT_HOP_IPV4, NEXT_HOP_IPV6));

    static final Scalar<Integer> MAX_PREFIXES_LIMIT_TYPE = TextFormats.integer(1, 100_000_000);
    static final Key<Integer> PREFIX_LIMIT_LIMIT = Key.required("limit", MAX_PREFIXES_LIMIT_TYPE);
    static final Key<Integer> PREFIX_LIMIT_WARN =
            Key.defaulting("warn", TextFormats.percent(1, 100), PrefixLimit.WARN_PERCENT_DEFAULT + " %");
    static final Key<PrefixLimit.Action> PREFIX_LIMIT_ACTION = Key.defaulting(
            "action",
            TextFormats.choice(
                    Map.of(
                            "warn", PrefixLimit.Action.WARN,
                            "drop", PrefixLimit.Action.DROP,
                            "cease", PrefixLimit.Action.CEASE),
                    "warn | drop | cease"),
            "cease");
    static final Key<Integer> PREFIX_LIMIT_RESTART = Key.defaulting("restart", MaxPrefixes.restart(), "never");
    static final Key<PrefixLimit.Count> PREFIX_LIMIT_COUNT = Key.defaulting(
            "count",
            TextFormats.choice(
                    Map.of("received", PrefixLimit.Count.RECEIVED, "accepted", PrefixLimit.Count.ACCEPTED),
                    "received | accepted"),
            "received");
    static final Section PREFIX_LIMIT_SECTION = new Section(
                    "a limit of prefixes",
                    List.of(
                            PREFIX_LIMIT_LIMIT,
                            PREFIX_LIMIT_WARN,
                            PREFIX_LIMIT_ACTION,
                            PREFIX_LIMIT_RESTART,
                            PREFIX_LIMIT_COUNT))
            .otherName("max", "limit")
            .otherName("maximum", "limit")
            .otherName("threshold", "warn")
            .otherName("warning-only", "action = warn");
    static final List<Key<PrefixLimit>> MAX_PREFIXES_FAMILIES = List.of(
            Key.optional("ipv4-unicast", new MaxPrefixes.LimitType()),
            Key.optional("ipv6-unicast", new MaxPrefixes.LimitType()));
    static final Section MAX_PREFIXES_SECTION = new Section("max-prefixes", List.copyOf(MAX_PREFIXES_FAMILIES));

    // Keys of a peer group, each of which a neighbour may override.

    static final Key<RemoteAs> REMOTE_AS = Key.optional(
            "remote-as", Scalar.of("an AS number (64512 or 1.10) | internal | external | any", BgpText::remoteAs));
    static final Key<String> DESCRIPTION =
            Key.defaulting("description", TextFormats.text("a text of at most 255 characters", 255), "\"\"");
    static final Key<Boolean> ENABLED = Key.defaulting("enabled", SWITCH, "true");
    static final Key<List<Located<AddressFamily>>> FAMILIES = Key.optional("families", new ListOf<>(FAMILY_TYPE));
    static final Key<Boolean> ROUTE_REFLECTOR_CLIENT = Key.defaulting("route-reflector-client", SWITCH, "false");
    static final Key<RouterId> CLUSTER_ID = Key.optional("cluster-id", ROUTER_ID_TYPE);
    static final Key<NextHopChoice> NEXT_HOP_RULE = Key.optional("next-hop", new NextHopChoice.Type());
    static final Key<PolicyChoice> IMPORT = Key.optional("import", new PolicyChoice.Type());
    static final Key<PolicyChoice> EXPORT = Key.optional("export", new PolicyChoice.Type());
    static final Key<MaxPrefixes> MAX_PREFIXES = Key.defaulting("max-prefixes", new MaxPrefixes.Type(), "none");
    static final Key<Boolean> PASSIVE = Key.defaulting("passive", SWITCH, "false");
    static final Key<Integer> PORT = Key.defaulting("port", PORT_TYPE, "179");
    static final Key<IpAddress> LOCAL_ADDRESS = Key.optional("local-address", ADDRESS_TYPE);
    static final Key<Integer> HOLD_TIME = Key.defaulting("hold-time", TextFormats.seconds(3, 65535, true), "90s");
    static final Key<Integer> CONNECT_RETRY =
            Key.defaulting("connect-retry", TextFormats.seconds(1, 3600, false), "5s");
    static final Key<Integer> CONNECT_RETRY_MAX =
            Key.defaulting("connect-retry-max", TextFormats.seconds(1, 86_400, false), "60s");
    static final Key<Integer> SEND_HOLD_TIME = Key.optional("send-hold-time", TextFormats.seconds(3, 86_400, true));
    static final Key<Integer> EBGP_MULTIHOP = Key.defaulting("ebgp-multihop", TextFormats.integer(1, 255), "1");
    static final Key<Integer> TTL_SECURITY = Key.optional("ttl-security", TextFormats.integer(1, 254));
    static final Key<String> PASSWORD = Key.optional(
            "password", new Scalar<>("1 to 80 octets; ${NAME} takes it from the environment", true, BgpText::password));
    static final Key<String> PASSWORD_FILE =
            Key.optional("password-file", TextFormats.text("the name of a file that holds the password alone", 4096));
    static final Key<Boolean> AS_SET = Key.defaulting(
            "as-set", TextFormats.choice(Map.of("accept", true, "reject", false), "accept | reject"), "reject");
    static final Key<Boolean> ACCEPT_LOOPBACK_NEXT_HOP = Key.defaulting("accept-loopback-next-hop", SWITCH, "false");

    private static final List<Key<?>> PEER_KEYS = List.of(
            REMOTE_AS,
            DESCRIPTION,
            ENABLED,
            FAMILIES,
            ROUTE_REFLECTOR_CLIENT,
            CLUSTER_ID,
            NEXT_HOP_RULE,
            IMPORT,
            EXPORT,
            MAX_PREFIXES,
            PASSIVE,
            PORT,
            LOCAL_ADDRESS,
            HOLD_TIME,
            CONNECT_RETRY,
            CONNECT_RETRY_MAX,
            SEND_HOLD_TIME,
            EBGP_MULTIHOP,
            TTL_SECURITY,
            PASSWORD,
            PASSWORD_FILE,
            AS_SET,
            ACCEPT_LOOPBACK_NEXT_HOP);

    static final Section PEER_GROUP = peerSection("a peer group or neighbour", List.of());

    static final Key<IpAddress> ADDRESS = Key.required("address", ADDRESS_TYPE);
    static final Key<String> NEIGHBOR_GROUP = Key.optional("peer-group", NAME_TYPE);
    static final Section NEIGHBOR = peerSection("a neighbour", List.of(ADDRESS, NEIGHBOR_GROUP));

    static final Key<Prefix> RANGE_PREFIX = Key.required("prefix", PREFIX_TYPE);
    static final Key<String> RANGE_GROUP = Key.required("peer-group", NAME_TYPE);
    static final Key<Integer> RANGE_LIMIT = Key.required("limit", TextFormats.integer(1, 65_000));
    static final Section DYNAMIC_NEIGHBORS =
            new Section("a range of dynamic neighbours", List.of(RANGE_PREFIX, RANGE_GROUP, RANGE_LIMIT));

    // Originated routes.

    static final Key<Prefix> NETWORK_PREFIX = Key.required("prefix", PREFIX_TYPE);
    static final Key<NextHopChoice> NETWORK_NEXT_HOP = Key.defaulting(
            "next-hop", Scalar.of("self | an address of the prefix's family", NextHopChoice::forNetwork), "self");
    static final Key<Origin> ORIGIN = Key.defaulting(
            "origin",
            TextFormats.choice(
                    Map.of("igp", Origin.IGP, "egp", Origin.EGP, "incomplete", Origin.INCOMPLETE),
                    "igp | egp | incomplete"),
            "igp");
    static final Key<Integer> LOCAL_PREF = Key.optional("local-pref", TextFormats.unsigned());
    static final Key<Integer> MED = Key.optional("med", TextFormats.unsigned());
    static final Key<List<Located<Community>>> COMMUNITIES = Key.defaulting(
            "communities",
            new ListOf<>(Scalar.of(
                    "\"AS:VALUE\" with both in 0..65535 | accept-own | blackhole | graceful-shutdown | llgr-stale"
                            + " | no-advertise | no-export | no-export-subconfed | no-llgr | no-peer",
                    BgpText.named("a community", Community::parse))),
            "[]");
    static final Key<List<Located<LargeCommunity>>> LARGE_COMMUNITIES = Key.defaulting(
            "large-communities",
            new ListOf<>(Scalar.of(
                    "\"AS:VALUE:VALUE\" with each in 0..4294967295",
                    BgpText.named("a large community", LargeCommunity::parse))),
            "[]");
    static final Key<List<Located<ExtendedCommunity>>> EXTENDED_COMMUNITIES = Key.defaulting(
            "extended-communities",
            new ListOf<>(Scalar.of(
                    "\"rt:AS:VALUE\" | \"rt:ADDRESS:VALUE\" | \"soo:...\" alike | \"0x\" and 16 hex digits",
                    BgpText.named("an extended community", ExtendedCommunity::parse))),
            "[]");
    static final Section NETWORK = new Section(
            "a network",
            List.of(
                    NETWORK_PREFIX,
                    NETWORK_NEXT_HOP,
                    ORIGIN,
                    LOCAL_PREF,
                    MED,
                    COMMUNITIES,
                    LARGE_COMMUNITIES,
                    EXTENDED_COMMUNITIES));

    static final ValueType<List<Located<PrefixList.Entry>>> PREFIX_LIST = new ListOf<>(Scalar.of(
            "\"PREFIX [ge LENGTH] [le LENGTH]\", for example \"10.244.0.0/16 ge 24 le 28\"", PrefixList.Entry::parse));

    // The rest of bgp { }.

    static final Key<IpAddress> LISTEN_ADDRESS = Key.required("address", ADDRESS_TYPE);
    static final Key<Integer> LISTEN_PORT = Key.defaulting("port", TextFormats.integer(0, 65535), "179");
    static final Section LISTEN_SECTION = new Section("an address to listen on", List.of(LISTEN_ADDRESS, LISTEN_PORT));

    static final Key<Boolean> ALWAYS_COMPARE_MED = Key.defaulting("always-compare-med", SWITCH, "false");
    static final Key<Boolean> MISSING_MED_AS_WORST = Key.defaulting("missing-med-as-worst", SWITCH, "false");
    static final Key<Boolean> PREFER_OLDEST = Key.defaulting("prefer-oldest", SWITCH, "false");
    static final Section DECISION_SECTION = new Section(
                    "the decision", List.of(ALWAYS_COMPARE_MED, MISSING_MED_AS_WORST, PREFER_OLDEST))
            .refuse("deterministic-med", "MED is always compared deterministically, and that is no switch");

    static final Key<Integer> HALF_OPEN_PER_PEER =
            Key.defaulting("half-open-per-peer", TextFormats.integer(1, 64), "4");
    static final Key<Long> RIB_INBOX = Key.defaulting("rib-inbox", TextFormats.bytes(1 << 20, 1L << 30), "4MiB");
    static final Key<Long> LOG_PER_GROUP =
            Key.defaulting("log-per-group", TextFormats.bytes(1 << 20, 4L << 30), "16MiB");
    static final Key<Long> LOG_AHEAD = Key.defaulting("log-ahead", TextFormats.bytes(256 << 10, 1L << 30), "4MiB");
    static final Key<Long> WRITE_AHEAD = Key.defaulting("write-ahead", TextFormats.bytes(64 << 10, 64 << 20), "256KiB");
    static final Key<Integer> TOMBSTONES =
            Key.defaulting("tombstones", TextFormats.integer(10_000, 100_000_000), "2000000");
    static final Key<Long> MEMORY = Key.optional("memory", TextFormats.bytes(16 << 20, 1L << 40));
    static final Key<Integer> HALF_OPEN_TOTAL =
            Key.defaulting("half-open-total", TextFormats.integer(16, 65_536), "4096");
    static final Key<Integer> CONNECTIONS_PER_SOURCE =
            Key.defaulting("connections-per-source", TextFormats.integer(1, 10_000), "8");
    static final Key<Integer> STRANGERS = Key.defaulting("strangers", TextFormats.integer(100, 1_000_000), "10000");
    static final Section LIMITS_SECTION = new Section(
            "the limits",
            List.of(
                    MEMORY,
                    HALF_OPEN_PER_PEER,
                    HALF_OPEN_TOTAL,
                    CONNECTIONS_PER_SOURCE,
                    STRANGERS,
                    RIB_INBOX,
                    LOG_PER_GROUP,
                    LOG_AHEAD,
                    WRITE_AHEAD,
                    TOMBSTONES));

    static final Key<AsNumber> LOCAL_AS = Key.required("local-as", AS_TYPE);
    static final Key<RouterId> ROUTER_ID = Key.required("router-id", ROUTER_ID_TYPE);
    static final Key<RouterId> GLOBAL_CLUSTER_ID = Key.optional("cluster-id", ROUTER_ID_TYPE);
    static final Key<List<Located<Block>>> LISTEN = Key.defaulting(
            "listen",
            new ListOf<>(LISTEN_SECTION),
            "[ { address = \"0.0.0.0\", port = 179 }, { address = \"::\", port = 179 } ]");
    static final Key<Boolean> EBGP_REQUIRES_POLICY = Key.defaulting("ebgp-requires-policy", SWITCH, "true");
    static final Key<SequencedMap<String, Located<Block>>> PEER_GROUPS =
            Key.defaulting("peer-groups", new Named<>(PEER_GROUP), "{}");
    static final Key<List<Located<Block>>> NEIGHBORS = Key.defaulting("neighbors", new ListOf<>(NEIGHBOR), "[]");
    static final Key<List<Located<Block>>> DYNAMIC =
            Key.defaulting("dynamic-neighbors", new ListOf<>(DYNAMIC_NEIGHBORS), "[]");
    static final Key<SequencedMap<String, Located<List<Located<PrefixList.Entry>>>>> PREFIX_LISTS =
            Key.defaulting("prefix-lists", new Named<>(PREFIX_LIST), "{}");
    static final Key<List<Located<Block>>> NETWORKS = Key.defaulting("networks", new ListOf<>(NETWORK), "[]");
    static final Key<Block> DECISION = Key.optional("decision", DECISION_SECTION);
    static final Key<Block> LIMITS = Key.optional("limits", LIMITS_SECTION);
    static final Section BGP_SECTION = new Section(
                    "bgp",
                    List.of(
                            LOCAL_AS,
                            ROUTER_ID,
                            GLOBAL_CLUSTER_ID,
                            LISTEN,
                            EBGP_REQUIRES_POLICY,
                            PREFIX_LISTS,
                            PEER_GROUPS,
                            NEIGHBORS,
                            DYNAMIC,
                            NETWORKS,
                            DECISION,
                            LIMITS))
            .refuse("add-path", "several paths of a prefix (RFC 7911) are neither sent nor received")
            .refuse("graceful-restart", "routes are not kept over a restart (RFC 4724)")
            .refuse("long-lived-graceful-restart", "stale routes are not kept (RFC 9494)")
            .refuse("confederation", "confederations (RFC 5065) do not exist here")
            .refuse("policies", "policies are accept, reject and prefix lists")
            .refuse("communities", "named communities do not exist")
            .refuse("bmp", "there is no BMP export (RFC 7854)")
            .refuse("mrt", "there is no MRT dump (RFC 6396)")
            .refuse("rpki", "origins are not validated (RFC 6811)")
            .refuse("aggregates", "routes are not aggregated")
            .otherName("as", "local-as")
            .otherName("asn", "local-as")
            .otherName("local-asn", "local-as")
            .otherName("peers", "neighbors")
            .otherName("neighbours", "neighbors")
            .otherName("groups", "peer-groups");

    static final Key<ListenAddress> ADMIN_LISTEN = Key.defaulting(
            "listen",
            Scalar.of("\"ADDRESS:PORT\", for example \"127.0.0.1:9179\" or \"[::1]:9179\"", BgpText::listenAddress),
            "\"127.0.0.1:9179\"");
    static final Section ADMIN_SECTION = new Section("admin", List.of(ADMIN_LISTEN))
            .refuse("token", "the admin API has no authentication, which is why it listens on loopback")
            .refuse("tls", "the admin API speaks plain HTTP, which is why it listens on loopback");

    static final Key<LogSettings.Level> LOG_LEVEL = Key.defaulting(
            "level", TextFormats.choice(LogSettings.Level.byName(), "error | warn | info | debug"), "info");
    static final Key<LogSettings.Format> LOG_FORMAT =
            Key.defaulting("format", TextFormats.choice(LogSettings.Format.byName(), "text | json"), "text");
    static final Section LOG_SECTION = new Section("log", List.of(LOG_LEVEL, LOG_FORMAT));

    static final Key<Block> BGP = Key.required("bgp", BGP_SECTION);
    static final Key<Block> ADMIN = Key.optional("admin", ADMIN_SECTION);
    static final Key<Block> LOG = Key.optional("log", LOG_SECTION);
    static final Section ROOT = new Section("the file", List.of(BGP, ADMIN, LOG))
            .refuse("kubernetes", "nothing is read from Kubernetes")
            .otherName("logging", "log");

    static {
        ROOT.relate(BGP_SECTION, PEER_GROUP);
        BGP_SECTION.relate(PEER_GROUP, NEIGHBOR, DECISION_SECTION, LIMITS_SECTION, ROOT);
        PEER_GROUP.relate(NEIGHBOR, BGP_SECTION);
        NEIGHBOR.relate(BGP_SECTION);
        DYNAMIC_NEIGHBORS.relate(PEER_GROUP, BGP_SECTION);
        MAX_PREFIXES_SECTION.relate(PREFIX_LIMIT_SECTION);
        NETWORK.relate(PEER_GROUP, BGP_SECTION);
        DECISION_SECTION.relate(BGP_SECTION);
        LIMITS_SECTION.relate(BGP_SECTION);
    }

    private ConfigSchema() {}

    /** Every section, in the order of the reference. */
    static List<Section> sections() {
        return List.of(
                ROOT,
                BGP_SECTION,
                LISTEN_SECTION,
                PEER_GROUP,
                NEXT_HOP,
                POLICY,
                MAX_PREFIXES_SECTION,
                PREFIX_LIMIT_SECTION,
                NEIGHBOR,
                DYNAMIC_NEIGHBORS,
                NETWORK,
                DECISION_SECTION,
                LIMITS_SECTION,
                ADMIN_SECTION,
                LOG_SECTION);
    }

    private static Section peerSection(String name, List<Key<?>> own) {
        List<Key<?>> keys = new ArrayList<>(own);
        keys.addAll(PEER_KEYS);
        return new Section(name, keys)
                .refuse("add-path", "several paths of a prefix (RFC 7911) are neither sent nor received")
                .refuse("graceful-restart", "routes of a restarting peer are not kept (RFC 4724)")
                .refuse("long-lived-graceful-restart", "stale routes are not kept (RFC 9494)")
                .refuse("graceful-shutdown", "GRACEFUL_SHUTDOWN (RFC 8326) has no meaning here")
                .refuse("bfd", "liveness is the hold time's business alone (RFC 5880)")
                .refuse("local-as", "every session uses bgp.local-as")
                .refuse("allow-own-as", "a route with our AS in its path is a loop")
                .refuse("remove-private-as", "AS_PATH is only prepended to")
                .refuse("role", "BGP roles (RFC 9234) are not sent")
                .refuse("tcp-ao", "sessions are protected by password (TCP-MD5) or ttl-security")
                .refuse("interface", "sessions are not bound to an interface; local-address chooses the source")
                .refuse("default-originate", "write the default route into bgp.networks")
                .refuse("min-hold-time", "any hold time of 3 s or more is taken from a peer")
                .otherName("shutdown", "enabled = false")
                .otherName("disabled", "enabled = false")
                .otherName("asn", "remote-as")
                .otherName("remote-asn", "remote-as")
                .otherName("peer-as", "remote-as")
                .otherName("rr-client", "route-reflector-client")
                .otherName("multihop", "ebgp-multihop")
                .otherName("md5", "password")
                .otherName("auth-password", "password")
                .otherName("source-address", "local-address")
                .otherName("update-source", "local-address")
                .otherName("group", "peer-group")
                .otherName("next-hop-self", "next-hop = self")
                .otherName("next-hop-unchanged", "next-hop = keep")
                .otherName("max-prefix", "max-prefixes")
                .otherName("maximum-prefix", "max-prefixes")
                .otherName("prefix-limit", "max-prefixes")
                .otherName("import-limit", "max-prefixes { FAMILY { limit = NUMBER, count = accepted } }")
                .otherName("receive-limit", "max-prefixes { FAMILY { limit = NUMBER, count = received } }")
                .otherName("keepalive", "hold-time (keepalives go every third of it)")
                .otherName("keepalive-time", "hold-time (keepalives go every third of it)")
                .otherName("keepalive-interval", "hold-time (keepalives go every third of it)");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** GoBGP (Debian gobgpd). Its Adj-RIB-In shows attributes exactly as they came; routes are added through its API. */
public final class GoBgpDaemon extends RealDaemon {

    private static final String PACKAGE = "gobgpd";
    private static final Map<Integer, String> ORIGINS = Map.of(0, "igp", 1, "egp", 2, "incomplete");

    private final int apiPort;

    public GoBgpDaemon(Role role, Path directory) {
        super(role, directory);
        this.apiPort = Lab.freePort(role.address());
    }

    @Override
    protected List<String> prepare() {
        Role role = role();
        String text = """
                [global.config]
                  as = %d
                  router-id = "%s"
                  port = %d
                  local-address-list = ["%s"]
                [[neighbors]]
                  [neighbors.config]
                    neighbor-address = "%s"
                    peer-as = %d
                  [neighbors.transport.config]
                    local-address = "%s"
                    remote-port = %d
                    passive-mode = %b
                  [neighbors.timers.config]
                    connect-retry = 1
                    hold-time = 240
                    keepalive-interval = 80
                    idle-hold-time-after-reset = 1
                  [neighbors.ebgp-multihop.config]
                    enabled = %b
                    multihop-ttl = 8
                  [[neighbors.afi-safis]]
                    [neighbors.afi-safis.config]
                      afi-safi-name = "ipv4-unicast"
                  [[neighbors.afi-safis]]
                    [neighbors.afi-safis.config]
                      afi-safi-name = "ipv6-unicast"
                """.formatted(
                        role.as(),
                        role.routerId(),
                        role.port(),
                        role.address(),
                        role.reflectorAddress(),
                        role.reflectorAs(),
                        role.address(),
                        role.reflectorPort(),
                        role.passive(),
                        role.isExternal());
        Lab.write(directory().resolve("gobgp.toml"), text);
        return List.of(
                Command.find("gobgpd", PACKAGE),
                "-f",
                directory().resolve("gobgp.toml").toString(),
                "--api-hosts",
                role.address() + ":" + apiPort,
                "--pprof-disable",
                "-l",
                "debug",
                "-p");
    }

    @Override
    protected void afterStart() {
        List<LabRoute> routes = announced();
        Lab.awaitQuietly(() -> gobgp("global").contains(role().routerId()));
        announcedChanged(routes, true);
    }

    @Override
    public List<LabRoute> heard() {
        List<LabRoute> routes = new ArrayList<>();
        for (String family : List.of("ipv4", "ipv6")) {
            String text = gobgp("neighbor", role().reflectorAddress(), "adj-in", "-a", family, "-j");
            if (text.startsWith("{\"error\"")) {
                return List.of();
            }
            Json.parse(text).properties().forEach(destination -> {
                for (JsonNode path : destination.getValue()) {
                    routes.add(route(destination.getKey(), path.path("attrs")));
                }
            });
        }
        return routes;
    }

    private static LabRoute route(String prefix, JsonNode attributes) {
        LabRoute route = LabRoute.of(prefix);
        for (JsonNode attribute : attributes) {
            JsonNode value = attribute.path("value");
            route = switch (attribute.path("type").asInt()) {
                case 1 -> route.with(LabRoute.ORIGIN, ORIGINS.getOrDefault(value.asInt(), "?"));
                case 2 -> route.with(LabRoute.AS_PATH, asPath(attribute.path("as_paths")));
                case 3, 14 -> route.with(LabRoute.NEXT_HOP, attribute.path("nexthop"));
                case 4 -> route.with(LabRoute.MED, attribute.path("metric"));
                case 5 -> route.with(LabRoute.LOCAL_PREF, value);
                case 8 -> route.with(LabRoute.COMMUNITIES, communities(attribute.path("communities")));
                case 9 -> route.with(LabRoute.ORIGINATOR, value);
                case 10 -> route.with(LabRoute.CLUSTER_LIST, value);
                case 16 -> route.with(LabRoute.EXT_COMMUNITIES, extendedCommunities(value));
                case 32 -> route.with(LabRoute.LARGE_COMMUNITIES, largeCommunities(value));
                default -> route.with(LabRoute.UNKNOWN, attribute.path("type").asText());
            };
        }
        return route;
    }

    private static List<String> asPath(JsonNode segments) {
        List<String> numbers = new ArrayList<>();
        segments.forEach(segment -> segment.path("asns").forEach(as -> numbers.add(as.asText())));
        return numbers;
    }

    private static List<String> communities(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add((value.asLong() >>> 16) + ":" + (value.asLong() & 0xffff)));
        return texts;
    }

    /** Type 0, subtype 2 is a route target; others do not occur here and show as their numbers. */
    private static List<String> extendedCommunities(JsonNode values) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            boolean isTarget =
                    value.path("type").asInt() == 0 && value.path("subtype").asInt() == 2;
            texts.add((isTarget ? "rt" : value.path("type") + "/" + value.path("subtype")) + ":"
                    + value.path("value").asText());
        }
        return texts;
    }

    private static List<String> largeCommunities(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value ->
                texts.add(value.path("ASN") + ":" + value.path("LocalData1") + ":" + value.path("LocalData2")));
        return texts;
    }

    @Override
    public String report() {
        return process().output() + gobgp("neighbor", role().reflectorAddress());
    }

    @Override
    protected void announcedChanged(List<LabRoute> routes, boolean isAnnounced) {
        routes.forEach(route -> announcedChanged(route, isAnnounced));
    }

    private void announcedChanged(LabRoute route, boolean isAnnounced) {
        List<String> words = new ArrayList<>(List.of(
                "global", "rib", isAnnounced ? "add" : "del", "-a", route.isIpv6() ? "ipv6" : "ipv4", route.prefix()));
        words.addAll(List.of("nexthop", String.join("", route.list(LabRoute.NEXT_HOP)), "origin", "igp"));
        addWords(words, "aspath", String.join(" ", route.list(LabRoute.AS_PATH)));
        addWords(words, "local-pref", String.join("", route.list(LabRoute.LOCAL_PREF)));
        addWords(words, "med", String.join("", route.list(LabRoute.MED)));
        addWords(words, "community", String.join(",", route.list(LabRoute.COMMUNITIES)));
        addWords(words, "large-community", String.join(",", route.list(LabRoute.LARGE_COMMUNITIES)));
        for (String value : route.list(LabRoute.EXT_COMMUNITIES)) {
            addWords(words, "rt", value.replace("rt:", ""));
        }
        gobgp(words.toArray(String[]::new));
    }

    private static void addWords(List<String> words, String key, String value) {
        if (!value.isEmpty()) {
            words.add(key);
            words.add(value);
        }
    }

    @Override
    public void shutdownSession(String text) {
        gobgp("neighbor", role().reflectorAddress(), "shutdown", "--reason", text);
    }

    @Override
    public void startSession() {
        gobgp("neighbor", role().reflectorAddress(), "enable");
    }

    @Override
    public void requestRefresh() {
        gobgp("neighbor", role().reflectorAddress(), "softresetin", "-a", "ipv4");
        gobgp("neighbor", role().reflectorAddress(), "softresetin", "-a", "ipv6");
    }

    private String gobgp(String... words) {
        List<String> command = new ArrayList<>(
                List.of(Command.find("gobgp", PACKAGE), "-u", role().address(), "-p", Integer.toString(apiPort)));
        command.addAll(List.of(words));
        return Command.attempt(command.toArray(String[]::new)).output();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * FRR's bgpd alone (Debian frr), without zebra: it takes next hops for resolvable then and touches no kernel table. Both
 * families on one session over IPv4.
 */
public final class FrrDaemon extends RealDaemon {

    private static final String PACKAGE = "frr";

    public FrrDaemon(Role role, Path directory) {
        super(role, directory);
    }

    @Override
    protected List<String> prepare() {
        Role role = role();
        String text = """
                frr defaults traditional
                log stdout informational
                bgp route-map delay-timer 1
                router bgp %1$d
                 bgp router-id %2$s
                 no bgp default ipv4-unicast
                 no bgp ebgp-requires-policy
                 no bgp network import-check
                 bgp log-neighbor-changes
                 neighbor %3$s remote-as %4$d
                 neighbor %3$s port %5$d
                 neighbor %3$s update-source %6$s
                 neighbor %3$s timers 80 240
                 neighbor %3$s timers connect 1
                 neighbor %3$s advertisement-interval 0
                %7$s
                 address-family ipv4 unicast
                %8$s
                  neighbor %3$s activate
                  neighbor %3$s attribute-unchanged next-hop
                 exit-address-family
                 address-family ipv6 unicast
                %9$s
                  neighbor %3$s activate
                  neighbor %3$s attribute-unchanged next-hop
                 exit-address-family
                exit
                %10$s
                """.formatted(
                        role.as(),
                        role.routerId(),
                        role.reflectorAddress(),
                        role.reflectorAs(),
                        role.reflectorPort(),
                        role.address(),
                        (role.isExternal() ? " neighbor %s ebgp-multihop 8\n" : "").formatted(role.reflectorAddress())
                                + (role.passive() ? " neighbor %s passive\n" : "").formatted(role.reflectorAddress()),
                        networks(false),
                        networks(true),
                        String.join("\n", routeMaps()));
        Lab.write(directory().resolve("bgpd.conf"), text);
        String dir = directory().toString();
        return List.of(
                Command.at("/usr/lib/frr/bgpd", PACKAGE),
                "-f",
                dir + "/bgpd.conf",
                "-Z",
                "-S",
                "-p",
                Integer.toString(role.port()),
                "-l",
                role.address(),
                "-A",
                role.address(),
                "-P",
                "0",
                "-i",
                dir + "/bgpd.pid",
                "--vty_socket",
                dir,
                "-z",
                dir + "/no-zebra");
    }

    private String networks(boolean isIpv6) {
        List<String> lines = new ArrayList<>();
        for (LabRoute route : announced()) {
            if (route.isIpv6() == isIpv6) {
                lines.add("  network " + route.prefix() + " route-map " + routeMapName(route));
            }
        }
        return String.join("\n", lines);
    }

    private List<String> routeMaps() {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (LabRoute route : announced()) {
            byName.computeIfAbsent(routeMapName(route), _ -> routeMap(route));
        }
        return byName.values().stream().flatMap(List::stream).toList();
    }

    /** Routes with the same attributes share a route-map: with hundreds of them FRR reads its file for half a minute. */
    private static String routeMapName(LabRoute route) {
        return "M" + new LabRoute("", route.attributes()).toString().replaceAll("[^a-z0-9]", "-");
    }

    private static List<String> routeMap(LabRoute route) {
        List<String> lines = new ArrayList<>();
        lines.add("route-map " + routeMapName(route) + " permit 10");
        lines.add((route.isIpv6() ? " set ipv6 next-hop global " : " set ip next-hop ") + route.get(LabRoute.NEXT_HOP));
        addSet(lines, "as-path prepend", route.list(LabRoute.AS_PATH));
        addSet(lines, "local-preference", route.list(LabRoute.LOCAL_PREF));
        addSet(lines, "metric", route.list(LabRoute.MED));
        addSet(lines, "community", route.list(LabRoute.COMMUNITIES));
        addSet(lines, "large-community", route.list(LabRoute.LARGE_COMMUNITIES));
        addSet(
                lines,
                "extcommunity",
                route.list(LabRoute.EXT_COMMUNITIES).stream()
                        .map(value -> value.replaceFirst(":", " "))
                        .toList());
        lines.add("exit");
        return lines;
    }

    private static void addSet(List<String> lines, String what, List<String> values) {
        if (!values.isEmpty()) {
            lines.add(" set " + what + " " + String.join(" ", values));
        }
    }

    @Override
    public List<LabRoute> heard() {
        List<LabRoute> routes = new ArrayList<>();
        for (String family : List.of("ipv4", "ipv6")) {
            JsonNode table = Json.parse(vtysh("show bgp " + family + " unicast json detail"));
            table.path("routes").properties().forEach(destination -> {
                for (JsonNode path : destination.getValue()) {
                    if (path.path("peer").path("peerId").asText().equals(role().reflectorAddress())) {
                        routes.add(route(destination.getKey(), path));
                    }
                }
            });
        }
        return routes;
    }

    private static LabRoute route(String prefix, JsonNode path) {
        String asPath = path.path("aspath").path("string").asText();
        String extended = path.path("extendedCommunity").path("string").asText();
        return LabRoute.of(prefix)
                .with(LabRoute.NEXT_HOP, path.path("nexthops").path(0).path("ip"))
                .with(LabRoute.ORIGIN, path.path("origin").asText().toLowerCase(Locale.ROOT))
                .with(LabRoute.AS_PATH, asPath.equals("Local") ? "" : asPath.replace(' ', ','))
                .with(LabRoute.LOCAL_PREF, path.path("locPrf"))
                .with(LabRoute.MED, path.path("metric"))
                .with(LabRoute.COMMUNITIES, path.path("community").path("list"))
                .with(LabRoute.LARGE_COMMUNITIES, path.path("largeCommunity").path("list"))
                .with(
                        LabRoute.EXT_COMMUNITIES,
                        extended.toLowerCase(Locale.ROOT).replace(' ', ','))
                .with(LabRoute.ORIGINATOR, path.path("originatorId"))
                .with(LabRoute.CLUSTER_LIST, path.path("clusterList").path("list"));
    }

    @Override
    public String report() {
        return process().output()
                + vtysh("show bgp neighbors " + role().reflectorAddress())
                + vtysh("show bgp neighbors " + role().reflectorAddress() + " json");
    }

    @Override
    protected void announcedChanged(List<LabRoute> routes, boolean isAnnounced) {
        routes.forEach(route -> announcedChanged(route, isAnnounced));
    }

    private void announcedChanged(LabRoute route, boolean isAnnounced) {
        List<String> commands = new ArrayList<>(List.of("configure terminal"));
        commands.addAll(routeMap(route));
        commands.add("router bgp " + role().as());
        commands.add("address-family " + (route.isIpv6() ? "ipv6" : "ipv4") + " unicast");
        commands.add((isAnnounced ? "" : "no ") + "network " + route.prefix() + " route-map " + routeMapName(route));
        vtysh(commands.toArray(String[]::new));
    }

    @Override
    public void shutdownSession(String text) {
        neighbor("shutdown message " + text);
    }

    @Override
    public void startSession() {
        vtysh(
                "configure terminal",
                "router bgp " + role().as(),
                "no neighbor " + role().reflectorAddress() + " shutdown");
    }

    private void neighbor(String words) {
        vtysh("configure terminal", "router bgp " + role().as(), "neighbor " + role().reflectorAddress() + " " + words);
    }

    @Override
    public void requestRefresh() {
        vtysh("clear bgp ipv4 unicast " + role().reflectorAddress() + " soft in");
        vtysh("clear bgp ipv6 unicast " + role().reflectorAddress() + " soft in");
    }

    private String vtysh(String... commands) {
        List<String> words = new ArrayList<>(List.of(
                Command.find("vtysh", PACKAGE), "--vty_socket", directory().toString(), "-d", "bgpd"));
        for (String command : commands) {
            words.add("-c");
            words.add(command);
        }
        return Command.attempt(words.toArray(String[]::new)).output();
    }
}

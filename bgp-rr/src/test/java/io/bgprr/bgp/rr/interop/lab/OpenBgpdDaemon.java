// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * OpenBGPD (Debian openbgpd); it must start as root. It touches no kernel table, but looks next hops up there: the machine's
 * default route makes them valid. It does not tell a MED of 0 from none.
 */
public final class OpenBgpdDaemon extends RealDaemon {

    private static final String PACKAGE = "openbgpd";

    public OpenBgpdDaemon(Role role, Path directory) {
        super(role, directory);
    }

    @Override
    protected List<String> prepare() {
        Role role = role();
        List<String> networks = new ArrayList<>();
        for (LabRoute route : announced()) {
            networks.add("network " + route.prefix() + " set { " + String.join(" ", sets(route)) + " }");
        }
        String text = """
                AS %d
                router-id %s
                fib-update no
                holdtime 240
                connect-retry 1
                listen on %s port %d
                socket "%s"
                nexthop qualify via default
                %s
                neighbor %s {
                  remote-as %d
                  port %d
                  local-address %s
                  announce IPv4 unicast
                  announce IPv6 unicast
                  %s
                  %s
                }
                allow from any
                allow to any
                match to any set { nexthop no-modify }
                """.formatted(
                        role.as(),
                        role.routerId(),
                        role.address(),
                        role.port(),
                        socket(),
                        String.join("\n", networks),
                        role.reflectorAddress(),
                        role.reflectorAs(),
                        role.reflectorPort(),
                        role.address(),
                        role.passive() ? "passive" : "",
                        role.isExternal() ? "multihop 8" : "");
        Lab.write(directory().resolve("bgpd.conf"), text);
        makeChroot();
        return List.of(
                Command.at("/usr/sbin/bgpd", PACKAGE),
                "-d",
                "-v",
                "-f",
                directory().resolve("bgpd.conf").toString());
    }

    /** The directory that its unprivileged processes lock themselves into; the package leaves making it to systemd. */
    private static void makeChroot() {
        try {
            Files.createDirectories(Path.of("/run/openbgpd"));
        } catch (IOException e) {
            throw new UncheckedIOException("OpenBGPD must be started as root", e);
        }
    }

    private static List<String> sets(LabRoute route) {
        List<String> sets = new ArrayList<>();
        sets.add("nexthop " + route.get(LabRoute.NEXT_HOP));
        int prepends = route.list(LabRoute.AS_PATH).size();
        if (prepends > 0) {
            sets.add("prepend-self " + prepends);
        }
        route.list(LabRoute.LOCAL_PREF).forEach(value -> sets.add("localpref " + value));
        route.list(LabRoute.MED).forEach(value -> sets.add("metric " + value));
        route.list(LabRoute.COMMUNITIES).forEach(value -> sets.add("community " + value));
        route.list(LabRoute.LARGE_COMMUNITIES).forEach(value -> sets.add("large-community " + value));
        route.list(LabRoute.EXT_COMMUNITIES)
                .forEach(value -> sets.add("ext-community " + value.replaceFirst(":", " ")));
        return sets;
    }

    @Override
    public List<LabRoute> heard() {
        List<LabRoute> routes = new ArrayList<>();
        JsonNode table = Json.parse(bgpctl("-j", "show", "rib", "in", "neighbor", role().reflectorAddress(), "detail"));
        table.path("rib").forEach(route -> routes.add(asSent(route(route))));
        return routes;
    }

    private static LabRoute route(JsonNode path) {
        LabRoute route = LabRoute.of(path.path("prefix").asText())
                .with(LabRoute.NEXT_HOP, path.path("exit_nexthop"))
                .with(LabRoute.ORIGIN, path.path("origin").asText().toLowerCase(Locale.ROOT))
                .with(LabRoute.AS_PATH, path.path("aspath").asText().replace(' ', ','))
                .with(LabRoute.LOCAL_PREF, path.path("localpref"))
                .with(LabRoute.COMMUNITIES, path.path("communities"))
                .with(LabRoute.LARGE_COMMUNITIES, path.path("large_communities"));
        if (path.path("metric").asLong() != 0) {
            route = route.with(LabRoute.MED, path.path("metric"));
        }
        List<String> extended = new ArrayList<>();
        path.path("extended_communities")
                .forEach(value -> extended.add(value.asText().replaceFirst(" ", ":")));
        route = route.with(LabRoute.EXT_COMMUNITIES, extended);
        for (JsonNode attribute : path.path("attributes")) {
            route = route.with(LabRoute.ORIGINATOR, attribute.path("originator"))
                    .with(LabRoute.CLUSTER_LIST, attribute.path("cluster_list"));
        }
        return route;
    }

    @Override
    public String report() {
        return process().output() + bgpctl("show", "neighbor", role().reflectorAddress());
    }

    @Override
    protected void announcedChanged(List<LabRoute> routes, boolean isAnnounced) {
        routes.forEach(route -> announcedChanged(route, isAnnounced));
    }

    private void announcedChanged(LabRoute route, boolean isAnnounced) {
        if (isAnnounced) {
            List<String> words = new ArrayList<>(List.of("network", "add", route.prefix()));
            sets(route).forEach(set -> words.addAll(List.of(set.split(" "))));
            bgpctl(words.toArray(String[]::new));
        } else {
            bgpctl("network", "delete", route.prefix());
        }
    }

    @Override
    public void shutdownSession(String text) {
        bgpctl("neighbor", role().reflectorAddress(), "down", text);
    }

    /** Without it OpenBGPD stays idle for 30 s after an error, and for longer after each further one. */
    @Override
    public void startSession() {
        bgpctl("neighbor", role().reflectorAddress(), "up");
    }

    @Override
    public void requestRefresh() {
        bgpctl("neighbor", role().reflectorAddress(), "refresh");
    }

    private String socket() {
        return directory().resolve("bgpd.sock").toString();
    }

    private String bgpctl(String... words) {
        List<String> command = new ArrayList<>(List.of(Command.find("bgpctl", PACKAGE), "-s", socket()));
        command.addAll(List.of(words));
        return Command.attempt(command.toArray(String[]::new)).output();
    }
}

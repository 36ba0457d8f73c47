// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** BIRD 2 (Debian bird2): both families on one session over IPv4. Routes stay in BIRD's tables, there is no kernel protocol. */
public final class BirdDaemon extends RealDaemon {

    private static final String PACKAGE = "bird2";

    /** {@code 10.0.0.0/8 unreachable [reflector 01:10:14.074 from 127.23.1.1] * (100) [AS65001i]}, or without the prefix. */
    private static final Pattern ROUTE = Pattern.compile("^(\\S*)\\s+\\S+ \\[\\w+ [\\d:.-]+( [\\d:.]+)? from .*");

    private static final Pattern ATTRIBUTE = Pattern.compile("^\\s+BGP\\.(\\w+)(?: \\[\\w+\\])?: ?(.*)$");
    private static final Pattern COUNT =
            Pattern.compile("(?m)^(\\d+) of \\d+ routes for \\d+ networks in table master4");
    private static final Pattern TUPLE = Pattern.compile("\\(([^)]*)\\)");

    private static final Map<String, String> SCALARS = Map.of(
            "origin", LabRoute.ORIGIN,
            "next_hop", LabRoute.NEXT_HOP,
            "med", LabRoute.MED,
            "local_pref", LabRoute.LOCAL_PREF,
            "originator_id", LabRoute.ORIGINATOR);
    private static final Map<String, String> LISTS =
            Map.of("as_path", LabRoute.AS_PATH, "cluster_list", LabRoute.CLUSTER_LIST);
    private static final Map<String, String> TUPLES = Map.of(
            "community", LabRoute.COMMUNITIES,
            "large_community", LabRoute.LARGE_COMMUNITIES,
            "ext_community", LabRoute.EXT_COMMUNITIES);

    public BirdDaemon(Role role, Path directory) {
        super(role, directory);
    }

    /** Gives it a session with one more reflector; before its start. */
    public void alsoPeerWith(String address, int port) {
        addSession(address, port);
    }

    @Override
    protected List<String> prepare() {
        writeConfiguration();
        return List.of(
                Command.find("bird", PACKAGE), "-f", "-c", configuration().toString(), "-s", socket());
    }

    private void writeConfiguration() {
        Role role = role();
        String text = """
                router id %s;
                log stderr all;
                debug protocols { states, events, routes };
                protocol device {}
                protocol static originated4 { ipv4;
                %s}
                protocol static originated6 { ipv6;
                %s}
                %s
                """.formatted(
                        role.routerId(),
                        statics(false),
                        statics(true),
                        IntStream.range(0, sessions().size())
                                .mapToObj(i -> session(protocol(i), sessions().get(i)))
                                .collect(joining()));
        Lab.write(configuration(), text);
    }

    /** The session's name in BIRD. */
    private static String protocol(int session) {
        return session == 0 ? "reflector" : "reflector" + (session + 1);
    }

    private String session(String protocol, Role role) {
        return """
                protocol bgp %s {
                  local %s port %d as %d;
                  neighbor %s port %d as %d;
                  strict bind;
                  multihop;
                  %s
                  graceful restart off;
                  hold time 240;
                  connect delay time 0;
                  connect retry time 1;
                  error wait time 1, 2;
                  ipv4 { import all; export filter { %s reject; }; next hop keep; };
                  ipv6 { import all; export filter { %s reject; }; next hop keep; };
                }
                """.formatted(
                        protocol,
                        role.address(),
                        role.port(),
                        role.as(),
                        role.reflectorAddress(),
                        role.reflectorPort(),
                        role.reflectorAs(),
                        role.passive() ? "passive;" : "",
                        exports(false),
                        exports(true));
    }

    private String statics(boolean isIpv6) {
        return announced().stream()
                .filter(route -> route.isIpv6() == isIpv6)
                .map(BirdDaemon::staticRoute)
                .collect(joining());
    }

    /** A MED goes to an external peer only when the export filter sets it. */
    private String exports(boolean isIpv6) {
        StringBuilder text = new StringBuilder();
        for (LabRoute route : announced()) {
            if (route.isIpv6() == isIpv6) {
                text.append("if net = ").append(route.prefix()).append(" then { ");
                route.list(LabRoute.MED)
                        .forEach(
                                value -> text.append("bgp_med = ").append(value).append("; "));
                text.append("accept; } ");
            }
        }
        return text.toString();
    }

    static String staticRoute(LabRoute route) {
        StringBuilder text = new StringBuilder(
                "  route " + route.prefix() + " blackhole { bgp_next_hop = " + route.get(LabRoute.NEXT_HOP) + ";");
        for (String as : route.list(LabRoute.AS_PATH)) {
            text.append(" bgp_path.prepend(").append(as).append(");");
        }
        route.list(LabRoute.LOCAL_PREF)
                .forEach(
                        value -> text.append(" bgp_local_pref = ").append(value).append(';'));
        route.list(LabRoute.MED)
                .forEach(value -> text.append(" bgp_med = ").append(value).append(';'));
        appendTuples(text, "bgp_community", route.list(LabRoute.COMMUNITIES));
        appendTuples(text, "bgp_large_community", route.list(LabRoute.LARGE_COMMUNITIES));
        appendTuples(text, "bgp_ext_community", route.list(LabRoute.EXT_COMMUNITIES));
        return text.append(" };\n").toString();
    }

    private static void appendTuples(StringBuilder text, String attribute, List<String> values) {
        for (String value : values) {
            text.append(' ')
                    .append(attribute)
                    .append(".add((")
                    .append(value.replace(':', ','))
                    .append("));");
        }
    }

    @Override
    public List<LabRoute> heard() {
        return heard(0);
    }

    /** What it holds from one of its reflectors. */
    public List<LabRoute> heard(int session) {
        return parse(birdc("show route all protocol " + protocol(session))).stream()
                .map(this::asSent)
                .toList();
    }

    /** How many prefixes inside this one it has a usable route to, from whomever. */
    public int reachable(String within) {
        Matcher count = COUNT.matcher(birdc("show route primary where net ~ [" + within + "+] count"));
        return count.find() ? Integer.parseInt(count.group(1)) : 0;
    }

    /** Reads {@code show route all}; BIRD 1.6 prints the same but for spaces. */
    static List<LabRoute> parse(String text) {
        List<LabRoute> routes = new ArrayList<>();
        String prefix = "";
        for (String line : text.lines().toList()) {
            Matcher route = ROUTE.matcher(line);
            Matcher attribute = ATTRIBUTE.matcher(line);
            if (route.matches()) {
                prefix = route.group(1).isEmpty() ? prefix : route.group(1);
                routes.add(LabRoute.of(prefix));
            } else if (attribute.matches() && !routes.isEmpty()) {
                routes.add(withAttribute(
                        routes.removeLast(),
                        attribute.group(1),
                        attribute.group(2).trim()));
            }
        }
        return routes;
    }

    private static LabRoute withAttribute(LabRoute route, String name, String value) {
        if (SCALARS.containsKey(name)) {
            return route.with(SCALARS.get(name), value.toLowerCase(Locale.ROOT));
        }
        if (LISTS.containsKey(name)) {
            return route.with(LISTS.get(name), value.replace(' ', ','));
        }
        if (TUPLES.containsKey(name)) {
            return route.with(
                    TUPLES.get(name),
                    TUPLE.matcher(value)
                            .results()
                            .map(tuple -> tuple.group(1).replace(" ", "").replace(',', ':'))
                            .toList());
        }
        return route.with(LabRoute.UNKNOWN, name + ":" + value.replace(" ", ""));
    }

    @Override
    public String report() {
        return process().output() + birdc("show protocols all reflector");
    }

    @Override
    protected void announcedChanged(List<LabRoute> routes, boolean isAnnounced) {
        writeConfiguration();
        birdc("configure");
    }

    @Override
    public void shutdownSession(String text) {
        birdc("disable reflector \"" + text + "\"");
    }

    @Override
    public void startSession() {
        birdc("enable reflector");
    }

    @Override
    public void requestRefresh() {
        birdc("reload in reflector");
    }

    private Path configuration() {
        return directory().resolve("bird.conf");
    }

    private String socket() {
        return directory().resolve("bird.ctl").toString();
    }

    private String birdc(String command) {
        return Command.attempt(Command.find("birdc", PACKAGE), "-s", socket(), command)
                .output();
    }
}

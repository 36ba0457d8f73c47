// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * BIRD 1.6.8 configured as Calico configures it on a node (names, timers, Add-Path, graceful restart, blocks as static
 * blackholes that a filter chain lets out): one daemon per family, {@code bird} or {@code bird6}. A node's two daemons have the
 * same router id. Left out are the kernel and direct protocols; the next hop, which on a node is its address, is set by the
 * filter. The environment variable {@code BGP_RR_BIRD1_HOME} names the directory where the package is unpacked.
 */
public final class CalicoBirdDaemon extends RealDaemon {

    private final boolean isIpv6;
    private boolean isRecovering;

    public CalicoBirdDaemon(Role role, Path directory, boolean isIpv6) {
        super(role, directory);
        this.isIpv6 = isIpv6;
    }

    /** Gives it a session with one more reflector; before its start. */
    public void alsoPeerWith(String address, int port) {
        addSession(address, port);
    }

    @Override
    protected List<String> prepare() {
        writeConfiguration();
        List<String> command = new ArrayList<>(List.of(
                program(isIpv6 ? "bird6" : "bird"), "-f", "-c", configuration().toString(), "-s", socket()));
        if (isRecovering) {
            command.add("-R");
        }
        return command;
    }

    private static String program(String name) {
        String home = System.getenv().getOrDefault("BGP_RR_BIRD1_HOME", "");
        if (home.isEmpty()) {
            throw new AssertionError(
                    "BIRD 1.6 is needed, which Calico runs, and BGP_RR_BIRD1_HOME does not say where it is:"
                            + " run scripts/test, or unpack it with apt-get download bird && dpkg -x bird_1.6.8*.deb DIRECTORY"
                            + " and set BGP_RR_BIRD1_HOME=DIRECTORY.");
        }
        return Command.at(home + "/usr/sbin/" + name, "bird (version 1.6.8, unpacked in BGP_RR_BIRD1_HOME)");
    }

    private void writeConfiguration() {
        Role role = role();
        String text = """
                router id %1$s;
                log stderr all;
                listen bgp address %2$s port %3$d;
                protocol device { debug { states }; scan time 2; }
                protocol static {
                %4$s}
                function set_priority() {
                %5$s}
                function apply_communities() {
                %6$s}
                function calico_aggr() {
                %7$s}
                filter calico_export_to_bgp_peers {
                %8$s  set_priority();
                  apply_communities();
                  calico_aggr();
                  reject;
                }
                template bgp bgp_template {
                  debug { states };
                  description "Connection to BGP peer";
                  local as %9$d;
                  multihop;
                  gateway recursive;
                  import all;
                  export filter calico_export_to_bgp_peers;
                  add paths on;
                  graceful restart;
                  connect delay time 2;
                  connect retry time 5;
                  error wait time 5,30;
                  source address %2$s;
                }
                %10$s
                """.formatted(
                role.routerId(),
                role.address(),
                role.port(),
                perRoute((route, prefix) -> "  route " + prefix + " blackhole;\n"),
                perRoute((route, prefix) -> ifNet(" = " + prefix, "bgp_local_pref = ", route, LabRoute.LOCAL_PREF)),
                perRoute((route, prefix) -> communities(route)),
                perRoute((route, prefix) -> "  if ( net = " + prefix + " ) then { accept; }\n  if ( net ~ " + prefix
                        + " ) then { reject; }\n"),
                perRoute((route, prefix) -> ifNet(" = " + prefix, "bgp_next_hop = ", route, LabRoute.NEXT_HOP)),
                role.as(),
                sessions().stream().map(CalicoBirdDaemon::session).collect(joining("\n")));
        Lab.write(configuration(), text);
    }

    private static String session(Role role) {
        return """
                protocol bgp %s from bgp_template {
                  neighbor %s port %d as %d;
                }
                """.formatted(protocol(role), role.reflectorAddress(), role.reflectorPort(), role.reflectorAs());
    }

    private String perRoute(BiFunction<LabRoute, String, String> line) {
        return announced().stream()
                .filter(route -> route.isIpv6() == isIpv6)
                .map(route -> line.apply(route, route.prefix()))
                .collect(joining());
    }

    private static String ifNet(String condition, String action, LabRoute route, String attribute) {
        String value = route.get(attribute);
        return value == null ? "" : "  if ( net" + condition + " ) then { " + action + value + "; }\n";
    }

    private static String communities(LabRoute route) {
        StringBuilder text = new StringBuilder();
        for (String value : route.list(LabRoute.COMMUNITIES)) {
            text.append("  if ( net ~ ").append(route.prefix()).append(" ) then { bgp_community.add((");
            text.append(value.replace(':', ',')).append(")); }\n");
        }
        for (String value : route.list(LabRoute.LARGE_COMMUNITIES)) {
            text.append("  if ( net ~ ").append(route.prefix()).append(" ) then { bgp_large_community.add((");
            text.append(value.replace(':', ',')).append(")); }\n");
        }
        return text.toString();
    }

    /** Calico's name of a peer that all nodes have. */
    private static String protocol(Role role) {
        return "Global_" + role.reflectorAddress().replace('.', '_').replace(':', '_');
    }

    /** Starts it again as calico-node's supervisor does: with what it takes for a graceful restart. */
    public void restartRecovering() {
        isRecovering = true;
        kill();
        start();
        isRecovering = false;
    }

    /** Whether it waits for End-of-RIB before it uses what it hears. */
    public boolean isInRecovery() {
        return birdc("show status").contains("recovery in progress");
    }

    @Override
    public List<LabRoute> heard() {
        return heard(0);
    }

    /** What it holds from one of its reflectors. */
    public List<LabRoute> heard(int session) {
        return BirdDaemon.parse(
                birdc("show route all protocol " + protocol(sessions().get(session))));
    }

    @Override
    public String report() {
        return process().output() + birdc("show protocols all " + protocol(role()));
    }

    @Override
    protected void announcedChanged(List<LabRoute> routes, boolean isAnnounced) {
        writeConfiguration();
        birdc("configure");
    }

    @Override
    public void shutdownSession(String text) {
        birdc("disable " + protocol(role()) + " \"" + text + "\"");
    }

    @Override
    public void startSession() {
        birdc("enable " + protocol(role()));
    }

    @Override
    public void requestRefresh() {
        birdc("reload in " + protocol(role()));
    }

    private Path configuration() {
        return directory().resolve("bird.cfg");
    }

    private String socket() {
        return directory().resolve("bird.ctl").toString();
    }

    private String birdc(String command) {
        return Command.attempt(program(isIpv6 ? "birdc6" : "birdc"), "-s", socket(), command)
                .output();
    }
}

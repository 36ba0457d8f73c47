// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.rr.demo.DemoPeer;
import io.bgprr.bgp.rr.demo.DemoPeer.Network;
import io.bgprr.bgp.rr.demo.DemoPeer.Profile;
import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as {@code mvn package} made it, started by its launcher. */
class DistributionIT {

    private static final Path HOME = Path.of(System.getProperty("bgprr.home"));

    /** With it the JVM refuses to start when it cannot use the cache. */
    private static final Map<String, String> CACHE_REQUIRED = Map.of("BGP_RR_OPTS", "-XX:AOTMode=on");

    private static final Pattern INITIALIZED =
            Pattern.compile("Initializing 'io/bgprr/bgp/((?:attribute|wire|policy|rib|decision|export)/[^']*)'");

    @TempDir
    Path directory;

    @Test
    void playsADayOfADaemonWithItsPeersAndItsClientsAndLeavesNothing() throws Exception {
        Outcome rehearsal = start(Map.of("BGP_RR_OPTS", "-Djava.io.tmpdir=" + directory), "rehearse");

        assertThat(rehearsal.exitCode()).as(rehearsal.output()).isZero();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void hasAnAotCacheThatFitsTheDaemon() throws Exception {
        Outcome daemon = start(
                CACHE_REQUIRED,
                "run",
                "--config",
                directory.resolve("none.conf").toString());

        assertThat(daemon.exitCode()).isEqualTo(1);
        assertThat(daemon.output()).contains("none.conf").contains("does not exist");
    }

    @Test
    void hasAnAotCacheThatFitsTheClients() throws Exception {
        Outcome client = start(CACHE_REQUIRED, "--version");

        assertThat(client.exitCode()).as(client.output()).isZero();
        assertThat(client.output()).startsWith("bgp-rr ");
    }

    @Test
    void warnsOfNothingWhenItStartsAndIsScraped() throws Exception {
        String address = "127.23.10.1";
        try (BgpRrProcess daemon = new BgpRrProcess(directory)) {
            daemon.runFrom(HOME);
            daemon.configure("""
                    bgp { local-as = 64512, router-id = 10.99.0.1, listen = [ { address = "%s", port = %d } ] }
                    """.formatted(address, Lab.freePort(address)));
            daemon.start();
            assertThat(daemon.metric("bgp_rib_memory_bytes", "")).isNotNegative();
            daemon.process().terminate();
            assertThat(daemon.process().output()).contains("ready", "stopped").doesNotContain("WARN", "ERROR");
        }
    }

    /** Which it can only when the classes of a route's way are initialised by then. */
    @Test
    void compilesTheWayOfARouteBeforeTheFirstPeerComes() throws Exception {
        String address = "127.23.10.2";
        int port = Lab.freePort(address);
        Path log = directory.resolve("classes.log");
        try (BgpRrProcess daemon = new BgpRrProcess(directory)) {
            daemon.runFrom(HOME, "-Xlog:class+init=info,jit+compilation=debug:file=" + log);
            daemon.configure("""
                    bgp {
                      local-as = 64512, router-id = 10.99.0.1, listen = [ { address = "%s", port = %d } ]
                      dynamic-neighbors = [ { prefix = "127.23.10.0/28", peer-group = nodes, limit = 2 } ]
                      peer-groups { nodes { remote-as = 64512, route-reflector-client = true, passive = true } }
                    }
                    """.formatted(address, port));
            daemon.start();
            await().until(() -> Files.readString(log).contains("io.bgprr.bgp.rib.LocRib::announce"));
            int before = initializedOfTheWayOfARoute(log).size();

            DemoPeer sender = peer(3, List.of(new Network("10.1.0.0/24", "192.0.2.1", List.of())), address, port);
            DemoPeer receiver = peer(4, List.of(), address, port);
            await().until(() -> receiver.destinationCount() == 1);
            List<String> all = initializedOfTheWayOfARoute(log);
            sender.stop("it is through");
            receiver.stop("it is through");

            assertThat(all.subList(0, before)).contains("attribute/AttributeSet", "rib/LocRib");
            assertThat(all.subList(before, all.size())).isEmpty();
        }
    }

    private static DemoPeer peer(int number, List<Network> networks, String reflector, int port) {
        return DemoPeer.start(
                new Profile("peer" + number, "127.23.10." + number, "10.99.0." + number, 64512, networks),
                IpAddress.parse(reflector),
                port,
                AsNumber.of(64512));
    }

    /** As the JVM's log names them, without our package, in their order; sessions' own are not among them. */
    private static List<String> initializedOfTheWayOfARoute(Path log) throws IOException {
        return INITIALIZED
                .matcher(Files.readString(log))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void holdsEachLibraryOnce() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("lib"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.replaceFirst("-[0-9]+\\..*?(-linux-.*)?\\.jar$", "$1"))
                    .toList();
            assertThat(names).doesNotHaveDuplicates().contains("bgp-rr", "bgp-core", "netty-transport");
        }
    }

    private record Outcome(int exitCode, String output) {}

    private static Outcome start(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin/bgp-rr").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = String.join("\n", process.inputReader().lines().toList());
        return new Outcome(process.waitFor(), output);
    }
}

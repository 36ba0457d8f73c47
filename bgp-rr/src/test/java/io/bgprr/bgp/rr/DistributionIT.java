// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as {@code mvn package} made it, started by its launcher. */
class DistributionIT {

    private static final Path HOME = Path.of(System.getProperty("bgprr.home"));

    /** With it the JVM refuses to start when it cannot use the cache. */
    private static final Map<String, String> CACHE_REQUIRED = Map.of("BGP_RR_OPTS", "-XX:AOTMode=on");

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

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bgprr.bgp.rr.interop.lab.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bgp-rr bench} as a user starts it, small, against every daemon: what they do is right, whatever it takes them. */
class BenchIT {

    private static final Path HOME = Path.of(System.getProperty("bgprr.home"));
    private static final int MINUTES_MAX = 10;

    @TempDir
    Path directory;

    @BeforeAll
    static void needsTheDaemons() {
        Command.find("bird", "bird2");
        Command.at("/usr/lib/frr/bgpd", "frr");
        Command.find("bgpctl", "openbgpd");
        Command.find("gobgpd", "gobgpd");
    }

    @Test
    void everyDaemonDoesWhatIsPlayedRight() throws Exception {
        String output = bench(
                "--size=small",
                "--scenario=full-table,multi-path,k8s,failover",
                "--daemons=bgp-rr,bird,frr-c0,openbgpd,gobgp,relay");

        assertThat(output).contains("multi-path: the same prefixes", "than the best peer");
        // A relay has nothing to do in multi-path and failover.
        assertThat(verdicts()).hasSize(4 * 6 - 2).containsOnly("PASS");
    }

    @Test
    void theRestOfTheScenariosWorksToo() throws Exception {
        String output = bench(
                "--size=small",
                "--scenario=rr-fanout,bgperf,churn,failover-wd,stall,idle",
                "--seconds=1",
                "--daemons=bgp-rr");

        assertThat(output).contains("p99 ms", "Growth MB", "CPU %");
        assertThat(verdicts()).hasSize(6).containsOnly("PASS");
    }

    @Test
    void ipv6AndExternalSessionsWorkWithAll() throws Exception {
        String daemons = "--daemons=bgp-rr,bird,frr-c0,openbgpd,gobgp";
        var _ = bench("--size=small", "--scenario=bgperf", "--v6", daemons);
        var _ = bench("--size=small", "--scenario=rr-fanout", "--ebgp", "--per-attr=1", daemons);

        assertThat(verdicts()).hasSize(10).containsOnly("PASS");
    }

    /** Fails when the command fails; what it printed, and results in {@link #verdicts}. */
    private String bench(String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin/bgp-rr").toString(), "bench", "--json=" + results()));
        command.addAll(List.of(options));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroy();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private Path results() {
        return directory.resolve("results.jsonl");
    }

    private List<String> verdicts() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<String> verdicts = new ArrayList<>();
        try (Stream<String> lines = Files.lines(results())) {
            for (String line : lines.toList()) {
                JsonNode play = mapper.readTree(line);
                assertThat(play.path("daemonPeakOctets").asLong()).as(line).isPositive();
                verdicts.add(play.path("verdict").asText());
            }
        }
        return verdicts;
    }
}

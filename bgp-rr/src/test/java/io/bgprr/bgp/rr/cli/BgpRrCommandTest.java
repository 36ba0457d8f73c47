// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.admin.FakeDaemon;
import io.bgprr.bgp.rr.admin.Golden;
import io.bgprr.bgp.rr.admin.Readiness;
import io.bgprr.bgp.rr.admin.ReloadReport;
import io.bgprr.bgp.rr.bench.BenchRequest;
import io.bgprr.bgp.rr.bench.world.Scenario;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BgpRrCommandTest {

    private final FakeDaemon daemon = new FakeDaemon();
    private String admin = "";

    @BeforeEach
    void serve() throws IOException {
        InetSocketAddress address = daemon.serve();
        admin = address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private record Result(int code, String out, String err) {}

    private static final class RecordingEntry implements DaemonEntry {
        private String called = "";

        @Override
        public int run(Path config) {
            called = "run " + config;
            return 7;
        }

        @Override
        public int check(Path config, boolean asJson) {
            called = "check " + config + " " + asJson;
            return 1;
        }

        @Override
        public int bench(BenchRequest request, PrintStream out, PrintStream err, int columns) {
            called = "bench " + request;
            return 1;
        }

        @Override
        public int rehearse() {
            called = "rehearse";
            return 0;
        }
    }

    private final RecordingEntry entry = new RecordingEntry();

    private Result run(int columns, String... args) {
        return run(Map.of("COLUMNS", String.valueOf(columns), "BGP_RR_ADMIN", "ignored here"), withAdmin(args));
    }

    private String[] withAdmin(String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--admin";
        all[args.length + 1] = admin;
        return all;
    }

    private Result run(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = BgpRrCommand.execute(
                args,
                entry,
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            peers,               peers
            status,              status
            peer-node,           peer 10.0.0.11
            peer-tor,            peer 192.0.2.1
            peer-tor-down,       peer 192.0.2.2
            peer-odd,            peer 10.0.0.99
            peer-ipv6,           peer 2001:db8:0:1::11
            routes,              routes
            routes-best,         routes --best
            routes-ipv6,         routes --family ipv6-unicast
            routes-received,     routes --received 192.0.2.1
            routes-advertised,   routes --advertised 10.0.0.11
            routes-prefix,       routes --prefix 10.244.1.0/26
            routes-address,      routes --prefix 10.244.1.7
            routes-longer,       routes --longer 10.244.0.0/16
            routes-none,         routes --prefix 198.51.100.0/24
            explain,             explain 10.244.1.7
            explain-none,        explain 198.51.100.1
            reload,              reload
            reset,               reset 192.0.2.1 --text 'see you'
            """, quoteCharacter = '"')
    void printsWhatPeopleRead(String name, String line) throws IOException {
        String[] args = line.replace("'see you'", "see you").split(" (?!you)", -1);
        for (int columns : new int[] {80, 120}) {
            Result result = run(columns, args);

            assertThat(result.err).isEmpty();
            assertThat(result.code).isEqualTo(ExitCode.OK);
            assertThat(result.out.lines())
                    .allMatch(text -> text.codePointCount(0, text.length()) <= columns || !isTable(line));
            Golden.check("cli/" + name + "-" + columns + ".txt", result.out);
        }
    }

    /** Sheets of names and values are not cut: the terminal may wrap them. */
    private static boolean isTable(String line) {
        return line.startsWith("peers") || line.startsWith("routes") || line.startsWith("reload");
    }

    @Test
    void wideCutsNothing() throws IOException {
        Golden.check("cli/peers-wide.txt", run(80, "peers", "-o", "wide").out);
        Golden.check("cli/routes-wide.txt", run(80, "routes", "-o", "wide").out);
    }

    @Test
    void jsonIsWhatTheDaemonAnswered() {
        Result peers = run(80, "-o", "json", "peers");

        assertThat(peers.out).startsWith("{\n  \"localAs\": 64512,").endsWith("}\n");
        assertThat(run(80, "routes", "-o", "json").out)
                .contains("\"routesCount\": 4")
                .endsWith("}\n");
        assertThat(run(80, "peer", "10.0.0.11", "-o", "JSON").out).contains("\"peerCapabilities\": [");
        assertThat(run(80, "explain", "10.244.1.7", "-o", "json").out).contains("\"verdict\": ");
        assertThat(run(80, "reload", "-o", "json").out).contains("\"applied\": true");
        assertThat(run(80, "reset", "192.0.2.1", "-o", "json").out).contains("\"reset\": true");
        assertThat(run(80, "status", "-o", "json").out).contains("\"attributeSets\": 58");
    }

    @Test
    void resetCarriesItsText() {
        run(80, "reset", "192.0.2.1", "--text", "back in 5′ & more");

        assertThat(daemon.speaker.asked).containsExactly("reset 192.0.2.1 '" + "back in 5′ & more'");
    }

    @Test
    void aNotReadyDaemonSaysWhy() {
        daemon.readiness = Readiness.notReady("127.0.0.1:179 is not bound");

        assertThat(run(80, "status").out).contains("Ready                   no: 127.0.0.1:179 is not bound");
    }

    @Test
    void aRefusedReloadListsEveryProblemAndFails() {
        daemon.report = ReloadReport.refused(List.of("a.conf:3: bgp.local-as is missing", "a.conf:9: what is 'x'?"));

        Result result = run(80, "reload");

        assertThat(result.code).isEqualTo(ExitCode.FAILED);
        assertThat(result.out).isEmpty();
        assertThat(result.err).isEqualTo("""
                        a.conf:3: bgp.local-as is missing
                        a.conf:9: what is 'x'?
                        bgp-rr: the configuration was not applied; the old one stays in force
                        """);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            peer 10.9.9.9,                      bgp-rr: no peer 10.9.9.9
            reset 10.9.9.9,                     bgp-rr: no peer 10.9.9.9
            routes --received 10.9.9.9,         bgp-rr: no peer 10.9.9.9
            peer nonsense,                      bgp-rr: peer: 'nonsense' is not an IPv4 or IPv6 address
            """)
    void whatTheDaemonRefusesFails(String line, String complaint) {
        Result result = run(80, line.split(" ", -1));

        assertThat(result.code).isEqualTo(ExitCode.FAILED);
        assertThat(result.out).isEmpty();
        assertThat(result.err).startsWith(complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "peerz",
                "peer",
                "routes --prefix 10.0.0.1/8",
                "routes --prefix nonsense",
                "routes --best --received 10.0.0.11",
                "routes --prefix 10.0.0.0/8 --longer 10.0.0.0/8",
                "explain 10.0.0.0/33",
                "reset router1",
                "peers -o yaml",
                "run",
                "check",
                "peers --admin 127.0.0.1",
                "peers --admin ::1:9179",
                "peers --admin 127.0.0.1:0",
            })
    void wrongUsageIsCodeTwo(String line) {
        Result result = run(Map.of(), line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(result.code).isEqualTo(ExitCode.USAGE);
        assertThat(result.out).isEmpty();
        assertThat(result.err).isNotEmpty();
    }

    @Test
    void aWrongPrefixIsExplained() {
        assertThat(run(80, "explain", "10.0.0.1/8").err).contains("has host bits; did you mean 10.0.0.0/8");
        assertThat(run(80, "peerz").err).contains("Did you mean:");
        assertThat(run(80, "peers", "-o", "yaml").err).contains("table, wide, json");
    }

    @Test
    void anAbsentDaemonIsCodeThreeWithASentence() throws IOException {
        daemon.close();

        Result result = run(80, "peers");

        assertThat(result.code).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(result.err)
                .isEqualTo("bgp-rr: cannot reach the daemon at " + admin
                        + " (Connection refused); is it running, and is this its admin address?"
                        + " See --admin and BGP_RR_ADMIN.\n");
    }

    @Test
    void somethingElseOnThePortIsCodeThree() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.22.0.2"))) {
            Thread greeter = Thread.ofVirtual().start(() -> {
                try (var peer = other.accept()) {
                    peer.getOutputStream().write("220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII));
                    peer.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the client has gone
                }
            });
            admin = "127.22.0.2:" + other.getLocalPort();

            Result result = run(80, "peers");

            assertThat(result.code).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(result.err).contains("this is not an HTTP server");
            greeter.join();
        }
    }

    @Test
    void aDaemonThatHasNotStartedItsSpeakerFails() {
        daemon.isStarted = false;

        Result result = run(80, "peers");

        assertThat(result.code).isEqualTo(ExitCode.FAILED);
        assertThat(result.err).isEqualTo("bgp-rr: the speaker has not started yet\n");
    }

    @Test
    void runAndCheckAreTheDaemonsOwn() {
        assertThat(run(Map.of(), "run", "--config", "a.conf").code).isEqualTo(7);
        assertThat(entry.called).isEqualTo("run a.conf");
        assertThat(run(Map.of(), "check", "-o", "json", "b.conf").code).isEqualTo(1);
        assertThat(entry.called).isEqualTo("check b.conf true");
    }

    @Test
    void benchIsToldWhatTheUserWants() {
        assertThat(run(Map.of(), "bench").code).isEqualTo(1);
        assertThat(entry.called)
                .contains("scenarios=[], size=full", "daemons=[], runs=1")
                .contains("senders=0", "routesPerAttributes=6.0", "json=null");

        assertThat(run(
                                Map.of(),
                                "bench",
                                "--scenario=all",
                                "--daemons=bird, frr",
                                "--runs=3",
                                "--size=50k",
                                "--v6",
                                "--per-attr=1.5",
                                "--json=a.json",
                                "--keep")
                        .code)
                .isEqualTo(1);
        assertThat(entry.called)
                .contains("scenarios=[all], size=50k", "daemons=[bird, frr], runs=3, json=a.json", "keepsFiles=true")
                .contains("routesPerAttributes=1.5", "isIpv6=true", "isExternal=false");
        assertThat(entry.called).contains("checksOnly=false");
        assertThat(run(Map.of(), "bench", "--check").code).isEqualTo(1);
        assertThat(entry.called).contains("checksOnly=true");
        assertThat(run(Map.of(), "bench", "--runs=x").code).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void helpIsEverywhere() throws IOException {
        Golden.check("cli/help.txt", run(Map.of(), "--help").out);
        Golden.check("cli/help-routes.txt", run(Map.of(), "routes", "--help").out);
        Golden.check("cli/help-bench.txt", run(Map.of(), "bench", "--help").out);
        assertThat(run(Map.of(), "bench", "--help").out.replaceAll("\\s", ""))
                .contains("(default:"
                        + BenchRequest.DEFAULT_SCENARIOS.stream()
                                .map(Scenario::label)
                                .collect(Collectors.joining(",")) + ")");
        for (String command :
                List.of("run", "check", "bench", "peers", "peer", "routes", "explain", "reload", "reset", "status")) {
            Result help = run(Map.of(), command, "-h");

            assertThat(help.code).isEqualTo(ExitCode.OK);
            assertThat(help.out).startsWith("Usage: bgp-rr " + command);
        }
        assertThat(run(Map.of(), "--version").out).startsWith("bgp-rr ");
        assertThat(run(Map.of(), "generate-completion").out).contains("complete -F _complete_bgp-rr");
    }
}

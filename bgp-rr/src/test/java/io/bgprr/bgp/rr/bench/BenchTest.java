// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.rr.Main;
import io.bgprr.bgp.rr.bench.daemon.Daemons;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

    private static final BenchRequest.Numbers NUMBERS =
            new BenchRequest.Numbers(0, 0, 0, 6, 1, false, false, 64, 20, 0);

    @TempDir
    Path directory;

    private static BenchRequest request(String scenario, String size, String daemon) {
        return new BenchRequest(List.of(scenario), size, NUMBERS, List.of(daemon), 1, null, null, false, false);
    }

    private record Outcome(int code, String out, String err) {}

    private static Outcome run(BenchRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Bench.run(
                request,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                0);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void playsTheRelayAsAProcessOfItsOwn() {
        Outcome outcome = run(request("rr-fanout", "small", "relay"));

        assertThat(outcome.err).contains("the player: warm", "rr-fanout, relay: PASS");
        assertThat(outcome.out).containsPattern("relay +PASS +\\d");
        assertThat(outcome.code).isZero();
    }

    @Test
    void aDaemonThatDoesNotStartHasFailedAndWhatItSaidIsTold() throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho 'no mood today'\nexit 3\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

        Outcome outcome = run(request("full-table", "small", "bird:moody=" + program));

        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.out).contains("moody failed: ended with 3 at its start: no mood today");
    }

    @Test
    void whatIsMissingIsSaidAndWhatIsWrongIsRefused() {
        assertThat(run(request("tables", "small", "relay")).err).contains("no scenario is called tables");
        assertThat(run(request("k8s", "tiny", "relay")).err)
                .contains("--size is tiny, and must be small, full or a number");
        assertThat(run(request("k8s", "small", "quagga")).err).contains("no daemon is called quagga");
        assertThat(run(request("k8s", "100k", "relay")).err)
                .contains("k8s has 100,000 sessions, and 64,000 at most can be played");
        assertThat(run(request("k8s", "small", "bird=/no/such/program")).err)
                .contains("/no/such/program is no program");
        assertThat(run(request("tables", "small", "relay")).code).isEqualTo(2);
    }

    private static Outcome check(String scenario, String daemon) {
        return run(new BenchRequest(List.of(scenario), "small", NUMBERS, List.of(daemon), 1, null, null, false, true));
    }

    @Test
    void aCheckPlaysNothingAndTakesDaemonsThatAreNotInstalledYet() {
        assertThat(check("rr-fanout", "relay")).isEqualTo(new Outcome(0, "", ""));
        assertThat(check("rr-fanout", "bird:other=/not/yet")).isEqualTo(new Outcome(0, "", ""));
        assertThat(check("tables", "relay").code).isEqualTo(2);
        assertThat(check("tables", "relay").err).contains("no scenario is called tables");
        assertThat(check("rr-fanout", "quagga=/not/yet").code).isEqualTo(2);
        assertThat(check("rr-fanout", "quagga=/not/yet").err).contains("no daemon is called quagga");
        assertThat(check("churn", "relay").err).contains("nobody would play churn");
    }

    @Test
    void keptFilesAreNamedAndOthersAreDeleted() throws IOException {
        String before = System.setProperty("java.io.tmpdir", directory.toString());
        try {
            Outcome kept = run(new BenchRequest(
                    List.of("full-table"), "1k", NUMBERS, List.of("relay"), 1, null, null, true, false));

            assertThat(kept.code).isZero();
            Matcher said =
                    Pattern.compile("full-table, relay: files are in (\\S+)").matcher(kept.err);
            assertThat(said.find()).isTrue();
            Path files = Path.of(said.group(1));
            assertThat(files.resolve("output")).exists();
            assertThat(directory).isDirectoryContaining(files::equals);

            assertThat(run(request("full-table", "1k", "relay")).err).doesNotContain("files are in");
            try (Stream<Path> left = Files.list(directory)) {
                assertThat(left).containsExactly(files);
            }
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }

    @Test
    void ctrlCLeavesNothingAndBlamesNobody() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Path isUp = directory.resolve("up");
        Path results = directory.resolve("results.jsonl");
        Path output = directory.resolve("output");
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho $$ >" + isUp + "\nexec sleep 60\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process bench = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "bench",
                        "--scenario=full-table,rr-fanout",
                        "--size=small",
                        "--daemons=bird:sleepy=" + program,
                        "--json=" + results)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(isUp) && Files.size(isUp) > 0);
        long daemon = Long.parseLong(Files.readString(isUp).trim());

        bench.destroy(); // SIGTERM ends a JVM as Ctrl-C does, which is SIGINT

        assertThat(bench.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).doesNotContain("FAIL", "Exception", "rr-fanout");
        assertThat(results).doesNotExist();
        assertThat(temporary).isEmptyDirectory();
        assertThat(Path.of("/proc", Long.toString(daemon), "exe")).doesNotExist();
    }

    @Test
    void aNumberThatCannotBeIsNamedWithItsOptionAndWhatItMayBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Playbill.of(numbers(new BenchRequest.Numbers(-3, 0, 0, 6, 1, false, false, 64, 20, 0))))
                .withMessage("--senders is -3, and must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Playbill.of(numbers(new BenchRequest.Numbers(0, 0, 0, 0.5, 1, false, false, 64, 20, 0))))
                .withMessage("--per-attr is 0.5, and must be at least 1");
        Outcome outcome = run(numbers(new BenchRequest.Numbers(0, 0, 0, 6, 1, false, false, 0, 20, 0)));
        assertThat(outcome.err).isEqualTo("bgp-rr: --window is 0, and must be at least 1\n");
        assertThat(outcome.code).isEqualTo(2);
    }

    private static BenchRequest numbers(BenchRequest.Numbers numbers) {
        return new BenchRequest(List.of("full-table"), "small", numbers, List.of("relay"), 1, null, null, false, false);
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedBeforeAnythingIsPlayed() {
        Path missing = directory.resolve("missing/result.jsonl");
        Outcome json = run(new BenchRequest(
                List.of("full-table"), "1k", NUMBERS, List.of("relay"), 1, missing, null, false, false));
        Outcome growth = run(new BenchRequest(
                List.of(), "small", NUMBERS, List.of("bgp-rr=/bin/sh"), 1, null, directory, false, false));

        assertThat(json.err)
                .isEqualTo("bgp-rr: --json cannot be written: the directory of " + missing + " is missing\n");
        assertThat(growth.err)
                .startsWith("bgp-rr: --growth cannot be written: ")
                .contains(directory.toString());
        assertThat(List.of(json.code, growth.code)).containsOnly(2);
        Outcome check = run(new BenchRequest(
                List.of("full-table"), "1k", NUMBERS, List.of("relay"), 1, missing, null, false, true));
        assertThat(check).isEqualTo(json);
    }

    @Test
    void aCheckLeavesFilesAsTheyAre() throws IOException {
        Path results = directory.resolve("results.jsonl");
        Path plot = Files.writeString(directory.resolve("growth.svg"), "<svg/>");
        Outcome check =
                run(new BenchRequest(List.of(), "small", NUMBERS, List.of("relay"), 1, results, plot, false, true));

        assertThat(check.code).isZero();
        assertThat(results).doesNotExist();
        assertThat(plot).hasContent("<svg/>");
    }

    @Test
    void whatNobodyWouldPlayIsRefused() {
        Outcome outcome = run(request("churn", "small", "relay"));

        assertThat(outcome.err).contains("nobody would play churn", "relay", "--daemons");
        assertThat(outcome.out).isEmpty();
        assertThat(outcome.code).isEqualTo(2);
    }

    @Test
    void aNamedDaemonThatIsMissingFailsTheRunAndOthersArePlayed() {
        assumeThat(Daemons.named("bird3").missing()).isNotNull();
        BenchRequest request = new BenchRequest(
                List.of("full-table"), "1k", NUMBERS, List.of("bird3", "relay"), 1, null, null, false, false);

        Outcome outcome = run(request);

        assertThat(outcome.err).contains("bird3 is left out");
        assertThat(outcome.out).containsPattern("relay +PASS");
        assertThat(outcome.code).isEqualTo(1);
    }

    @Test
    void numbersOverrideWhatTheScenarioSays() {
        BenchRequest.Numbers numbers = new BenchRequest.Numbers(3, 7, 500, 1, 9, true, false, 64, 20, 4);
        BenchRequest request =
                new BenchRequest(List.of("all"), "full", numbers, List.of(), 1, null, null, false, false);

        List<Setup> setups = Playbill.of(request);

        assertThat(setups).hasSize(Scenario.values().length).allMatch(Setup::isIpv6);
        assertThat(setups.getFirst())
                .isEqualTo(Setup.of(Scenario.FULL_TABLE, Scenario.Size.FULL)
                        .with(3, 7, 500)
                        .with(true, false, 1, 9)
                        .lasting(4));
        assertThat(setups)
                .filteredOn(setup -> setup.scenario() == Scenario.K8S)
                .allMatch(setup -> setup.sessions() == 3);
    }

    private static BenchRequest growth(List<String> scenarios, String size, BenchRequest.Numbers numbers) {
        Path file = Path.of("growth.svg");
        return new BenchRequest(scenarios, size, numbers, List.of("relay"), 1, null, file, false, true);
    }

    @Test
    void growthIsPlayedFromSmallToLarge() {
        List<Setup> all = Playbill.of(growth(List.of(), "full", NUMBERS));

        assertThat(all)
                .extracting(Setup::name)
                .contains("full-table-10000", "full-table-2000000", "k8s-10", "k8s-5000");
        assertThat(Playbill.of(growth(List.of(), "small", NUMBERS)))
                .isSubsetOf(all)
                .extracting(Setup::sessions)
                .allMatch(count -> count <= 100);
        assertThat(Playbill.of(growth(List.of("k8s"), "full", NUMBERS)))
                .isSubsetOf(all)
                .allMatch(setup -> setup.scenario() == Scenario.K8S);
    }

    @Test
    void growthRefusesWhatItWouldIgnore() {
        assertThat(run(growth(List.of("k8s", "churn"), "full", NUMBERS)).err)
                .isEqualTo("bgp-rr: --scenario names churn, and --growth plays full-table and k8s only\n");
        assertThat(run(growth(List.of(), "500k", NUMBERS)).err)
                .isEqualTo(
                        "bgp-rr: --size is 500k, and must be small or full with --growth, which has sizes of its own\n");
        assertThat(run(growth(List.of(), "full", large(70_000, 0, 0))).err)
                .isEqualTo("bgp-rr: --senders is not for --growth, which has sizes of its own\n");
        assertThat(run(growth(List.of(), "full", large(0, 2, 0))).err).contains("--receivers is not for --growth");
        assertThat(run(growth(List.of(), "full", large(0, 0, 500))).err).contains("--prefixes is not for --growth");
    }

    private static BenchRequest.Numbers large(int senders, int receivers, int prefixes) {
        return new BenchRequest.Numbers(senders, receivers, prefixes, 6, 1, false, false, 64, 20, 0);
    }

    @Test
    void whatIsTooLargeIsRefusedWithTheOptionThatAsksForIt() {
        assertThat(run(check(List.of("rr-fanout", "full-table"), "full", large(0, 0, 90_000_000))).err)
                .isEqualTo("bgp-rr: rr-fanout has 90,000,000 prefixes, and 20,000,000 at most can be played:"
                        + " --prefixes is 90000000\n");
        assertThat(run(check(List.of("bgperf"), "2k", large(0, 0, 20_000))).err)
                .isEqualTo("bgp-rr: bgperf has 40,000,000 prefixes, and 20,000,000 at most can be played:"
                        + " --size is 2k, --prefixes is 20000\n");
        assertThat(run(check(List.of("k8s-100k"), "full", NUMBERS)).err)
                .isEqualTo("bgp-rr: k8s-100k has 100,000 sessions, and 64,000 at most can be played\n");
    }

    private static BenchRequest check(List<String> scenarios, String size, BenchRequest.Numbers numbers) {
        return new BenchRequest(scenarios, size, numbers, List.of("bgp-rr"), 1, null, null, false, true);
    }

    @Test
    void nothingNamedIsTheDefaultAndExternalSessionsLeaveOutWhatTheyCannotPlay() {
        BenchRequest.Numbers external = new BenchRequest.Numbers(0, 0, 0, 6, 1, false, true, 64, 20, 0);

        assertThat(Playbill.of(check(List.of(), "full", NUMBERS)))
                .extracting(Setup::name)
                .containsExactly("full-table", "rr-fanout", "multi-path", "bgperf", "k8s");
        assertThat(Playbill.of(check(List.of(), "full", external)))
                .extracting(Setup::name)
                .containsExactly("full-table", "rr-fanout", "bgperf", "k8s");
    }

    @Test
    void everyNameIsADaemon() {
        assertThat(Daemons.NAMES)
                .allSatisfy(name -> assertThat(Daemons.named(name).name()).isEqualTo(name));
        assertThat(Daemons.named("bgp-rr:old=/bin/sh").name()).isEqualTo("old");
        assertThat(Daemons.named("bird3").missing()).contains(Daemons.BIRD3_VARIABLE);
        assertThatIllegalArgumentException().isThrownBy(() -> Daemons.named("quagga"));
    }
}

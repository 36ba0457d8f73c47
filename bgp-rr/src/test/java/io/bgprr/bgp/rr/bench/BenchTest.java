// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

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
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        Outcome outcome = run(
                new BenchRequest(List.of("full-table"), "1k", NUMBERS, List.of("relay"), 1, null, null, true, false));

        Matcher said = Pattern.compile("full-table, relay: files are in (\\S+)").matcher(outcome.err);
        assertThat(said.find()).isTrue();
        Path kept = Path.of(said.group(1));
        assertThat(kept.resolve("output")).exists();
        Files.delete(kept.resolve("output"));
        Files.delete(kept);
        assertThat(outcome.code).isZero();
        assertThat(run(request("full-table", "1k", "relay")).err).doesNotContain("files are in");
    }

    @Test
    void aNumberThatCannotBeIsNamedWithItsOptionAndWhatItMayBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Bench.setups(numbers(new BenchRequest.Numbers(-3, 0, 0, 6, 1, false, false, 64, 20, 0))))
                .withMessage("--senders is -3, and must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Bench.setups(numbers(new BenchRequest.Numbers(0, 0, 0, 0.5, 1, false, false, 64, 20, 0))))
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
                List.of("full-table"), "small", NUMBERS, List.of("bgp-rr=/bin/sh"), 1, null, directory, false, false));

        assertThat(json.err)
                .isEqualTo("bgp-rr: --json cannot be written: the directory of " + missing + " is missing\n");
        assertThat(growth.err)
                .startsWith("bgp-rr: --growth cannot be written: ")
                .contains(directory.toString());
        assertThat(List.of(json.code, growth.code)).containsOnly(2);
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

        List<Setup> setups = Bench.setups(request);

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

    @Test
    void growthIsPlayedFromSmallToLarge() {
        List<Setup> all = Growth.setups(NUMBERS, false);

        assertThat(all)
                .extracting(Setup::name)
                .contains("full-table-10000", "full-table-2000000", "k8s-10", "k8s-5000");
        assertThat(Growth.setups(NUMBERS, true))
                .isSubsetOf(all)
                .extracting(Setup::sessions)
                .allMatch(count -> count <= 100);
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

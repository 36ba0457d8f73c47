// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/bgp-rr} with a Java that only tells what it was asked to run. */
class LauncherTest {

    private static final Path SOURCE = Path.of("src/main/dist/bin/bgp-rr");

    @TempDir
    Path directory;

    private Path home = Path.of("");
    private Path launcher = Path.of("");
    private Path java25 = Path.of("");

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(directory.resolve("opt/bgp rr"));
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/bgp-rr-1.0.jar"));
        launcher = Files.copy(SOURCE, Files.createDirectory(home.resolve("bin")).resolve("bgp-rr"));
        java25 = java("jdk-25", "25.0.3");
    }

    @Test
    void handsOverEveryArgumentAsItWas() throws Exception {
        assertThat(start(Map.of(), "reset", "10.0.0.1", "two words", "*", "").arguments())
                .endsWith(
                        "-jar",
                        home.resolve("lib/bgp-rr-1.0.jar").toString(),
                        "reset",
                        "10.0.0.1",
                        "two words",
                        "*",
                        "");
    }

    @Test
    void findsItsHomeThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), launcher);
        launcher = link;

        assertThat(start(Map.of(), "peers").arguments()).contains("-Djava.library.path=" + home.resolve("lib/native"));
    }

    @Test
    void startsTheDaemonForALongLifeAndClientsForAShortOne() throws Exception {
        assertThat(start(Map.of(), "run", "--config", "x").arguments())
                .contains("-XX:+ExitOnOutOfMemoryError", "-Xmn8m");
        assertThat(start(Map.of(), "peers").arguments())
                .contains("-Xms8m")
                .doesNotContain("-XX:+ExitOnOutOfMemoryError", "-Xmn8m");
    }

    @Test
    void rehearsesWithTheOptionsOfTheDaemonForTheyMakeTheCacheFit() throws Exception {
        List<String> daemon = start(Map.of(), "run").arguments();
        List<String> rehearsal = start(Map.of(), "rehearse").arguments();

        assertThat(rehearsal.subList(0, rehearsal.size() - 1)).isEqualTo(daemon.subList(0, daemon.size() - 1));
    }

    @Test
    void usesTheAotCacheOnlyWhereThereIsOne() throws Exception {
        Path cache = home.resolve("lib/bgp-rr.aot");
        assertThat(start(Map.of(), "run").arguments()).noneMatch(option -> option.startsWith("-XX:AOTCache"));

        Files.createFile(cache);
        assertThat(start(Map.of(), "run").arguments()).contains("-XX:AOTCache=" + cache);
    }

    /** A JVM that does not know an option does not start. */
    @Test
    void compilesAtItsStartWhatACacheKnowsAsHotWithTheJavaThatIsKnownToTakeTheOption() throws Exception {
        String eagerly = "-XX:+AOTCompileEagerly";
        assertThat(start(Map.of(), "run").arguments()).doesNotContain(eagerly);

        Files.createFile(home.resolve("lib/bgp-rr.aot"));
        assertThat(start(Map.of(), "run").arguments())
                .containsSubsequence("-XX:+UnlockExperimentalVMOptions", eagerly, "-jar");
        assertThat(start(Map.of(), "peers").arguments()).doesNotContain(eagerly);
        Path java26 = java("jdk-26", "26");
        assertThat(launch(Map.of("BGP_RR_JAVA_HOME", java26.toString()), "run").arguments())
                .contains("-Xmn8m")
                .doesNotContain(eagerly, "-XX:+UnlockExperimentalVMOptions");
    }

    /** What the cache knows as hot was compiled by the first compiler, and would stay so. */
    @Test
    void whoHasBothCompilersDoesNotHeedWhatTheCacheKnowsAsHot() throws Exception {
        Files.createFile(home.resolve("lib/bgp-rr.aot"));

        assertThat(start(Map.of("BGP_RR_OPTS", "-XX:TieredStopAtLevel=4"), "run")
                        .arguments())
                .containsSubsequence("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining", "-jar")
                .doesNotContain("-XX:+AOTCompileEagerly");
        assertThat(start(Map.of(), "bench").arguments()).noneMatch(option -> option.startsWith("-XX:AOTCache"));
    }

    @Test
    void optionsOfTheUserComeLastAndTheirCollectorAlone() throws Exception {
        List<String> arguments =
                start(Map.of("BGP_RR_OPTS", "-Xmx64m -XX:+UseG1GC"), "run").arguments();

        assertThat(arguments).containsSubsequence("-Xmx64m", "-XX:+UseG1GC", "-jar");
        assertThat(arguments.indexOf("-Xmx64m")).isEqualTo(arguments.indexOf("-jar") - 2);
        assertThat(arguments).doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void theLoadPlayerHasBothCompilersAndLeavesTheDaemonsOptionsToTheDaemons() throws Exception {
        Map<String, String> environment =
                Map.of("BGP_RR_OPTS", "-Xmx64m", "BGP_RR_BENCH_OPTS", "-Xmx2g -XX:+UseParallelGC");

        assertThat(start(environment, "bench", "--runs", "3").arguments())
                .contains("-Xms128m", "-Xmx2g", "-XX:+UseParallelGC")
                .doesNotContain("-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:+UseSerialGC")
                .endsWith("bench", "--runs", "3");
    }

    @Test
    void takesJavaHomeWhenNothingElseIsSaid() throws Exception {
        assertThat(launch(Map.of("JAVA_HOME", java25.toString()), "--version").arguments())
                .contains("--version");
    }

    @Test
    void refusesAnOlderJavaThatWasAskedForWithASentence() throws Exception {
        Path java17 = java("jdk-17", "17.0.15");

        Outcome outcome = launch(Map.of("BGP_RR_JAVA_HOME", java17.toString()), "peers");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.arguments())
                .containsExactly("bgp-rr: BGP_RR_JAVA_HOME=" + java17 + " is not the directory of a Java 25 or newer");
    }

    private record Outcome(int exitCode, List<String> arguments) {}

    private Outcome start(Map<String, String> environment, String... arguments) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("BGP_RR_JAVA_HOME", java25.toString());
        return launch(all, arguments);
    }

    private Outcome launch(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(List.of("BGP_RR_JAVA_HOME", "BGP_RR_OPTS", "BGP_RR_BENCH_OPTS", "JAVA_HOME"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> lines = process.inputReader().lines().toList();
        return new Outcome(process.waitFor(), lines);
    }

    /** A Java of that version, which prints its arguments, one a line. */
    private Path java(String name, String version) throws IOException {
        Path javaHome = Files.createDirectories(directory.resolve(name));
        Files.writeString(javaHome.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.createDirectory(javaHome.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return javaHome;
    }
}

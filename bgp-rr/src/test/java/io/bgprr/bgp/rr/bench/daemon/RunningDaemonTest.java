// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningDaemonTest {

    private static final Setup SETUP = Setup.of(Scenario.FULL_TABLE, Scenario.Size.SMALL);

    @TempDir
    Path directory;

    private DaemonKind program(String script) throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Daemons.named("bird:mine=" + program);
    }

    @Test
    void allFilesOfADaemonAreDeleted() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Path already = Files.createDirectory(directory.resolve("already"));
        DaemonFiles files = DaemonFiles.make(false);
        files.makeElsewhere(elsewhere);
        files.makeElsewhere(already);
        Files.createDirectory(files.file("deep"));
        Files.writeString(files.file("deep/file"), "x");
        assertThat(elsewhere).isDirectory();

        files.close();

        assertThat(files.directory()).doesNotExist();
        assertThat(elsewhere).doesNotExist();
        assertThat(already).isDirectory();
        files.close(); // as the hook may do it once more
    }

    @Test
    void keptFilesStayAndWhatWasMadeElsewhereDoesNot() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        DaemonFiles files = DaemonFiles.make(true);
        files.makeElsewhere(elsewhere);
        files.close();

        assertThat(files.directory()).isDirectory();
        assertThat(elsewhere).doesNotExist();
        Files.delete(files.directory());
    }

    @Test
    void aDaemonThatCannotBeStartedLeavesNothing() throws IOException {
        DaemonKind kind = program("");
        Files.delete(directory.resolve("program"));
        Path used;
        try (DaemonFiles files = DaemonFiles.make(false)) {
            used = files.directory();

            assertThatThrownBy(() -> RunningDaemon.start(kind, SETUP, files)).isInstanceOf(IOException.class);
        }
        assertThat(used).doesNotExist();
    }

    @Test
    void allThatADaemonStartedHasEndedWhenItWasEnded() throws IOException {
        Process root = new ProcessBuilder("/bin/sh", "-c", "(trap '' TERM; exec sleep 60) & echo up; wait").start();
        assertThat(root.inputReader().readLine()).isEqualTo("up");
        List<ProcessHandle> tree = ProcessTree.processes(root.toHandle());
        assertThat(tree).hasSize(2).allMatch(ProcessTree::isRunning);

        RunningDaemon.end(root, Set.of());

        assertThat(tree).noneMatch(ProcessTree::isRunning);
    }

    @Test
    void whatItsFirstProcessLeftBehindIsEndedToo() throws Exception {
        Process root = new ProcessBuilder("/bin/sh", "-c", "sleep 60 & echo up; read line").start();
        assertThat(root.inputReader().readLine()).isEqualTo("up");
        List<ProcessHandle> tree = ProcessTree.processes(root.toHandle());
        root.outputWriter().close();
        root.waitFor();
        assertThat(tree).hasSize(2).anyMatch(ProcessTree::isRunning);

        RunningDaemon.end(root, Set.copyOf(tree));

        assertThat(tree).noneMatch(ProcessTree::isRunning);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningDaemonTest {

    private static final Setup SETUP = Setup.of(Scenario.FULL_TABLE, Scenario.Size.SMALL);

    private final Ending ending = new Ending();

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
        DaemonFiles files = DaemonFiles.make(false, ending);
        files.makeElsewhere(elsewhere);
        files.makeElsewhere(already);
        Files.createDirectory(files.file("deep"));
        Files.writeString(files.file("deep/file"), "x");
        assertThat(elsewhere).isDirectory();

        files.close();

        assertThat(files.directory()).doesNotExist();
        assertThat(elsewhere).doesNotExist();
        assertThat(already).isDirectory();
        files.close(); // as the end may do it once more
    }

    @Test
    void keptFilesStayAndWhatWasMadeElsewhereDoesNot() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        DaemonFiles files = DaemonFiles.make(true, ending);
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
        try (DaemonFiles files = DaemonFiles.make(false, ending)) {
            used = files.directory();

            assertThatThrownBy(() -> RunningDaemon.start(kind, SETUP, files)).isInstanceOf(IOException.class);
        }
        assertThat(used).doesNotExist();
    }

    @Test
    void aDaemonThatEndsBeforeItRestsIsNotWaitedFor() throws IOException {
        Path port = directory.resolve("port");
        Path isListening = directory.resolve("listening");
        DaemonKind kind = program(String.join(
                "\n",
                "sed -n 's/.* port \\([0-9]*\\) as .*/\\1/p' \"$3\" >new && mv new " + port,
                "while [ ! -e " + isListening + " ]; do sleep 0.02; done",
                "sleep 0.3; echo 'no mood any more'; exit 3"));
        CompletableFuture<ServerSocket> socket = CompletableFuture.supplyAsync(() -> listenAt(port, isListening));

        try (DaemonFiles files = DaemonFiles.make(false, ending)) {
            assertThatThrownBy(() -> RunningDaemon.start(kind, SETUP, files))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("ended with 3", "no mood any more");
        } finally {
            socket.join().close();
        }
    }

    /** In the stead of the daemon: who listens is known by the port alone. */
    private static ServerSocket listenAt(Path port, Path isListening) {
        await().until(() -> Files.exists(port));
        try {
            int number = Integer.parseInt(Files.readString(port).trim());
            ServerSocket socket = new ServerSocket(number, 1, InetAddress.getByName("127.0.90.1"));
            Files.createFile(isListening);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theEndOfThisProgramEndsTheDaemonAndWaitsUntilItsFilesAreDeleted() throws Exception {
        Path isUp = directory.resolve("up");
        DaemonKind kind = program("sleep 60 & touch " + isUp + "; wait");
        CompletableFuture<Path> used = new CompletableFuture<>();
        CompletableFuture<String> player = CompletableFuture.supplyAsync(() -> failureOf(kind, used));
        await().until(() -> Files.exists(isUp));

        ending.begin();

        assertThat(used.join()).doesNotExist();
        assertThat(player.join()).startsWith("ended with ").endsWith("it said nothing");
        assertThat(ending.beginsWithin(0)).isTrue();
        assertThatThrownBy(() -> DaemonFiles.make(false, ending)).hasMessageContaining("this program is ending");
        assertThatThrownBy(() -> ending.launch(new ProcessBuilder("/bin/true"), Set.of()))
                .hasMessageContaining("this program is ending");
    }

    private String failureOf(DaemonKind kind, CompletableFuture<Path> used) {
        try (DaemonFiles files = DaemonFiles.make(false, ending)) {
            used.complete(files.directory());
            RunningDaemon.start(kind, SETUP, files).close();
            return "";
        } catch (IOException | InterruptedException e) {
            return String.valueOf(e.getMessage());
        }
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

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.Command;
import io.bgprr.bgp.rr.interop.lab.RawClient;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody takes what the reflector logs: sessions and routes must not notice. */
@SuppressWarnings("NullAway.Init")
class StandardErrorIT {

    /** What a pipe holds on Linux when nobody changes it. */
    private static final int PIPE_BYTES = 65536;

    private FaultLab lab;
    private RealDaemon bird;
    private RawClient observer;
    private RawClient sender;

    @AfterEach
    void endTheLab() {
        lab.close();
    }

    @Test
    void aFullPipeStallsNobody() throws IOException {
        lab = new FaultLab(6);
        Path pipe = pipe();
        try (RandomAccessFile ours = new RandomAccessFile(pipe.toFile(), "rw")) {
            ours.write(new byte[PIPE_BYTES]);
            startWithErrorTo(pipe);
            sessionsAndRoutesComeAndGo("stderr-full-pipe");
            ours.readFully(new byte[PIPE_BYTES]);
            byte[] logged = new byte[4096];
            int count = ours.read(logged);
            assertThat(count).as("octets logged once somebody reads").isPositive();
            assertThat(lab.reflector.process().terminate()).isZero();
        }
    }

    @Test
    void aClosedPipeStallsNobody() throws IOException {
        lab = new FaultLab(7);
        Path pipe = pipe();
        try (RandomAccessFile ours = new RandomAccessFile(pipe.toFile(), "rw")) {
            assertThat(ours.getFD().valid()).isTrue();
            startWithErrorTo(pipe);
        }
        sessionsAndRoutesComeAndGo("stderr-closed-pipe");
        assertThat(lab.reflector.process().terminate()).isZero();
    }

    @Test
    void aFullDiskStallsNobody() {
        lab = new FaultLab(8);
        startWithErrorTo(Path.of("/dev/full"));
        sessionsAndRoutesComeAndGo("stderr-full-disk");
        assertThat(lab.reflector.process().terminate()).isZero();
    }

    private Path pipe() {
        Path pipe = lab.lab.directory("pipe").resolve("stderr");
        Command.run(Command.find("mkfifo", "coreutils"), pipe.toString());
        return pipe;
    }

    private void startWithErrorTo(Path file) {
        var role11 = lab.allow(lab.role("bird", 11, 500), "hold-time = 3s");
        var role12 = lab.allow(lab.role("observer", 12, 100), "hold-time = 3s");
        var role13 = lab.allow(lab.role("sender", 13, 0), "hold-time = 3s");
        lab.reflector.redirectError(file);
        lab.startReflector();
        bird = lab.start(role11, BirdDaemon::new);
        observer = lab.join(new RawClient(role12, 3, 0));
        sender = lab.join(new RawClient(role13, 3, 0));
    }

    private void sessionsAndRoutesComeAndGo(String name) {
        lab.awaitExactTables("at first");
        try (Churn churn = new Churn(List.of(sender), FaultLab.routes(13, 300), 4)) {
            Gap gap = new Gap("kill-9-bird-with-" + name + "-withdrawn");
            bird.kill();
            gap.endAt(lab.awaitGone(observer, bird), Duration.ofSeconds(10));
            bird.start();
            lab.awaitThere(observer, bird);
            lab.lab.await("churn", () -> assertThat(churn.rounds()).isGreaterThan(100));
        }
        lab.awaitExactTables("after bird's restart and the churn");
        assertThat(lab.sessionsOfAllBut(Set.of(bird)))
                .containsEntry("observer", 1L)
                .containsEntry("sender", 1L);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rr.admin.AdminContext;
import io.bgprr.bgp.rr.admin.ReloadReport;
import io.bgprr.bgp.rr.config.ConfigLoader;
import io.bgprr.bgp.rr.config.LogSettings;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.Explanation;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.RoutePage;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.speaker.SpeakerObserver;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DaemonTest {

    private static final String RIGHT = """
            bgp { local-as = 64512, router-id = 10.0.0.1
              neighbors = [ { address = 192.0.2.1, remote-as = internal, description = "one" } ] }
            admin.listen = "127.21.0.1:9179"
            """;

    @TempDir
    private Path directory;

    private Path file = Path.of("");
    private final FakeSpeaker speaker = new FakeSpeaker();
    private final List<LogSettings> logSettings = new CopyOnWriteArrayList<>();
    private final CompletableFuture<AdminContext> admin = new CompletableFuture<>();
    private final CompletableFuture<String> adminListen = new CompletableFuture<>();
    private final CompletableFuture<Boolean> adminClosed = new CompletableFuture<>();
    private final List<Boolean> wasReadyWhenStarted = new CopyOnWriteArrayList<>();
    private @Nullable IOException speakerFailure;
    private @Nullable IOException adminFailure;

    @BeforeEach
    void writeConfiguration() throws IOException {
        file = directory.resolve("bgp-rr.conf");
        Files.writeString(file, RIGHT);
    }

    @Test
    void runsUntilItIsStoppedAndTellsThePeersWhy() throws Exception {
        Daemon daemon = daemon();
        CompletableFuture<Integer> exit = run(daemon);
        AdminContext context = admin.get();
        assertThat(adminListen.get()).isEqualTo("127.21.0.1:9179");
        assertThat(context.speaker()).isSameAs(speaker);
        assertThat(context.effectiveConfigJson()).contains("\"description\" : \"one\"");

        daemon.stop("SIGTERM");

        assertThat(exit.get()).isZero();
        assertThat(speaker.stopped.get()).isEqualTo("SIGTERM");
        assertThat(adminClosed.get()).isTrue();
        assertThat(context.readiness().isReady()).isFalse();
        assertThat(wasReadyWhenStarted).containsExactly(false);
    }

    @Test
    void passesOnThatTheHeapIsFullOnceThereIsASpeaker() throws Exception {
        Daemon daemon = daemon();
        assertThat(daemon.relieve("too early")).isCompleted();
        CompletableFuture<Integer> exit = run(daemon);
        admin.get(); // the speaker runs

        assertThat(daemon.relieve("the heap is full")).isCompleted();

        assertThat(speaker.reliefs).containsExactly("the heap is full");
        stop(daemon, exit);
    }

    @Test
    void doesNotStartWithAConfigurationThatIsWrong() throws Exception {
        Files.writeString(file, "bgp { local-as = 0 }");

        assertThat(daemon().run()).isEqualTo(1);
        assertThat(speaker.configs).isEmpty();
        assertThat(admin).isNotDone();
    }

    @Test
    void doesNotStartWithoutItsListeningSocket() throws Exception {
        speakerFailure = new IOException("cannot listen on 0.0.0.0 port 179: permission denied");

        assertThat(daemon().run()).isEqualTo(1);
        assertThat(admin).isNotDone();
    }

    @Test
    void endsTheSpeakerWhenTheAdminServerCannotStart() throws Exception {
        adminFailure = new IOException("the admin API cannot listen on 127.21.0.1:9179: address already in use");

        assertThat(daemon().run()).isEqualTo(1);
        assertThat(speaker.stopped).isDone();
        assertThat(wasReadyWhenStarted).isEmpty();
    }

    @Test
    void reloadAppliesTheNewFileAndReportsWhatWasDone() throws Exception {
        Daemon daemon = daemon();
        CompletableFuture<Integer> exit = run(daemon);
        admin.get(); // the first configuration is read
        Files.writeString(file, RIGHT.replace("one", "two") + "log { level = debug, format = json }\n");

        ReloadReport report = admin.get().reload().get();

        assertThat(report.problems()).isEmpty();
        assertThat(report.plan()).isNotNull();
        assertThat(report.plan().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.action()).isEqualTo(ReconfigurePlan.Action.UPDATE));
        assertThat(speaker.configs.getLast().neighbors().getFirst().description())
                .isEqualTo("two");
        assertThat(admin.get().effectiveConfigJson()).contains("\"description\" : \"two\"");
        assertThat(logSettings)
                .containsExactly(
                        LogSettings.DEFAULT, new LogSettings(LogSettings.Level.DEBUG, LogSettings.Format.JSON));
        stop(daemon, exit);
    }

    @Test
    void reloadFollowsASwappedSymbolicLink() throws Exception {
        Path mounted = directory.resolve("data");
        Files.createDirectories(directory.resolve("v1"));
        Files.createDirectories(directory.resolve("v2"));
        Files.writeString(directory.resolve("v1/bgp-rr.conf"), RIGHT);
        Files.writeString(directory.resolve("v2/bgp-rr.conf"), RIGHT.replace("one", "two"));
        Files.createSymbolicLink(mounted, Path.of("v1"));
        file = mounted.resolve("bgp-rr.conf");
        Daemon daemon = daemon();
        CompletableFuture<Integer> exit = run(daemon);
        AdminContext context = admin.get();

        Files.createSymbolicLink(directory.resolve("next"), Path.of("v2"));
        Files.move(
                directory.resolve("next"),
                mounted,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        context.reload().get();

        assertThat(context.effectiveConfigJson()).contains("\"description\" : \"two\"");
        stop(daemon, exit);
    }

    @Test
    void reloadOfAFileThatIsWrongChangesNothing() throws Exception {
        Daemon daemon = daemon();
        CompletableFuture<Integer> exit = run(daemon);
        AdminContext context = admin.get();
        Files.writeString(file, RIGHT.replace("internal", "ours").replace("one", "two"));

        ReloadReport report = context.reload().get();

        assertThat(report.plan()).isNull();
        assertThat(report.problems()).singleElement().asString().contains("bgp-rr.conf:2: bgp.neighbors[0].remote-as");
        assertThat(speaker.configs).hasSize(1);
        assertThat(context.effectiveConfigJson()).contains("\"description\" : \"one\"");
        assertThat(context.readiness().isReady()).isTrue();
        stop(daemon, exit);
    }

    @Test
    void reloadThatTheSpeakerRefusesKeepsTheOldConfiguration() throws Exception {
        Daemon daemon = daemon();
        CompletableFuture<Integer> exit = run(daemon);
        AdminContext context = admin.get();
        speaker.refusal = new IOException("cannot listen on 192.0.2.9 port 179: cannot assign requested address");
        Files.writeString(file, RIGHT.replace("one", "two"));

        ReloadReport report = context.reload().get();

        assertThat(report.problems()).singleElement().asString().startsWith("cannot listen on 192.0.2.9");
        assertThat(context.effectiveConfigJson()).contains("\"description\" : \"one\"");
        stop(daemon, exit);
    }

    @Test
    void reloadSaysWhatNeedsARestart() throws Exception {
        Daemon daemon = daemon();
        CompletableFuture<Integer> exit = run(daemon);
        admin.get(); // the first configuration is read
        Files.writeString(file, RIGHT.replace("9179", "9180"));

        ReloadReport report = daemon.reload().get();

        assertThat(report.plan()).isNotNull();
        assertThat(report.plan().restartNeeded()).containsExactly("admin.listen takes effect after a restart");
        stop(daemon, exit);
    }

    @Test
    void reloadsFollowOneAfterTheOther() throws Exception {
        Daemon daemon = daemon();
        CompletableFuture<Integer> exit = run(daemon);
        admin.get();
        List<CompletableFuture<ReloadReport>> reports = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            reports.add(daemon.reload());
        }

        for (CompletableFuture<ReloadReport> report : reports) {
            assertThat(report.get().problems()).isEmpty();
        }
        assertThat(speaker.configs).hasSize(6);
        stop(daemon, exit);
    }

    @Test
    void failureOfAnEngineEndsTheProcessWithoutACease() throws Exception {
        CompletableFuture<Integer> exit = run(daemon());
        admin.get();

        speaker.observer.get().observe(new SpeakerEvent.EngineFailed("rib", new IllegalStateException("planted")));

        assertThat(exit.get()).isEqualTo(1);
        assertThat(speaker.stopped).isNotDone();
        assertThat(admin.get().readiness().reasons()).containsExactly("the engine rib failed");
    }

    private Daemon daemon() {
        return new Daemon(
                file,
                new ConfigLoader(Map.of()),
                (config, observer) -> {
                    if (speakerFailure != null) {
                        throw new UncheckedIOException(speakerFailure);
                    }
                    speaker.configs.add(config);
                    speaker.observer.complete(observer);
                    return speaker;
                },
                (listen, context) -> {
                    if (adminFailure != null) {
                        throw adminFailure;
                    }
                    adminListen.complete(listen);
                    admin.complete(context);
                    return () -> adminClosed.complete(true);
                },
                logSettings::add,
                () -> wasReadyWhenStarted.add(admin.join().readiness().isReady()));
    }

    private static CompletableFuture<Integer> run(Daemon daemon) {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                exit.complete(daemon.run());
            } catch (InterruptedException | RuntimeException e) {
                exit.completeExceptionally(e);
            }
        });
        return exit;
    }

    private static void stop(Daemon daemon, CompletableFuture<Integer> exit) throws Exception {
        daemon.stop("the test is over");
        assertThat(exit.get(10, TimeUnit.SECONDS)).isZero();
    }

    /** Remembers what it was told. */
    private static final class FakeSpeaker implements BgpSpeaker {

        private final List<SpeakerConfig> configs = new CopyOnWriteArrayList<>();
        private final List<String> reliefs = new CopyOnWriteArrayList<>();
        private final CompletableFuture<SpeakerObserver> observer = new CompletableFuture<>();
        private final CompletableFuture<String> stopped = new CompletableFuture<>();
        private volatile @Nullable IOException refusal;

        @Override
        public CompletableFuture<ReconfigurePlan> reconfigure(SpeakerConfig config) {
            IOException failure = refusal;
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            ReconfigurePlan plan = ReconfigurePlan.between(configs.getLast(), config);
            configs.add(config);
            return CompletableFuture.supplyAsync(() -> plan);
        }

        @Override
        public long tableBytes() {
            return 0;
        }

        @Override
        public CompletableFuture<Void> relieve(String why) {
            reliefs.add(why);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> stop(String text) {
            stopped.complete(text);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<SpeakerSnapshot> snapshot() {
            throw new UnsupportedOperationException("no test here asks for it");
        }

        @Override
        public CompletableFuture<RoutePage> routes(RouteQuery query) {
            throw new UnsupportedOperationException("no test here asks for it");
        }

        @Override
        public CompletableFuture<Explanation> explain(Prefix prefix) {
            throw new UnsupportedOperationException("no test here asks for it");
        }

        @Override
        public CompletableFuture<Boolean> reset(IpAddress peer, String text) {
            throw new UnsupportedOperationException("no test here asks for it");
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException("no test here asks for it");
        }
    }
}

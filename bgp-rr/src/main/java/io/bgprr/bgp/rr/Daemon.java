// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import io.bgprr.bgp.rr.admin.AdminContext;
import io.bgprr.bgp.rr.admin.Readiness;
import io.bgprr.bgp.rr.admin.ReloadReport;
import io.bgprr.bgp.rr.cli.BgpRrCommand;
import io.bgprr.bgp.rr.config.ConfigCheck;
import io.bgprr.bgp.rr.config.ConfigLoader;
import io.bgprr.bgp.rr.config.ConfigOutcome;
import io.bgprr.bgp.rr.config.LoadedConfig;
import io.bgprr.bgp.rr.config.LogSettings;
import io.bgprr.bgp.rr.config.Problem;
import io.bgprr.bgp.rr.config.RejectedConfig;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.speaker.SpeakerObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of the process: reads the configuration, starts the speaker and the admin server, then does one thing after the
 * other as it is told: reload, stop, die of an engine's failure. All of it on the thread that called {@link #run()}; the other
 * methods may be called from any.
 */
public final class Daemon {

    /** How a speaker is made. */
    public interface SpeakerStarter {

        /** Throws {@link UncheckedIOException} with a sentence when an address cannot be bound. */
        BgpSpeaker start(SpeakerConfig config, SpeakerObserver observer);
    }

    /** How the admin server is made. */
    public interface AdminStarter {

        /**
         * Starts it.
         *
         * @throws IOException with a sentence when its address cannot be bound
         */
        AdminHandle start(String listen, AdminContext context) throws IOException;
    }

    /** How the admin server is stopped. */
    public interface AdminHandle {
        void close();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private static final int EXIT_STOPPED = 0;
    private static final int EXIT_FAILED = 1;

    /** How long peers may take to be told that we go. */
    private static final int STOP_SECONDS_MAX = 5;

    private sealed interface Command {
        record Reload(CompletableFuture<ReloadReport> report) implements Command {}

        record Reconfigured(
                @Nullable ReconfigurePlan plan, @Nullable Throwable failure) implements Command {}

        record Stop(String why) implements Command {}

        record Fail(String engine) implements Command {}
    }

    private final Path file;
    private final ConfigLoader loader;
    private final SpeakerStarter speakerStarter;
    private final AdminStarter adminStarter;
    private final Consumer<LogSettings> logSettings;
    private final Runnable whenStarted;
    private final EventLog eventLog = new EventLog();
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final long startedMillis = System.currentTimeMillis();

    private volatile @Nullable BgpSpeaker speaker;
    private volatile @Nullable LoadedConfig current;
    private volatile Readiness readiness = Readiness.notReady("the configuration has not been applied yet");

    // A reload that the speaker is working on, and those that wait for it.
    private @Nullable LoadedConfig next;
    private @Nullable CompletableFuture<ReloadReport> reloading;
    private final Queue<CompletableFuture<ReloadReport>> reloadsWaiting = new ArrayDeque<>();

    /**
     * @param file the configuration, read again at every reload, by its name: what a symbolic link means then is what counts
     * @param logSettings is told how to log, at the start and at every reload
     * @param whenStarted is run once, when all is started and before the daemon says that it is ready
     */
    public Daemon(
            Path file,
            ConfigLoader loader,
            SpeakerStarter speakerStarter,
            AdminStarter adminStarter,
            Consumer<LogSettings> logSettings,
            Runnable whenStarted) {
        this.file = file;
        this.loader = loader;
        this.speakerStarter = speakerStarter;
        this.adminStarter = adminStarter;
        this.logSettings = logSettings;
        this.whenStarted = whenStarted;
    }

    /** Serves until it is told to stop, or cannot. Returns the exit code of the process. */
    public int run() throws InterruptedException {
        ConfigOutcome outcome = loader.load(file);
        if (outcome instanceof RejectedConfig(List<Problem> problems)) {
            logProblems(problems);
            LOG.atError().addKeyValue("problems", problems.size()).log("the configuration is wrong; not started");
            return EXIT_FAILED;
        }
        LoadedConfig loaded = (LoadedConfig) outcome;
        logSettings.accept(loaded.log());
        logLoaded(loaded);
        current = loaded;
        try {
            speaker = speakerStarter.start(loaded.speaker(), this::observe);
        } catch (UncheckedIOException e) {
            LOG.atError().addKeyValue("why", sentenceOf(e)).log("the speaker cannot start");
            return EXIT_FAILED;
        }
        AdminHandle admin;
        try {
            admin = adminStarter.start(loaded.adminListen(), new Context());
        } catch (IOException e) {
            LOG.atError().addKeyValue("why", sentenceOf(e)).log("the admin server cannot start");
            stopSpeaker("the admin server cannot start");
            return EXIT_FAILED;
        }
        whenStarted.run();
        readiness = Readiness.READY;
        LOG.atInfo()
                .addKeyValue("admin", loaded.adminListen())
                .addKeyValue("pid", ProcessHandle.current().pid())
                .log("ready");
        int exitCode = serve();
        admin.close();
        return exitCode;
    }

    /** What the innermost failure says: wrappers add only their names. */
    private static String sentenceOf(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean isWrapper = failure instanceof UncheckedIOException || failure instanceof CompletionException;
        return isWrapper && cause != null ? sentenceOf(cause) : String.valueOf(failure.getMessage());
    }

    /** Ends the sessions in order, and then {@link #run()}. */
    public void stop(String why) {
        commands.add(new Command.Stop(why));
    }

    /**
     * The process is short of memory: the speaker, if there is one, ends its heaviest session. Completes when its routes have left the
     * tables.
     */
    public CompletableFuture<Void> relieve(String why) {
        BgpSpeaker running = speaker;
        return running == null ? CompletableFuture.completedFuture(null) : running.relieve(why);
    }

    /** What the speaker's tables take, estimated; 0 without a speaker. */
    public long tableBytes() {
        BgpSpeaker running = speaker;
        return running == null ? 0 : running.tableBytes();
    }

    /** Reads the file again and applies it; a file that is wrong changes nothing. */
    public CompletableFuture<ReloadReport> reload() {
        CompletableFuture<ReloadReport> report = new CompletableFuture<>();
        commands.add(new Command.Reload(report));
        return report;
    }

    private void observe(SpeakerEvent event) {
        eventLog.observe(event);
        if (event instanceof SpeakerEvent.EngineFailed failed) {
            commands.add(new Command.Fail(failed.engine()));
        }
    }

    private int serve() throws InterruptedException {
        while (true) {
            Command command = commands.take();
            if (command instanceof Command.Reload(var report)) {
                reloadsWaiting.add(report);
                startReload();
            } else if (command instanceof Command.Reconfigured(var plan, var failure)) {
                finishReload(plan, failure);
                startReload();
            } else if (command instanceof Command.Stop(String why)) {
                LOG.atInfo().addKeyValue("why", why).log("stopping");
                stopSpeaker(why);
                LOG.atInfo().log("stopped");
                return EXIT_STOPPED;
            } else if (command instanceof Command.Fail(String engine)) {
                // No Cease: sessions that just break are what lets peers with graceful restart keep their routes.
                LOG.atError().addKeyValue("engine", engine).log("cannot go on without the engine; exiting");
                readiness = Readiness.notReady("the engine " + engine + " failed");
                return EXIT_FAILED;
            } else {
                throw new IllegalStateException("nobody obeys " + command);
            }
        }
    }

    private void stopSpeaker(String why) throws InterruptedException {
        readiness = Readiness.notReady("stopping");
        try {
            Objects.requireNonNull(speaker).stop(why).get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.atWarn().addKeyValue("seconds", STOP_SECONDS_MAX).log("some sessions did not end in time");
        } catch (ExecutionException e) {
            LOG.atError().setCause(e.getCause()).log("the speaker did not stop as it should");
        }
    }

    /** Begins the reload that waits longest, unless another is under way. */
    private void startReload() {
        CompletableFuture<ReloadReport> report = reloading == null ? reloadsWaiting.poll() : null;
        if (report == null) {
            return;
        }
        ConfigOutcome outcome = loader.load(file);
        if (outcome instanceof RejectedConfig(List<Problem> problems)) {
            logProblems(problems);
            LOG.atError()
                    .addKeyValue("problems", problems.size())
                    .log("the configuration is wrong; the old one stays in force");
            report.complete(ReloadReport.refused(
                    problems.stream().map(Problem::toString).toList()));
            startReload();
        } else if (outcome instanceof LoadedConfig loaded) {
            apply(loaded, report);
        } else {
            throw new IllegalStateException("an outcome of no kind: " + outcome);
        }
    }

    private void apply(LoadedConfig loaded, CompletableFuture<ReloadReport> report) {
        LoadedConfig old = Objects.requireNonNull(current);
        logLoaded(loaded);
        logPlan(withAdmin(ReconfigurePlan.between(old.speaker(), loaded.speaker()), old, loaded));
        next = loaded;
        reloading = report;
        var _ = Objects.requireNonNull(speaker)
                .reconfigure(loaded.speaker())
                .whenComplete((plan, failure) -> commands.add(new Command.Reconfigured(plan, failure)));
    }

    private void finishReload(@Nullable ReconfigurePlan plan, @Nullable Throwable failure) {
        LoadedConfig old = Objects.requireNonNull(current);
        LoadedConfig loaded = Objects.requireNonNull(next);
        CompletableFuture<ReloadReport> report = Objects.requireNonNull(reloading);
        next = null;
        reloading = null;
        if (plan == null) {
            String why = failure == null ? "no reason given" : sentenceOf(failure);
            LOG.atError().addKeyValue("why", why).log("reload failed; the old configuration stays in force");
            report.complete(ReloadReport.refused(List.of(why)));
            return;
        }
        current = loaded;
        logSettings.accept(loaded.log());
        ReconfigurePlan whole = withAdmin(plan, old, loaded);
        logSummary("reloaded", whole);
        report.complete(ReloadReport.applied(whole));
    }

    /** The speaker knows nothing of the admin server, whose address stays as it is until a restart. */
    private static ReconfigurePlan withAdmin(ReconfigurePlan plan, LoadedConfig from, LoadedConfig to) {
        if (from.adminListen().equals(to.adminListen())) {
            return plan;
        }
        List<String> restartNeeded = new ArrayList<>(plan.restartNeeded());
        restartNeeded.add("admin.listen takes effect after a restart");
        return new ReconfigurePlan(plan.changes(), plan.networksAdded(), plan.networksRemoved(), restartNeeded);
    }

    private static void logProblems(List<Problem> problems) {
        problems.forEach(problem -> LOG.atError().log("{}", problem));
    }

    private void logLoaded(LoadedConfig loaded) {
        loaded.warnings().forEach(warning -> LOG.atWarn().log("{}", warning));
        LOG.atInfo()
                .addKeyValue("file", file)
                .addKeyValue("router-id", loaded.speaker().routerId())
                .addKeyValue("local-as", loaded.speaker().localAs().value())
                .log("configuration read: {}", ConfigCheck.summary(loaded));
    }

    private static void logSummary(String message, ReconfigurePlan plan) {
        LOG.atInfo()
                .addKeyValue("neighbours", plan.changes().size())
                .addKeyValue("networks-added", plan.networksAdded())
                .addKeyValue("networks-removed", plan.networksRemoved())
                .log("{}", message);
    }

    private static void logPlan(ReconfigurePlan plan) {
        logSummary(plan.isEmpty() ? "reloading; no neighbour or network changes" : "reloading", plan);
        plan.changes()
                .forEach(change -> LOG.atInfo()
                        .addKeyValue("neighbour", change.neighbor())
                        .addKeyValue("action", change.action().name().toLowerCase(Locale.ROOT))
                        .addKeyValue("why", change.why())
                        .log("will change"));
        plan.restartNeeded().forEach(sentence -> LOG.atWarn().log("{}", sentence));
    }

    /** What the admin server sees of the daemon. */
    private final class Context implements AdminContext {

        @Override
        public @Nullable BgpSpeaker speaker() {
            return speaker;
        }

        @Override
        public CompletableFuture<ReloadReport> reload() {
            return Daemon.this.reload();
        }

        @Override
        public Readiness readiness() {
            return readiness;
        }

        @Override
        public String effectiveConfigJson() {
            LoadedConfig loaded = current;
            return loaded == null ? "{}" : loaded.effective().toJson();
        }

        @Override
        public String version() {
            return BgpRrCommand.version();
        }

        @Override
        public long startedMillis() {
            return startedMillis;
        }

        @Override
        public long logLinesSuppressed() {
            return eventLog.linesSuppressed();
        }
    }
}

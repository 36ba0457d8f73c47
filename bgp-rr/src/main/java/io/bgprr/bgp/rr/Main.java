// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import io.bgprr.bgp.rr.admin.AdminServer;
import io.bgprr.bgp.rr.bench.Bench;
import io.bgprr.bgp.rr.bench.BenchRequest;
import io.bgprr.bgp.rr.cli.BgpRrCommand;
import io.bgprr.bgp.rr.cli.DaemonEntry;
import io.bgprr.bgp.rr.config.ConfigCheck;
import io.bgprr.bgp.rr.config.ConfigLoader;
import io.bgprr.bgp.rr.log.LogOutput;
import io.bgprr.bgp.transport.NettySpeaker;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the process starts: hands the command line over, and says how the process ends. */
public final class Main {

    private static final long LOG_MILLIS_MAX = 1000;

    private Main() {}

    public static void main(String[] args) {
        boolean isPlainRun = args.length == 3 && args[0].equals("run") && args[1].equals("--config");
        // The usual way to start the daemon goes past the command line's parser, which takes as long to load as the
        // admin server and cannot be part of an AOT cache: its class files are of an age that the JVM leaves out.
        System.exit(isPlainRun ? serve(Path.of(args[2])) : BgpRrCommand.execute(args, new Entry()));
    }

    private static final class Entry implements DaemonEntry {

        @Override
        public int run(Path config) {
            return serve(config);
        }

        @Override
        public int check(Path config, boolean asJson) {
            PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
            return ConfigCheck.run(ConfigLoader.ofProcess(), config, asJson, out);
        }

        @Override
        public int bench(BenchRequest request, PrintStream out, PrintStream err, int columns) {
            return Bench.run(request, out, err, columns);
        }

        @Override
        public int rehearse() {
            int code = Rehearsal.play(this);
            flushLog();
            return code;
        }
    }

    private static int serve(Path config) {
        Logger log = LoggerFactory.getLogger(Main.class);
        Daemon daemon = new Daemon(
                config,
                ConfigLoader.ofProcess(),
                NettySpeaker::start,
                (listen, context) -> AdminServer.start(listen, context)::close,
                LogOutput.standardError()::configure,
                OldGenerationWatch::clearAwayTheStart);
        OldGenerationWatch.start(daemon::tableBytes, daemon::relieve);
        Signals.on("TERM", () -> daemon.stop("SIGTERM"));
        Signals.on("INT", () -> daemon.stop("SIGINT"));
        Signals.on("HUP", () -> {
            var _ = daemon.reload();
        });
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> log.atError()
                .addKeyValue("thread", thread.getName())
                .setCause(failure)
                .log("a thread died"));
        try {
            return daemon.run();
        } catch (InterruptedException e) {
            log.atError().log("interrupted; exiting");
        } catch (RuntimeException | Error e) {
            log.atError().setCause(e).log("a programmer's error; exiting");
        } finally {
            flushLog();
        }
        return 1;
    }

    private static void flushLog() {
        try {
            LogOutput.standardError().flush(LOG_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

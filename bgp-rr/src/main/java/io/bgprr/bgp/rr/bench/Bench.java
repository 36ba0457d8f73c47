// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.daemon.DaemonKind;
import io.bgprr.bgp.rr.bench.daemon.Daemons;
import io.bgprr.bgp.rr.bench.daemon.Ending;
import io.bgprr.bgp.rr.bench.player.Play;
import io.bgprr.bgp.rr.bench.player.WarmUp;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.World;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays what was asked for and prints the results; one table for each scenario, as soon as it is complete. */
public final class Bench {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /** How much earlier a daemon may have ended by Ctrl-C than this program is told of it, generously. */
    private static final long SIGNAL_MILLIS = 300;

    private final BenchRequest request;
    private final PrintStream out;
    private final Progress progress;
    private final Ending ending;
    private final Play.Pace pace;
    private final ScoreJson json;

    /** A daemon that was named could not be started. */
    private boolean isIncomplete;

    private Bench(BenchRequest request, PrintStream out, Progress progress, Ending ending) {
        this.request = request;
        this.out = out;
        this.progress = progress;
        this.ending = ending;
        this.pace = Play.Pace.DEFAULT
                .timeout(request.numbers().timeoutSeconds())
                .window(request.numbers().window());
        this.json = new ScoreJson(request.json());
    }

    /**
     * Runs the command.
     *
     * @param columns the width of the terminal, 0 = not known
     * @return the exit code: 0 when every daemon, and everyone that was named, did everything right
     */
    public static int run(BenchRequest request, PrintStream out, PrintStream err, int columns) {
        try (Ending ending = Ending.ofThisProgram()) {
            Bench bench = new Bench(request, out, Progress.on(err, columns), ending);
            return bench.play(err) ? OK : FAILED;
        } catch (IllegalArgumentException e) {
            err.println("bgp-rr: " + e.getMessage());
            return USAGE;
        } catch (IOException e) {
            err.println("bgp-rr: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private boolean play(PrintStream err) throws IOException, InterruptedException {
        Setup.requireAtLeast("--runs", request.runs(), 1);
        Setup.requireAtLeast("--window", request.numbers().window(), 1);
        Setup.requireAtLeast("--timeout", request.numbers().timeoutSeconds(), 1);
        List<Setup> setups = Playbill.of(request);
        requireWritable("--json", request.json());
        requireWritable("--growth", request.growth());
        if (request.checksOnly()) {
            check(setups);
            return true;
        }
        List<DaemonKind> daemons = daemons(err);
        if (daemons.isEmpty()) {
            throw new IllegalArgumentException("none of the daemons can be started");
        }
        setups.forEach(setup -> requirePlayed(setup, daemons));
        warmUp(setups);
        boolean isPass = request.growth() == null
                ? playScenarios(setups, daemons)
                : playGrowth(setups, daemons, request.growth());
        return isPass && !isIncomplete;
    }

    // --- What was asked for.

    /** What nobody plays would otherwise look like what everybody did right. */
    private static void requirePlayed(Setup setup, List<DaemonKind> daemons) {
        if (daemons.stream().noneMatch(daemon -> daemon.plays(setup.scenario()))) {
            String names = daemons.stream().map(DaemonKind::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("nobody would play " + setup.name()
                    + ", which needs a daemon that decides, and " + names + " does not; name one with --daemons");
        }
    }

    /**
     * Opens a file that is written when all has been played: an hour later is too late to say that it cannot be. One that was
     * not there does not stay, for until then there is nothing to be in it.
     */
    private static void requireWritable(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        boolean isNew = Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            if (isNew) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    option + " cannot be written: the directory of " + file + " is missing", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(option + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Takes all that are named for installed: they may be about to be, so nobody looks for their programs. */
    private void check(List<Setup> setups) {
        List<DaemonKind> daemons = request.daemons().stream()
                .map(word -> Daemons.named(word.contains("=") ? word.substring(0, word.indexOf('=')) : word))
                .toList();
        if (!daemons.isEmpty()) {
            setups.forEach(setup -> requirePlayed(setup, daemons));
        }
    }

    /** Those that can be started; of the others it is said why not, and of those that were named it counts as a failure. */
    private List<DaemonKind> daemons(PrintStream err) {
        boolean isAsked = !request.daemons().isEmpty();
        List<DaemonKind> daemons = new ArrayList<>();
        for (String word : isAsked ? request.daemons() : Daemons.defaults()) {
            DaemonKind daemon = Daemons.named(word);
            String missing = daemon.missing();
            if (missing == null) {
                daemons.add(daemon);
            } else {
                err.println("bgp-rr: " + daemon.name() + " is left out: " + missing);
                isIncomplete |= isAsked;
            }
        }
        return daemons;
    }

    // --- Playing it.

    private void warmUp(List<Setup> setups) throws IOException {
        progress.begin("the player");
        progress.say("warming up");
        WarmUp.play(setups.getFirst());
        double rate = WarmUp.routesPerSecond(setups.getFirst());
        progress.end(String.format(Locale.ROOT, "warm, and can check %.0f million routes a second", rate / 1e6));
    }

    private boolean playScenarios(List<Setup> setups, List<DaemonKind> daemons)
            throws IOException, InterruptedException {
        boolean isPass = true;
        for (Setup setup : setups) {
            Scoreboard board = new Scoreboard(setup);
            List<DaemonKind> players = daemons.stream()
                    .filter(daemon -> daemon.plays(setup.scenario()))
                    .toList();
            play(setup, players, board::add);
            isPass &= board.isPass();
            out.println(board.text());
            out.flush();
        }
        return isPass;
    }

    private boolean playGrowth(List<Setup> setups, List<DaemonKind> daemons, Path file)
            throws IOException, InterruptedException {
        Growth growth = new Growth();
        for (Setup setup : setups) {
            List<DaemonKind> players = new ArrayList<>();
            for (DaemonKind daemon : daemons) {
                String failed = growth.failedBefore(setup, daemon);
                if (failed == null) {
                    players.add(daemon);
                } else {
                    progress.begin(setup.name() + ", " + daemon.name());
                    progress.end("left out, for it failed at " + failed);
                }
            }
            if (!players.isEmpty()) {
                play(setup, players, (daemon, score) -> growth.add(setup, daemon, score));
            }
        }
        out.print(growth.text());
        growth.plot(file);
        return growth.isPass();
    }

    private void play(Setup setup, List<DaemonKind> daemons, BiConsumer<DaemonKind, Score> scores)
            throws IOException, InterruptedException {
        progress.begin(setup.name());
        progress.say("making the routes");
        World world = World.of(setup);
        for (int run = 1; run <= request.runs(); run++) {
            for (DaemonKind daemon : daemons) {
                progress.begin(setup.name() + ", " + daemon.name() + (request.runs() > 1 ? ", run " + run : ""));
                Match match = new Match(world, daemon, run);
                Score score = match.play(pace, request.keepsFiles(), ending, progress);
                if (ending.beginsWithin(score.isPass() ? 0 : SIGNAL_MILLIS)) {
                    throw new InterruptedException("this program is ending, and what it ended did not fail");
                }
                progress.end(brief(setup, score));
                scores.accept(daemon, score);
                json.add(match, score);
            }
        }
    }

    private static String brief(Setup setup, Score score) {
        Headline.Column main = Headline.of(setup.scenario()).main();
        return score.isPass()
                ? "PASS, " + main.text(score.get(main.figure())) + " "
                        + main.title().toLowerCase(Locale.ROOT)
                : "FAIL, " + score.why();
    }
}

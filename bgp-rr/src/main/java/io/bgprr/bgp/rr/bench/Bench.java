// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.daemon.DaemonKind;
import io.bgprr.bgp.rr.bench.daemon.Daemons;
import io.bgprr.bgp.rr.bench.player.Play;
import io.bgprr.bgp.rr.bench.player.WarmUp;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.World;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays what was asked for and prints the results; one table for each scenario, as soon as it is complete. */
public final class Bench {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kM]?)");

    private final BenchRequest request;
    private final PrintStream out;
    private final Progress progress;
    private final Play.Pace pace;
    private final ScoreJson json;

    /** A daemon that was named could not be started. */
    private boolean isIncomplete;

    private Bench(BenchRequest request, PrintStream out, Progress progress) {
        this.request = request;
        this.out = out;
        this.progress = progress;
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
        Bench bench = new Bench(request, out, Progress.on(err, columns));
        try {
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
        List<Setup> setups = request.growth() == null
                ? setups(request)
                : Growth.setups(request.numbers(), request.size().equals("small"));
        if (request.checksOnly()) {
            check(setups);
            return true;
        }
        List<DaemonKind> daemons = daemons(err);
        if (daemons.isEmpty()) {
            throw new IllegalArgumentException("none of the daemons can be started");
        }
        setups.forEach(setup -> requirePlayed(setup, daemons));
        requireWritable("--json", request.json());
        requireWritable("--growth", request.growth());
        warmUp(setups);
        Growth growth = new Growth();
        boolean isPass = !isIncomplete;
        for (Setup setup : setups) {
            Scoreboard board = play(setup, daemons, growth);
            isPass &= board.isPass();
            if (request.growth() == null) {
                out.println(board.text());
                out.flush();
            }
        }
        if (request.growth() != null) {
            out.print(growth.text());
            growth.plot(request.growth());
        }
        return isPass;
    }

    // --- What was asked for.

    static List<Setup> setups(BenchRequest request) {
        List<String> names = request.scenarios().contains("all")
                ? Scenario.all().stream().map(Scenario::label).toList()
                : request.scenarios();
        List<Setup> setups = new ArrayList<>();
        for (String name : names) {
            setups.add(setup(name, request));
        }
        return setups;
    }

    private static Setup setup(String name, BenchRequest request) {
        Matcher number = SIZE.matcher(request.size());
        boolean isSmall = request.size().equals("small");
        if (!isSmall && !request.size().equals("full") && !number.matches()) {
            throw new IllegalArgumentException(
                    "--size is " + request.size() + ", and must be small, full or a number, such as 500k");
        }
        Setup setup = Setup.named(name, isSmall ? Scenario.Size.SMALL : Scenario.Size.FULL);
        if (number.matches()) {
            setup = setup.sized(Setup.number(number.group(1), number.group(2)));
        }
        setup = with(setup, request.numbers());
        if (setup.sessions() > Addressing.PEERS_MAX) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s has %,d sessions, and %,d at most can be played",
                    setup.name(),
                    setup.sessions(),
                    Addressing.PEERS_MAX));
        }
        return setup;
    }

    static Setup with(Setup setup, BenchRequest.Numbers numbers) {
        Setup changed = setup.with(
                        numbers.senders() == 0 ? setup.senders() : numbers.senders(),
                        numbers.receivers() == 0 ? setup.receivers() : numbers.receivers(),
                        numbers.prefixes() == 0 ? setup.prefixes() : numbers.prefixes())
                .with(numbers.isIpv6(), numbers.isExternal(), numbers.routesPerAttributes(), numbers.seed());
        if (numbers.seconds() == 0) {
            return changed;
        }
        Setup.requireAtLeast("--seconds", numbers.seconds(), 1);
        int secondsMin = setup.scenario() == Scenario.IDLE ? Setup.IDLE_SECONDS_MIN : 0;
        return changed.lasting(Math.max(numbers.seconds(), secondsMin));
    }

    /** What nobody plays would otherwise look like what everybody did right. */
    private static void requirePlayed(Setup setup, List<DaemonKind> daemons) {
        if (daemons.stream().noneMatch(daemon -> daemon.plays(setup.scenario()))) {
            String names = daemons.stream().map(DaemonKind::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("nobody would play " + setup.name()
                    + ", which needs a daemon that decides, and " + names + " does not; name one with --daemons");
        }
    }

    /** Opens a file that is written when all has been played: an hour later is too late to say that it cannot be. */
    private static void requireWritable(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
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

    private Scoreboard play(Setup setup, List<DaemonKind> daemons, Growth growth)
            throws IOException, InterruptedException {
        progress.begin(setup.name());
        progress.say("making the routes");
        World world = World.of(setup);
        Scoreboard board = new Scoreboard(setup);
        for (int run = 1; run <= request.runs(); run++) {
            for (DaemonKind daemon : daemons) {
                if (!daemon.plays(setup.scenario())) {
                    continue;
                }
                progress.begin(setup.name() + ", " + daemon.name() + (request.runs() > 1 ? ", run " + run : ""));
                Match match = new Match(world, daemon, run);
                Score score = match.play(pace, request.keepsFiles(), progress);
                progress.end(brief(setup, score));
                board.add(daemon, score);
                growth.add(setup, daemon, score);
                json.add(match, score);
            }
        }
        return board;
    }

    private static String brief(Setup setup, Score score) {
        Headline.Column main = Headline.of(setup.scenario()).main();
        return score.isPass()
                ? "PASS, " + main.text(score.get(main.figure())) + " "
                        + main.title().toLowerCase(Locale.ROOT)
                : "FAIL, " + score.why();
    }
}

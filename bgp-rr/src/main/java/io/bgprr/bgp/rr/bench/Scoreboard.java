// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.daemon.DaemonKind;
import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.world.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All plays of one setup, side by side: medians, ratios to the first daemon, verdicts. */
final class Scoreboard {

    /** From here on the player, and not the daemon, may be what took the time. */
    private static final double BUSY_RATIO_MAX = 0.9;

    /** More than that, and somebody else was at work. */
    private static final double OTHERS_RATIO_MAX = 0.25;

    private static final double OTHERS_SECONDS_MIN = 0.1;

    private final Setup setup;
    private final Headline headline;
    private final Map<DaemonKind, List<Score>> scores = new LinkedHashMap<>();

    Scoreboard(Setup setup) {
        this.setup = setup;
        this.headline = Headline.of(setup.scenario());
    }

    void add(DaemonKind daemon, Score score) {
        scores.computeIfAbsent(daemon, key -> new ArrayList<>()).add(score);
    }

    boolean isPass() {
        return scores.values().stream().flatMap(List::stream).allMatch(Score::isPass);
    }

    /** The one that the others are compared with: bgp-rr when it took part, else the first daemon, else the relay. */
    private @Nullable DaemonKind reference() {
        return Stream.<Predicate<DaemonKind>>of(DaemonKind::isOurs, DaemonKind::isPeer, daemon -> true)
                .flatMap(condition -> scores.keySet().stream().filter(condition))
                .findFirst()
                .orElse(null);
    }

    String text() {
        DaemonKind reference = reference();
        if (reference == null) {
            return "";
        }
        int runs = scores.getOrDefault(reference, List.of()).size();
        StringBuilder text = new StringBuilder();
        text.append(setup.name())
                .append(": ")
                .append(setup.scenario().description())
                .append('\n');
        text.append(setup.size())
                .append(runs > 1 ? ", median of " + runs + " (least-most)" : "")
                .append("\n\n");
        text.append(table(reference));
        text.append(comparison(reference));
        notes().forEach(note -> text.append(note).append('\n'));
        return text.toString();
    }

    private String table(DaemonKind reference) {
        List<String> titles =
                new ArrayList<>(List.of("", "Verdict", headline.main().title(), "x " + reference.name()));
        headline.columns().forEach(column -> titles.add(column.title()));
        Columns table = new Columns(titles.toArray(String[]::new));
        double own = median(reference, headline.main().figure());
        for (DaemonKind daemon : scores.keySet()) {
            List<String> cells = new ArrayList<>();
            cells.add(daemon.name());
            cells.add(verdict(daemon));
            cells.add(spread(daemon, headline.main()));
            cells.add(ratio(median(daemon, headline.main().figure()) / own));
            headline.columns().forEach(column -> cells.add(column.text(median(daemon, column.figure()))));
            table.add(cells.toArray(String[]::new));
        }
        return table.text();
    }

    private String verdict(DaemonKind daemon) {
        List<Score> all = scores.getOrDefault(daemon, List.of());
        long passed = all.stream().filter(Score::isPass).count();
        return passed == all.size()
                ? "PASS"
                : passed == 0 ? "FAIL" : "FAIL " + (all.size() - passed) + "/" + all.size();
    }

    private String spread(DaemonKind daemon, Headline.Column column) {
        double[] values = values(daemon, column.figure());
        if (values.length < 2) {
            return column.text(median(daemon, column.figure()));
        }
        return column.text(median(daemon, column.figure())) + " (" + column.text(values[0]) + "-"
                + column.text(values[values.length - 1]) + ")";
    }

    private static String ratio(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.1f", ratio) : "-";
    }

    /** Of the plays that passed, ascending: a time in which the wrong thing was done is none. */
    private double[] values(DaemonKind daemon, Figure figure) {
        double[] values = scores.getOrDefault(daemon, List.of()).stream()
                .filter(score -> score.isPass() && score.has(figure))
                .mapToDouble(score -> score.get(figure))
                .toArray();
        Arrays.sort(values);
        return values;
    }

    private double median(DaemonKind daemon, Figure figure) {
        return median(values(daemon, figure));
    }

    /** NaN of nothing. */
    static double median(double[] ascending) {
        int middle = ascending.length / 2;
        return ascending.length == 0
                ? Double.NaN
                : ascending.length % 2 == 1 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
    }

    /** The reference against the best of the others, and against the bound. */
    private String comparison(DaemonKind reference) {
        double own = median(reference, headline.main().figure());
        StringBuilder text = new StringBuilder();
        DaemonKind peer = best(daemon -> daemon != reference && daemon.isPeer() && !daemon.isOurs());
        if (peer != null && own >= 0) {
            text.append(against(
                            reference.name(),
                            own,
                            peer.name(),
                            median(peer, headline.main().figure())))
                    .append(".\n");
        }
        DaemonKind bound = best(daemon -> !daemon.isPeer());
        if (bound != null && bound != reference && own > 0) {
            double least = median(bound, headline.main().figure());
            if (least > 0) {
                text.append(reference.name())
                        .append(' ')
                        .append(headline.measure().times().formatted(ratio(own / least)))
                        .append(" the ")
                        .append(bound.name())
                        .append(", which decides nothing.\n");
            }
        }
        return text.toString();
    }

    /** Nothing has a ratio to what is too little to be measured, such as the CPU of an idle daemon in ticks of 10 ms. */
    private String against(String name, double own, String peer, double theirs) {
        Headline.Measure measure = headline.measure();
        if (own > 0 && theirs > 0) {
            double ratio = theirs / own;
            String words = ratio >= 1
                    ? measure.less().formatted(ratio(ratio))
                    : measure.more().formatted(ratio(1 / ratio));
            return name + " " + words + " the best peer, " + peer;
        }
        String tooLittle = " takes less " + measure.noun() + " than can be measured";
        return own > 0
                ? "The best peer, " + peer + "," + tooLittle
                : name + tooLittle + (theirs > 0 ? ", unlike" : ", as does") + " the best peer, " + peer;
    }

    private @Nullable DaemonKind best(Predicate<DaemonKind> condition) {
        DaemonKind best = null;
        for (DaemonKind daemon : scores.keySet()) {
            double value = median(daemon, headline.main().figure());
            if (condition.test(daemon)
                    && value >= 0 // not NaN, which says that nobody measured it
                    && (best == null || value < median(best, headline.main().figure()))) {
                best = daemon;
            }
        }
        return best;
    }

    /** Why somebody failed, and which figures not to trust. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        scores.forEach((daemon, all) -> all.stream()
                .filter(score -> !score.isPass())
                .findFirst()
                .ifPresent(score -> notes.add(daemon.name() + " failed: " + score.why())));
        String busy = names(daemon -> median(daemon, Figure.PLAYER_BUSY_RATIO) > BUSY_RATIO_MAX);
        if (!busy.isEmpty()) {
            notes.add("The player was busy all the time, and the daemon may be faster than this: " + busy + ".");
        }
        String noisy =
                names(daemon -> scores.getOrDefault(daemon, List.of()).stream().anyMatch(Scoreboard::isNoisy));
        if (!noisy.isEmpty()) {
            notes.add("Other programs used the CPU meanwhile: " + noisy + ".");
        }
        String lost = names(daemon -> most(daemon, Figure.SESSIONS_LOST) > 0);
        if (!lost.isEmpty()) {
            notes.add("Sessions were lost on the way: " + lost + ".");
        }
        String silent = scores.keySet().stream()
                .filter(daemon -> most(daemon, Figure.CONNECTIONS_GIVEN_UP) > 0)
                .map(daemon -> String.format(
                        Locale.ROOT, "%s (%,.0f)", daemon.name(), most(daemon, Figure.CONNECTIONS_GIVEN_UP)))
                .collect(Collectors.joining(", "));
        if (!silent.isEmpty()) {
            notes.add("Connections without an answer were given up and tried again: " + silent + ".");
        }
        return notes;
    }

    /** Of all plays; one in which nobody measured it counts as none. */
    private double most(DaemonKind daemon, Figure figure) {
        return scores.getOrDefault(daemon, List.of()).stream()
                .filter(score -> score.has(figure))
                .mapToDouble(score -> score.get(figure))
                .max()
                .orElse(0);
    }

    private String names(Predicate<DaemonKind> condition) {
        return scores.keySet().stream().filter(condition).map(DaemonKind::name).collect(Collectors.joining(", "));
    }

    private static boolean isNoisy(Score score) {
        double others = score.get(Figure.OTHERS_CPU_SECONDS);
        return others > OTHERS_SECONDS_MIN && others > OTHERS_RATIO_MAX * score.get(Figure.USE_SECONDS);
    }
}

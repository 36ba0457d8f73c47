// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.daemon.DaemonKind;
import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Scenario.Size;
import io.bgprr.bgp.rr.bench.world.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How time and memory grow: a full table from ten thousand to two million routes, and a cluster from ten to five thousand
 * nodes. What is linear is a level line here, for everything is divided by the number of routes or of deliveries.
 */
final class Growth {

    /** What grows. */
    static final List<Scenario> SCENARIOS = List.of(Scenario.FULL_TABLE, Scenario.K8S);

    private static final int[] ROUTES = {10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000};
    private static final int[] SESSIONS = {10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

    /** One diagram: what is on its axes. */
    private enum Panel {
        TIME_BY_ROUTES("time per route", "routes", "ns", Scenario.FULL_TABLE),
        MEMORY_BY_ROUTES("memory per route", "routes", "bytes", Scenario.FULL_TABLE),
        TIME_BY_SESSIONS("time per delivery", "sessions", "ns", Scenario.K8S),
        MEMORY_BY_SESSIONS("memory per session", "sessions", "bytes", Scenario.K8S);

        private final String title;
        private final String ofWhat;
        private final String unit;
        private final Scenario scenario;

        Panel(String title, String ofWhat, String unit, Scenario scenario) {
            this.title = title;
            this.ofWhat = ofWhat;
            this.unit = unit;
            this.scenario = scenario;
        }

        private double y(Setup setup, Score score) {
            return switch (this) {
                case TIME_BY_ROUTES -> 1e9 * score.get(Figure.CONVERGE_SECONDS) / setup.prefixesTotal();
                case TIME_BY_SESSIONS -> 1e9 * score.get(Figure.CONVERGE_SECONDS) / score.get(Figure.DELIVERIES_WANTED);
                case MEMORY_BY_ROUTES -> grown(score) / setup.prefixesTotal();
                case MEMORY_BY_SESSIONS -> grown(score) / setup.sessions();
            };
        }

        /** Above what it had before anybody connected. */
        private static double grown(Score score) {
            return score.get(Figure.DAEMON_PEAK_OCTETS) - score.get(Figure.DAEMON_IDLE_OCTETS);
        }
    }

    /** What came of all plays of one size. */
    private static final class Outcome {
        private final Map<Panel, List<Double>> values = new EnumMap<>(Panel.class);
        private boolean hasPassed;
        private String why = "";
    }

    /** By scenario, daemon and size. */
    private final Map<Scenario, Map<String, SortedMap<Double, Outcome>>> outcomes = new LinkedHashMap<>();

    /** @param isSmall the lower half of the sizes only */
    static List<Setup> setups(Scenario scenario, boolean isSmall) {
        int[] sizes = scenario.growsBySessions() ? SESSIONS : ROUTES;
        return Arrays.stream(sizes)
                .limit(isSmall ? sizes.length / 2 : sizes.length)
                .mapToObj(size -> Setup.named(scenario.label() + "-" + size, Size.FULL))
                .toList();
    }

    void add(Setup setup, DaemonKind daemon, Score score) {
        Outcome outcome = outcomes.computeIfAbsent(setup.scenario(), key -> new LinkedHashMap<>())
                .computeIfAbsent(daemon.name(), key -> new TreeMap<>())
                .computeIfAbsent(size(setup), key -> new Outcome());
        if (!score.isPass()) {
            outcome.why = score.why();
            return;
        }
        outcome.hasPassed = true;
        for (Panel panel : Panel.values()) {
            double y = panel.scenario == setup.scenario() ? panel.y(setup, score) : Double.NaN;
            if (y > 0) {
                outcome.values.computeIfAbsent(panel, key -> new ArrayList<>()).add(y);
            }
        }
    }

    private static double size(Setup setup) {
        return setup.scenario().growsBySessions() ? setup.sessions() : setup.prefixesTotal();
    }

    boolean isPass() {
        return outcomes.values().stream()
                .flatMap(daemons -> daemons.values().stream())
                .flatMap(line -> line.values().stream())
                .allMatch(outcome -> outcome.why.isEmpty());
    }

    /**
     * The smaller size at which no play of a daemon passed, in words; null when there is none. Such a daemon is not asked for
     * larger ones: what was not in time would be late again and again, two minutes each.
     */
    @Nullable
    String failedBefore(Setup setup, DaemonKind daemon) {
        SortedMap<Double, Outcome> line =
                outcomes.getOrDefault(setup.scenario(), Map.of()).getOrDefault(daemon.name(), new TreeMap<>());
        Map.Entry<Double, Outcome> failed = firstFailed(line.headMap(size(setup)));
        return failed == null ? null : words(setup.scenario(), failed.getKey());
    }

    private static Map.@Nullable Entry<Double, Outcome> firstFailed(SortedMap<Double, Outcome> line) {
        return line.entrySet().stream()
                .filter(point -> !point.getValue().hasPassed)
                .findFirst()
                .orElse(null);
    }

    private static String words(Scenario scenario, double size) {
        return String.format(Locale.ROOT, "%,.0f %s", size, scenario.growsBySessions() ? "sessions" : "routes");
    }

    /** The same numbers as in the plot, and why somebody has no more of them. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Panel panel : Panel.values()) {
            Map<String, SortedMap<Double, Outcome>> daemons = outcomes.getOrDefault(panel.scenario, Map.of());
            if (!daemons.isEmpty()) {
                text.append(title(panel)).append('\n');
                text.append(table(panel, daemons)).append('\n');
            }
        }
        outcomes.forEach((scenario, daemons) -> daemons.forEach((daemon, line) -> {
            Map.Entry<Double, Outcome> failed = firstFailed(line);
            if (failed != null) {
                text.append(scenario.label() + ": " + daemon + " failed at " + words(scenario, failed.getKey())
                        + ", and was not asked for more: " + failed.getValue().why + "\n");
            }
        }));
        return text.toString();
    }

    private static String table(Panel panel, Map<String, SortedMap<Double, Outcome>> daemons) {
        List<String> titles = new ArrayList<>(List.of(panel.ofWhat));
        titles.addAll(daemons.keySet());
        Columns columns = new Columns(titles.toArray(String[]::new));
        double[] sizes = daemons.values().stream()
                .flatMap(line -> line.keySet().stream())
                .mapToDouble(Double::doubleValue)
                .distinct()
                .sorted()
                .toArray();
        for (double size : sizes) {
            List<String> cells = new ArrayList<>(List.of(String.format(Locale.ROOT, "%,.0f", size)));
            daemons.values().forEach(line -> cells.add(cell(panel, line.get(size))));
            columns.add(cells.toArray(String[]::new));
        }
        return columns.text();
    }

    private static String title(Panel panel) {
        return panel.scenario.label() + ": " + panel.title + ", " + panel.unit;
    }

    private static String cell(Panel panel, @Nullable Outcome outcome) {
        if (outcome == null) {
            return "-";
        }
        List<Double> measured = outcome.values.get(panel);
        return measured != null
                ? String.format(Locale.ROOT, "%,.0f", median(measured))
                : outcome.hasPassed ? "-" : "failed";
    }

    private static double median(List<Double> measured) {
        return Scoreboard.median(
                measured.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    /** Writes the plot, an SVG. */
    void plot(Path file) throws IOException {
        List<LogPlot.Panel> panels = new ArrayList<>();
        for (Panel panel : Panel.values()) {
            Map<String, double[][]> lines = new LinkedHashMap<>();
            outcomes.getOrDefault(panel.scenario, Map.of())
                    .forEach((daemon, line) -> lines.put(legend(panel, daemon, line), points(panel, line)));
            if (lines.values().stream().anyMatch(points -> points.length > 0)) {
                panels.add(new LogPlot.Panel(title(panel), panel.ofWhat, lines));
            }
        }
        Files.writeString(file, LogPlot.svg(panels));
    }

    private static String legend(Panel panel, String daemon, SortedMap<Double, Outcome> line) {
        Map.Entry<Double, Outcome> failed = firstFailed(line);
        return failed == null ? daemon : daemon + ", failed at " + words(panel.scenario, failed.getKey());
    }

    private static double[][] points(Panel panel, SortedMap<Double, Outcome> line) {
        List<double[]> points = new ArrayList<>();
        line.forEach((size, outcome) -> {
            List<Double> measured = outcome.values.get(panel);
            if (measured != null) {
                points.add(new double[] {size, median(measured)});
            }
        });
        return points.toArray(double[][]::new);
    }
}

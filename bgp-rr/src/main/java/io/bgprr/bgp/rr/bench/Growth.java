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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How time and memory grow: a full table from ten thousand to two million routes, and a cluster from ten to five thousand
 * nodes. What is linear is a level line here, for everything is divided by the number of routes or of deliveries.
 */
final class Growth {

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

        private double x(Setup setup) {
            return scenario.growsBySessions() ? setup.sessions() : setup.prefixesTotal();
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

    /** By panel, daemon and size: all that was measured. */
    private final Map<Panel, Map<String, TreeMap<Double, List<Double>>>> values = new LinkedHashMap<>();

    /** @param isSmall the lower half of the sizes only */
    static List<Setup> setups(BenchRequest.Numbers numbers, boolean isSmall) {
        List<Setup> setups = new ArrayList<>();
        setups.addAll(sized(Scenario.FULL_TABLE, ROUTES, numbers, isSmall));
        setups.addAll(sized(Scenario.K8S, SESSIONS, numbers, isSmall));
        return setups;
    }

    private static List<Setup> sized(Scenario scenario, int[] sizes, BenchRequest.Numbers numbers, boolean isSmall) {
        return Arrays.stream(sizes)
                .limit(isSmall ? sizes.length / 2 : sizes.length)
                .mapToObj(size -> Setup.named(scenario.label() + "-" + size, Size.FULL))
                .map(setup -> Bench.with(setup, numbers))
                .toList();
    }

    void add(Setup setup, DaemonKind daemon, Score score) {
        if (!score.isPass()) {
            return;
        }
        for (Panel panel : Panel.values()) {
            double y = panel.scenario == setup.scenario() ? panel.y(setup, score) : Double.NaN;
            if (y > 0) {
                values.computeIfAbsent(panel, key -> new LinkedHashMap<>())
                        .computeIfAbsent(daemon.name(), key -> new TreeMap<>())
                        .computeIfAbsent(panel.x(setup), key -> new ArrayList<>())
                        .add(y);
            }
        }
    }

    /** The same numbers as in the plot. */
    String text() {
        StringBuilder text = new StringBuilder();
        values.forEach((panel, daemons) -> {
            text.append(title(panel)).append('\n');
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
                daemons.values().forEach(line -> cells.add(cell(line.get(size))));
                columns.add(cells.toArray(String[]::new));
            }
            text.append(columns.text()).append('\n');
        });
        return text.toString();
    }

    private static String title(Panel panel) {
        return panel.scenario.label() + ": " + panel.title + ", " + panel.unit;
    }

    private static String cell(@Nullable List<Double> measured) {
        return measured == null ? "-" : String.format(Locale.ROOT, "%,.0f", median(measured));
    }

    private static double median(List<Double> measured) {
        return Scoreboard.median(
                measured.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    /** Writes the plot, an SVG. */
    void plot(Path file) throws IOException {
        List<LogPlot.Panel> panels = new ArrayList<>();
        values.forEach((panel, daemons) -> {
            Map<String, double[][]> lines = new LinkedHashMap<>();
            daemons.forEach((daemon, line) -> lines.put(
                    daemon,
                    line.entrySet().stream()
                            .map(point -> new double[] {point.getKey(), median(point.getValue())})
                            .toArray(double[][]::new)));
            panels.add(new LogPlot.Panel(title(panel), panel.ofWhat, lines));
        });
        Files.writeString(file, LogPlot.svg(panels));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.world.Scenario;
import java.util.List;
import java.util.Locale;

/**
 * What a scenario is about: the figure by which daemons are compared, less is better, and others worth a column.
 *
 * @param measure what the first figure is one of
 * @param columns after the first one
 */
record Headline(Column main, Measure measure, List<Column> columns) {

    /** What is printed as MB is 1024 kB of /proc, as it is where these are divided by 1024. */
    private static final double MEBI = 1 << 20;

    /**
     * A figure in the unit that people read.
     *
     * @param divisor from the figure's unit to the column's
     */
    record Column(String title, Figure figure, double divisor, int decimals) {
        String text(double value) {
            if (Double.isNaN(value)) {
                return "-";
            }
            boolean isTiny = decimals == 2 && Math.abs(value / divisor) < 0.1;
            return String.format(Locale.ROOT, "%." + (isTiny ? 3 : decimals) + "f", value / divisor);
        }
    }

    /** What can be less of one than of another, and how that is said; each text but the first has room for a ratio. */
    enum Measure {
        TIME("time", "is %s times faster than", "is %s times slower than", "takes %s times as long as"),
        CPU("CPU", "takes %s times less CPU than", "takes %s times more CPU than", "takes %s times the CPU of");

        private final String noun;
        private final String less;
        private final String more;
        private final String times;

        Measure(String noun, String less, String more, String times) {
            this.noun = noun;
            this.less = less;
            this.more = more;
            this.times = times;
        }

        String noun() {
            return noun;
        }

        String less() {
            return less;
        }

        String more() {
            return more;
        }

        String times() {
            return times;
        }
    }

    private static final Column CONVERGE = new Column("Seconds", Figure.CONVERGE_SECONDS, 1, 2);
    private static final Column CPU = new Column("CPU s", Figure.DAEMON_CPU_SECONDS, 1, 2);
    private static final Column CPU_PERCENT = new Column("CPU %", Figure.DAEMON_CPU_PERCENT, 1, 1);
    private static final Column PEAK = new Column("Peak MB", Figure.DAEMON_PEAK_OCTETS, MEBI, 0);
    private static final Column RATE = new Column("M routes/s", Figure.DELIVERIES_PER_SECOND, 1e6, 2);
    private static final Column UPDATES = new Column("k UPDATEs/s in", Figure.UPDATES_PER_SECOND, 1e3, 1);
    private static final Column BUSY = new Column("Player busy", Figure.PLAYER_BUSY_RATIO, 1, 2);

    static Headline of(Scenario scenario) {
        return switch (scenario) {
            case FULL_TABLE, RR_FANOUT, MULTI_PATH, BGPERF, K8S ->
                new Headline(CONVERGE, Measure.TIME, List.of(CPU, PEAK, RATE, UPDATES, BUSY));
            case CHURN ->
                new Headline(
                        new Column("p99 ms", Figure.CHANGE_99_MILLIS, 1, 2),
                        Measure.TIME,
                        List.of(
                                new Column("p50 ms", Figure.CHANGE_MEDIAN_MILLIS, 1, 2),
                                new Column("p99.9 ms", Figure.CHANGE_999_MILLIS, 1, 2),
                                new Column("Max ms", Figure.CHANGE_MAX_MILLIS, 1, 2),
                                new Column("Overtaken", Figure.CHANGES_OVERTAKEN, 1, 0),
                                CPU_PERCENT,
                                PEAK));
            case FAILOVER, FAILOVER_WD ->
                new Headline(
                        new Column("Seconds", Figure.SWITCHED_SECONDS, 1, 3),
                        Measure.TIME,
                        List.of(
                                new Column("First s", Figure.FIRST_SWITCHED_SECONDS, 1, 3),
                                new Column("CPU s", Figure.SWITCH_CPU_SECONDS, 1, 2),
                                PEAK));
            case STALL ->
                new Headline(
                        new Column("Seconds/round", Figure.ROUND_SECONDS, 1, 2),
                        Measure.TIME,
                        List.of(
                                new Column("Growth MB", Figure.ROUNDS_GROWTH_OCTETS, MEBI, 0),
                                new Column("Stalled up", Figure.STALLED_SESSION_UP, 1, 0),
                                PEAK,
                                BUSY));
            case IDLE ->
                new Headline(
                        CPU_PERCENT,
                        Measure.CPU,
                        List.of(
                                new Column("Connected s", Figure.ESTABLISHED_SECONDS, 1, 2),
                                new Column("Memory MB", Figure.DAEMON_RESIDENT_OCTETS, MEBI, 0),
                                PEAK));
        };
    }
}

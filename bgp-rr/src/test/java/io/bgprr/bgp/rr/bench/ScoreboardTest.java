// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.bench.daemon.DaemonKind;
import io.bgprr.bgp.rr.bench.daemon.Daemons;
import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreboardTest {

    private static final Setup TABLE = Setup.of(Scenario.FULL_TABLE, Scenario.Size.FULL);
    private static final DaemonKind OURS = Daemons.named("bgp-rr");
    private static final DaemonKind BIRD = Daemons.named("bird");
    private static final DaemonKind FRR = Daemons.named("frr");
    private static final DaemonKind RELAY = Daemons.named("relay");

    @TempDir
    Path directory;

    private static Score score(double seconds, double cpuSeconds, long peakMebi) {
        return new Score(
                Map.of(
                        Figure.CONVERGE_SECONDS,
                        seconds,
                        Figure.DAEMON_CPU_SECONDS,
                        cpuSeconds,
                        Figure.DAEMON_PEAK_OCTETS,
                        (double) (peakMebi << 20),
                        Figure.DELIVERIES_PER_SECOND,
                        1e6 / seconds,
                        Figure.UPDATES_PER_SECOND,
                        166_000 / seconds,
                        Figure.PLAYER_BUSY_RATIO,
                        0.25,
                        Figure.OTHERS_CPU_SECONDS,
                        0.01,
                        Figure.USE_SECONDS,
                        seconds),
                "");
    }

    @Test
    void showsMediansSpreadsRatiosAndReasons() {
        Scoreboard board = new Scoreboard(TABLE);
        for (double seconds : new double[] {0.52, 0.45, 0.5}) {
            board.add(OURS, score(seconds, 0.6, 125));
            board.add(BIRD, score(3 * seconds, 1.4, 146));
            board.add(RELAY, score(seconds / 2, 0.1, 60));
        }
        board.add(FRR, score(6.5, 8, 1447));
        board.add(FRR, Score.failed("1 routes with wrong attributes"));

        assertThat(board.text()).isEqualTo("""
                full-table: one table from one peer to another one
                2 sessions, 1,000,000 routes, median of 3 (least-most)

                         Verdict           Seconds  x bgp-rr  CPU s  Peak MB  M routes/s  k UPDATEs/s in  Player busy
                bgp-rr      PASS  0.50 (0.45-0.52)      1.00   0.60      125        2.00           332.0         0.25
                bird        PASS  1.50 (1.35-1.56)      3.00   1.40      146        0.67           110.7         0.25
                relay       PASS  0.25 (0.23-0.26)      0.50   0.10       60        4.00           664.0         0.25
                frr     FAIL 1/2              6.50      13.0   8.00     1447        0.15            25.5         0.25
                bgp-rr is 3.00 times faster than the best peer, bird.
                bgp-rr takes 2.00 times as long as the relay, which decides nothing.
                frr failed: 1 routes with wrong attributes
                """);
        assertThat(board.isPass()).isFalse();
    }

    @Test
    void warnsOfABusyPlayerAndOfNoise() {
        Scoreboard board = new Scoreboard(TABLE);
        board.add(
                BIRD,
                new Score(
                        Map.of(
                                Figure.CONVERGE_SECONDS, 1.0,
                                Figure.USE_SECONDS, 1.0,
                                Figure.PLAYER_BUSY_RATIO, 0.97,
                                Figure.OTHERS_CPU_SECONDS, 0.8),
                        ""));

        assertThat(board.text())
                .contains("The player was busy all the time, and the daemon may be faster than this: bird.")
                .contains("Other programs used the CPU meanwhile: bird.")
                .contains("x bird")
                .doesNotContain("best peer");
    }

    @Test
    void saysWhoseSessionsWereLostEvenWhenTheyCameBack() {
        Scoreboard board = new Scoreboard(TABLE);
        board.add(OURS, new Score(Map.of(Figure.CONVERGE_SECONDS, 1.0, Figure.SESSIONS_LOST, 0.0), ""));
        board.add(FRR, new Score(Map.of(Figure.CONVERGE_SECONDS, 2.0, Figure.SESSIONS_LOST, 3.0), ""));
        board.add(FRR, new Score(Map.of(Figure.CONVERGE_SECONDS, 2.0, Figure.SESSIONS_LOST, 0.0), ""));

        assertThat(board.text()).contains("Sessions were lost on the way: frr.\n");
    }

    @Test
    void saysWhoWasNotAnsweringInTime() {
        Scoreboard board = new Scoreboard(TABLE);
        board.add(OURS, new Score(Map.of(Figure.CONVERGE_SECONDS, 1.0, Figure.CONNECTIONS_GIVEN_UP, 0.0), ""));
        board.add(FRR, new Score(Map.of(Figure.CONVERGE_SECONDS, 2.0, Figure.CONNECTIONS_GIVEN_UP, 12.0), ""));
        board.add(FRR, new Score(Map.of(Figure.CONVERGE_SECONDS, 2.0, Figure.CONNECTIONS_GIVEN_UP, 7.0), ""));
        board.add(BIRD, new Score(Map.of(Figure.CONVERGE_SECONDS, 2.0, Figure.CONNECTIONS_GIVEN_UP, 1.0), ""));

        assertThat(board.text())
                .contains("Connections without an answer were given up and tried again: frr (12), bird (1).\n");
    }

    @Test
    void whoFailedHasNoTime() {
        Scoreboard board = new Scoreboard(TABLE);
        board.add(OURS, score(1, 1, 1));
        board.add(BIRD, new Score(Map.of(Figure.CONVERGE_SECONDS, 0.1), "lost a session"));

        assertThat(board.text())
                .containsPattern("bird +FAIL +- +- ")
                .contains("bird failed: lost a session")
                .doesNotContain("best peer");
    }

    private static String comparisonOfIdle(double ours, double bird, double frr) {
        Scoreboard board = new Scoreboard(Setup.of(Scenario.IDLE, Scenario.Size.FULL));
        Map<DaemonKind, Double> percent = new LinkedHashMap<>();
        percent.put(OURS, ours);
        percent.put(BIRD, bird);
        percent.put(FRR, frr);
        percent.forEach((daemon, value) ->
                board.add(daemon, new Score(Map.of(Figure.DAEMON_CPU_PERCENT, value, Figure.USE_SECONDS, 10.0), "")));
        String text = board.text();
        return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
    }

    @Test
    void aShareOfTheProcessorIsNoSpeed() {
        assertThat(comparisonOfIdle(0.2, 0.6, 0.8))
                .isEqualTo("bgp-rr takes 3.00 times less CPU than the best peer, bird.\n");
        assertThat(comparisonOfIdle(0.8, 0.6, 0.4))
                .isEqualTo("bgp-rr takes 2.00 times more CPU than the best peer, frr.\n");
    }

    @Test
    void whoTakesLessThanCanBeMeasuredIsTheBest() {
        assertThat(comparisonOfIdle(0.2, 0.3, 0))
                .isEqualTo("The best peer, frr, takes less CPU than can be measured.\n");
        assertThat(comparisonOfIdle(0, 0.3, 0.4))
                .isEqualTo("bgp-rr takes less CPU than can be measured, unlike the best peer, bird.\n");
        assertThat(comparisonOfIdle(0, 0, 0.4))
                .isEqualTo("bgp-rr takes less CPU than can be measured, as does the best peer, bird.\n");
    }

    @Test
    void writesOneJsonObjectALine() throws IOException {
        Path file = directory.resolve("results.jsonl");
        ScoreJson json = new ScoreJson(file);
        World world = World.of(Setup.of(Scenario.RR_FANOUT, Scenario.Size.SMALL));
        json.add(new Match(world, BIRD, 1), score(0.5, 0.25, 8));
        json.add(new Match(world, RELAY, 2), Score.failed("a \"quoted\" reason"));

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .contains("\"scenario\":\"rr-fanout\",\"daemon\":\"bird\",\"run\":1,\"verdict\":\"PASS\",\"why\":\"\"")
                .contains("\"sessions\":11,\"senders\":1,\"receivers\":10,\"prefixes\":5000")
                .contains("\"convergeSeconds\":0.5", "\"daemonPeakOctets\":8388608");
        assertThat(lines.getLast())
                .contains("\"daemon\":\"relay\",\"run\":2,\"verdict\":\"FAIL\",\"why\":\"a \\\"quoted\\\" reason\"")
                .doesNotContain("convergeSeconds");
    }

    @Test
    void theMedianOfAnEvenCountIsBetweenTheMiddleTwo() {
        assertThat(Scoreboard.median(new double[] {1, 2, 4, 9})).isEqualTo(3);
        assertThat(Scoreboard.median(new double[] {1, 2, 9})).isEqualTo(2);
        assertThat(Scoreboard.median(new double[0])).isNaN();
    }

    @Test
    void growthIsDividedByRoutesAndDeliveriesAndPlotted() throws IOException {
        Growth growth = new Growth();
        for (int routes : new int[] {10_000, 1_000_000}) {
            Setup setup = TABLE.with(1, 1, routes);
            growth.add(setup, BIRD, grown(routes * 2e-6, routes, routes * 100.0));
            growth.add(setup, OURS, grown(routes * 5e-7, routes, routes * 64.0));
        }
        growth.add(TABLE, RELAY, Score.failed("not in time"));
        Path file = directory.resolve("growth.svg");
        growth.plot(file);

        assertThat(growth.text()).isEqualTo("""
                full-table: time per route, ns
                routes      bird  bgp-rr   relay
                10,000     2,000     500       -
                1,000,000  2,000     500  failed

                full-table: memory per route, bytes
                routes     bird  bgp-rr   relay
                10,000      100      64       -
                1,000,000   100      64  failed

                full-table: relay failed at 1,000,000 routes, and was not asked for more: not in time
                """);
        assertThat(growth.isPass()).isFalse();
        assertThat(Files.readString(file))
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .endsWith("</svg>\n")
                .contains(">10k</text>", ">1M</text>", ">bird</text>", "<polyline points=")
                .contains(">relay, failed at 1,000,000 routes</text>")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void whoFailedAtOneSizeIsNotAskedForLargerOnes() {
        Growth growth = new Growth();
        Setup smaller = TABLE.with(1, 1, 10_000);
        growth.add(TABLE.with(1, 1, 20_000), BIRD, Score.failed("not in time"));
        growth.add(TABLE.with(1, 1, 20_000), FRR, Score.failed("not in time"));
        growth.add(TABLE.with(1, 1, 20_000), FRR, grown(1, 20_000, 1e6));

        assertThat(growth.failedBefore(TABLE, BIRD)).isEqualTo("20,000 routes");
        assertThat(growth.failedBefore(TABLE, FRR)).isNull();
        assertThat(growth.failedBefore(TABLE, OURS)).isNull();
        assertThat(growth.failedBefore(smaller, BIRD)).isNull();
        assertThat(growth.failedBefore(Setup.of(Scenario.K8S, Scenario.Size.FULL), BIRD))
                .isNull();
    }

    private static Score grown(double seconds, double deliveries, double octets) {
        return new Score(
                Map.of(
                        Figure.CONVERGE_SECONDS,
                        seconds,
                        Figure.DELIVERIES_WANTED,
                        deliveries,
                        Figure.DAEMON_IDLE_OCTETS,
                        1e6,
                        Figure.DAEMON_PEAK_OCTETS,
                        1e6 + octets),
                "");
    }
}

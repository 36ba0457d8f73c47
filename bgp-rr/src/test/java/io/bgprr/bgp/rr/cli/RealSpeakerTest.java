// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.rr.admin.LoopbackReflector;
import io.bgprr.bgp.rr.bench.BenchRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole way: a command, HTTP, a real reflector, and real speakers around it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSpeakerTest {

    private static final DaemonEntry NONE = new DaemonEntry() {
        @Override
        public int run(Path config) {
            throw new UnsupportedOperationException("the daemon runs already");
        }

        @Override
        public int check(Path config, boolean asJson) {
            throw new UnsupportedOperationException("the daemon runs already");
        }

        @Override
        public int bench(BenchRequest request, PrintStream out, PrintStream err, int columns) {
            throw new UnsupportedOperationException("the daemon runs already");
        }

        @Override
        public int rehearse() {
            throw new UnsupportedOperationException("the daemon runs already");
        }
    };

    @SuppressWarnings("NullAway.Init")
    private LoopbackReflector reflector;

    @BeforeAll
    void start() throws IOException {
        reflector = new LoopbackReflector();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(ask("peers"))
                        .contains("4 of 5 peers established")
                        .containsPattern("127\\.22\\.1\\.17 .* 1/1/3 +1/1/1")
                        .containsPattern("127\\.22\\.1\\.18 .* 1/1/3 +1/1/1")
                        .containsPattern("127\\.22\\.1\\.33 .* 1/1/3 +0/0/2")
                        .containsPattern("127\\.22\\.1\\.34 .* 1/0/0"));
    }

    @AfterAll
    void stop() {
        reflector.close();
    }

    private String ask(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String admin = reflector.address().getAddress().getHostAddress() + ":"
                + reflector.address().getPort();
        int code = BgpRrCommand.execute(
                args,
                NONE,
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of("COLUMNS", "120", "BGP_RR_ADMIN", admin)));
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void peersShowCountsStateAndTheMissingPolicy() {
        String peers = ask("peers");

        assertThat(peers)
                .containsPattern("127\\.22\\.1\\.17 +64512 .* 1/1/3 +1/1/1")
                .containsPattern("127\\.22\\.1\\.34 +65002 .* 1/0/0 \\(policy\\)")
                .containsPattern("127\\.22\\.1\\.35 +65003 .* Active");
    }

    @Test
    void aPeerShowsWhatWasNegotiated() {
        assertThat(ask("peer", "127.22.1.17"))
                .startsWith("Neighbor 127.22.1.17, client, dynamic\n")
                .contains("Peer's router ID        10.0.0.17")
                .contains("multiprotocol ipv6-unicast")
                .contains("ipv4-unicast         1         1     1           3        0  yes/yes");
        assertThat(ask("peer", "127.22.1.34")).contains("RFC 8212");
    }

    @Test
    void routesShowWhereTheyComeFromAndWhyTheyWon() {
        assertThat(ask("routes"))
                .containsPattern("\\*> +0\\.0\\.0\\.0/0 +192\\.0\\.2\\.1 .* 65001 i +127\\.22\\.1\\.33 ")
                .containsPattern("\\*> +10\\.96\\.0\\.0/12 +192\\.0\\.2\\.10 .* local ")
                .containsPattern("\\*>i +10\\.244\\.17\\.0/26 +10\\.0\\.0\\.17 .* 127\\.22\\.1\\.17 ");
        assertThat(ask("routes", "--family", "ipv6-unicast")).contains("2001:db8:244:17::/122", "2 routes");
        assertThat(ask("routes", "--received", "127.22.1.34")).containsPattern("x +0\\.0\\.0\\.0/0 .*RFC 8212");
        assertThat(ask("routes", "--advertised", "127.22.1.33", "-o", "wide"))
                .contains("10.244.17.0/26")
                .containsPattern("64512 i");
        assertThat(ask("routes", "--longer", "10.244.0.0/16")).contains("2 routes");
        assertThat(ask("routes", "--prefix", "10.244.17.5")).contains("10.244.17.0/26", "1 route\n");
        assertThat(ask("routes", "--prefix", "10.244.17.0/27")).isEqualTo("No routes.\n");
        assertThat(ask("routes", "-o", "json")).contains("\"routesCount\": 4");
    }

    @Test
    void explainTellsTheWholeStory() {
        assertThat(ask("explain", "10.244.17.5"))
                .startsWith("10.244.17.0/26, which covers 10.244.17.5/32\n")
                .contains("127.22.1.17")
                .containsPattern("127\\.22\\.1\\.18 +yes ")
                .containsPattern("127\\.22\\.1\\.17 +no ")
                .containsPattern("127\\.22\\.1\\.34 +no .*RFC 8212");
        assertThat(ask("explain", "198.51.100.1")).contains("0.0.0.0/0, which covers 198.51.100.1/32");
    }

    @Test
    void statusCounts() {
        assertThat(ask("status"))
                .contains("Peers                   4 of 5 established, 2 dynamic")
                .containsPattern("ipv6-unicast +2 +2 ");
    }

    @Test
    void resetEndsASessionThatThenComesBack() {
        assertThat(ask("reset", "127.22.1.18", "--text", "just a test")).contains("is reset");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ask("peer", "127.22.1.18").contains("Established"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.admin.Golden;
import io.bgprr.bgp.rr.admin.TestPeers;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BgpMetricsTest {

    private final BgpMetrics metrics = new BgpMetrics("1.2.3 \"odd\"", () -> 17);

    private String scrape(@Nullable SpeakerSnapshot snapshot) {
        return new String(metrics.exposition(snapshot), StandardCharsets.UTF_8);
    }

    /** The speaker's own families alone, at a fixed time. */
    private static String speakerOnly(SpeakerSnapshot snapshot) throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        SpeakerCollector collector = new SpeakerCollector(() -> TestPeers.NOW);
        collector.register(registry);
        collector.show(snapshot);
        AsciiWriter text = new AsciiWriter(16);
        TextFormat.write004(text, registry.metricFamilySamples());
        return new String(text.toBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void everyFamilyIsAsLookedAt() throws IOException {
        Golden.check("metrics/speaker.txt", speakerOnly(TestPeers.snapshot()));
    }

    @Test
    void linesThatWereLeftOutOfTheLogAreCounted() {
        System.gc(); // what a meter refers to weakly is gone now
        assertThat(scrape(null))
                .contains("# HELP bgp_log_lines_suppressed_total Lines left out of the log")
                .contains("# TYPE bgp_log_lines_suppressed_total counter")
                .contains("\nbgp_log_lines_suppressed_total 17.0\n");
    }

    @Test
    void everyFamilyHasHelpAndTypeAndNoSampleIsThereTwice() {
        String text = scrape(TestPeers.snapshot());
        Set<String> series = new HashSet<>();
        Set<String> described = new HashSet<>();
        text.lines().forEach(line -> {
            if (line.startsWith("# HELP ")) {
                String[] words = line.split(" ", 4);
                assertThat(words[3]).isNotBlank();
                assertThat(described.add(words[2])).as(words[2]).isTrue();
            } else if (!line.startsWith("#")) {
                assertThat(series.add(line.substring(0, line.lastIndexOf(' '))))
                        .as(line)
                        .isTrue();
            }
        });
        assertThat(described)
                .contains("bgp_peer_state", "bgp_routes_accepted", "jvm_memory_used_bytes", "process_open_fds");
    }

    @Test
    void aPeerThatGoesAwayDisappears() {
        assertThat(scrape(TestPeers.snapshot())).contains("peer=\"192.0.2.2\"");
        assertThat(scrape(TestPeers.snapshot(List.of(TestPeers.node()))))
                .contains("peer=\"10.0.0.11\"")
                .doesNotContain("peer=\"192.0.2.2\"");
        assertThat(scrape(null)).doesNotContain("bgp_peer").contains("bgp_rr_build_info", "jvm_threads_live_threads");
    }

    @Test
    void peersOfOneAddressAreDifferentSeries() {
        assertThat(scrape(TestPeers.snapshot(List.of(TestPeers.node(), TestPeers.withPort(TestPeers.node(), 1790)))))
                .contains("bgp_peer_up{peer=\"10.0.0.11:179\",} 1.0", "bgp_peer_up{peer=\"10.0.0.11:1790\",} 1.0");
        assertThat(scrape(TestPeers.snapshot(
                        List.of(TestPeers.nodeOverIpv6(), TestPeers.withPort(TestPeers.nodeOverIpv6(), 1)))))
                .contains("bgp_peer_up{peer=\"[2001:db8:0:1::11]:1\",} 1.0");
    }

    @Test
    void secretsAreNotTold() {
        assertThat(scrape(TestPeers.snapshot()))
                .contains("bgp_peer_password_set{peer=\"192.0.2.1\",} 1.0")
                .doesNotContain("s3cret");
    }

    @Test
    void theHistogramIsCumulative() {
        assertThat(scrape(TestPeers.snapshot())
                        .lines()
                        .filter(line -> line.startsWith("bgp_update_to_advertise_seconds")))
                .contains(
                        "bgp_update_to_advertise_seconds_bucket{le=\"0.00025\",} 0.0",
                        "bgp_update_to_advertise_seconds_bucket{le=\"0.0005\",} 40.0",
                        "bgp_update_to_advertise_seconds_bucket{le=\"10\",} 48.0",
                        "bgp_update_to_advertise_seconds_bucket{le=\"+Inf\",} 49.0",
                        "bgp_update_to_advertise_seconds_sum 12.5",
                        "bgp_update_to_advertise_seconds_count 49.0");
    }

    @Test
    void aLargeScrapeIsAFewTensOfBytesASampleAndLeavesNothingBehind() {
        SpeakerSnapshot many = TestPeers.many(5_000);

        byte[] text = metrics.exposition(many);

        assertThat(new String(text, StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")))
                .hasSizeGreaterThan(190_000);
        assertThat(scrape(null)).doesNotContain("peer=");
    }

    @Test
    void theWriterEncodesAsTheJdkDoes() throws IOException {
        String odd = "a\u00e9\u20ac\ud83d\ude80 \ud800 \udc00 z";
        AsciiWriter ours = new AsciiWriter(1);
        StringWriter theirs = new StringWriter();
        odd.chars().forEach(unit -> {
            ours.write(unit);
            theirs.write(unit);
        });
        ours.write(odd);
        theirs.write(odd);
        ours.write("<" + odd + ">", 1, 3);
        theirs.write("<" + odd + ">", 1, 3);

        assertThat(ours.toBytes()).isEqualTo(theirs.toString().getBytes(StandardCharsets.UTF_8));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bgprr.bgp.rr.admin.FakeDaemon;
import io.bgprr.bgp.rr.admin.LoopbackReflector;
import io.bgprr.bgp.rr.admin.TestPeers;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics as Prometheus itself reads them, odd strings included; {@code prometheus} and {@code promtool} of the distribution. */
class PrometheusIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String LISTEN = "127.22.0.1";

    @TempDir
    private Path directory = Path.of("");

    private final FakeDaemon daemon = new FakeDaemon();
    private final LoopbackReflector reflector = new LoopbackReflector();
    private InetSocketAddress admin = new InetSocketAddress(0);

    PrometheusIT() throws IOException {}

    @BeforeEach
    void serve() throws IOException {
        admin = daemon.serve();
    }

    @AfterEach
    void stop() {
        daemon.close();
        reflector.close();
    }

    private static ProcessBuilder program(String... command) {
        List<Path> path = List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"), Path.of("/bin"));
        assertThat(path.stream().map(directory -> directory.resolve(command[0])).filter(Files::isExecutable))
                .as("%s is missing: install the package prometheus (scripts/test does)", command[0])
                .isNotEmpty();
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    private static String scrape(InetSocketAddress server) throws IOException {
        return get("http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/metrics");
    }

    private static String get(String address) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    @Test
    void promtoolHasNothingToSay() throws Exception {
        check(scrape(admin));
        check(scrape(reflector.address()));
    }

    private void check(String text) throws Exception {
        Path complaints = directory.resolve("promtool.txt");
        Process promtool = program("promtool", "check", "metrics")
                .redirectOutput(complaints.toFile())
                .start();
        try (var input = promtool.getOutputStream()) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(complaints)).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }

    @Test
    void prometheusScrapesIt() throws Exception {
        int port = freePort();
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(configuration, """
                global: { scrape_interval: 200ms }
                scrape_configs:
                  - job_name: bgp-rr
                    static_configs: [ { targets: [ "%s:%d" ] } ]
                  - job_name: real
                    static_configs: [ { targets: [ "%s:%d" ] } ]
                """.formatted(
                        LISTEN,
                        admin.getPort(),
                        reflector.address().getAddress().getHostAddress(),
                        reflector.address().getPort()));
        Process prometheus = program(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=" + LISTEN + ":" + port)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                assertThat(prometheus.isAlive()).isTrue();
                assertThat(query(port, "up{job=\"bgp-rr\"}")).isEqualTo("1");
                assertThat(query(port, "bgp_peer_up{peer=\"192.0.2.1\"}")).isEqualTo("1");
                assertThat(query(port, "sum(bgp_peer_up{job=\"real\"})")).isEqualTo("4");
                assertThat(query(port, "sum(bgp_routes_accepted{job=\"real\"})"))
                        .isEqualTo("5");
            });
            assertThat(query(port, "count(bgp_peer_state{job=\"bgp-rr\"})")).isEqualTo("5");
            assertThat(query(port, "bgp_routes_received{peer=\"192.0.2.1\",route_family=\"ipv4-unicast\"}"))
                    .isEqualTo("1200");
            assertThat(query(port, "count(bgp_peer_info{description=~\"(?s)odd.*\"})"))
                    .isEqualTo("1");
            assertThat(query(port, "histogram_quantile(0.5, bgp_update_to_advertise_seconds_bucket) < 0.001"))
                    .isNotEmpty();

            daemon.speaker.snapshot = TestPeers.snapshot(List.of(TestPeers.node()));
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(query(port, "count(bgp_peer_state{job=\"bgp-rr\"})"))
                            .isEqualTo("1"));
        } finally {
            prometheus.destroy();
            assertThat(prometheus.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The value of the first series, or an empty text. */
    private static String query(int port, String expression) throws IOException {
        String address = "http://" + LISTEN + ":" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8);
        JsonNode result = MAPPER.readTree(get(address)).path("data").path("result");
        return result.isEmpty() ? "" : result.get(0).path("value").get(1).textValue();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LISTEN))) {
            return socket.getLocalPort();
        }
    }
}

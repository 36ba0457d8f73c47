// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our own daemon as a process of its own, from the class path of the test or from a distribution, with a configuration file;
 * asked over its admin API. It can be ended and started again like the others.
 */
public final class BgpRrProcess implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Path directory;
    private final int adminPort;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private @Nullable Path home;
    private Map<String, String> environment = Map.of();
    private @Nullable Path standardError;
    private @Nullable DaemonProcess process;

    public BgpRrProcess(Path directory) {
        this.directory = directory;
        this.adminPort = Lab.freePort("127.0.0.1");
    }

    /** Starts it with the launcher of a distribution, as users do. */
    public void runFrom(Path distribution) {
        home = distribution;
        environment = Map.of();
    }

    /** As {@link #runFrom(Path)}, with further options for its JVM. */
    public void runFrom(Path distribution, String jvmOptions) {
        home = distribution;
        environment = Map.of("BGP_RR_OPTS", jvmOptions);
    }

    /** Writes the configuration: the text, which says everything about BGP, and the admin API's address. */
    public void configure(String bgp) {
        Lab.write(configuration(), bgp + "\nadmin { listen = \"127.0.0.1:" + adminPort + "\" }\n");
    }

    /** Writes a file that is not what {@link #configure} would write. */
    public void configureBadly(String text) {
        Lab.write(configuration(), text);
    }

    public Path configuration() {
        return directory.resolve("bgp-rr.conf");
    }

    /** Starts it and waits until it is ready. */
    public void start() {
        startInVain();
        DaemonProcess started = process();
        Lab.awaitQuietly(() -> {
            started.check();
            return isReady();
        });
    }

    /** Starts it with a configuration that it cannot run with. */
    public void startInVain() {
        if (process != null) {
            process.close();
        }
        List<String> command = new ArrayList<>(
                home == null
                        ? fromClassPath()
                        : List.of(home.resolve("bin/bgp-rr").toString()));
        command.addAll(List.of("run", "--config", configuration().toString()));
        process = DaemonProcess.start("bgp-rr", directory, environment, command, standardError);
    }

    /** Where its log goes from the next start on; otherwise it is kept with the rest of the output. */
    public void redirectError(Path elsewhere) {
        standardError = elsewhere;
    }

    private static List<String> fromClassPath() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.bgprr.bgp.rr.Main");
    }

    public DaemonProcess process() {
        DaemonProcess running = process;
        if (running == null) {
            throw new IllegalStateException("bgp-rr was not started");
        }
        return running;
    }

    private boolean isReady() {
        try {
            return send("GET", "/readyz").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** The session's state as users see it, such as {@code Established}. */
    public String state(String peer) {
        return get("/api/v1/peers/" + escape(peer)).path("state").asText();
    }

    public String lastError(String peer) {
        return get("/api/v1/peers/" + escape(peer)).path("lastError").asText();
    }

    /** All that is known of a peer. */
    public JsonNode peer(String peer) {
        return get("/api/v1/peers/" + escape(peer));
    }

    /** A peer's Adj-RIB-In, both families, refused routes included. */
    public List<LabRoute> received(String peer) {
        return routes("scope=received&peer=" + escape(peer));
    }

    /** A peer's Adj-RIB-Out, both families. */
    public List<LabRoute> advertised(String peer) {
        return routes("scope=advertised&peer=" + escape(peer));
    }

    private List<LabRoute> routes(String query) {
        List<LabRoute> routes = new ArrayList<>();
        for (String family : List.of("ipv4-unicast", "ipv6-unicast")) {
            JsonNode page = get("/api/v1/routes?limit=all&family=" + family + "&" + query);
            page.path("routes").forEach(route -> routes.add(route(route)));
        }
        return routes;
    }

    private static LabRoute route(JsonNode route) {
        List<String> unknown = new ArrayList<>();
        route.path("unknownAttributes")
                .forEach(value -> unknown.add(value.asText().replace(" 0x", ":").replace(' ', ':')));
        return LabRoute.of(route.path("prefix").asText())
                .with(LabRoute.NEXT_HOP, route.path("nextHop"))
                .with(LabRoute.ORIGIN, route.path("origin"))
                .with(LabRoute.AS_PATH, route.path("asPath").asText().replace(' ', ','))
                .with(LabRoute.LOCAL_PREF, route.path("localPref"))
                .with(LabRoute.MED, route.path("med"))
                .with(LabRoute.COMMUNITIES, route.path("communities"))
                .with(LabRoute.LARGE_COMMUNITIES, route.path("largeCommunities"))
                .with(LabRoute.EXT_COMMUNITIES, route.path("extendedCommunities"))
                .with(LabRoute.ORIGINATOR, route.path("originatorId"))
                .with(LabRoute.CLUSTER_LIST, route.path("clusterList"))
                .with(LabRoute.UNKNOWN, unknown);
    }

    /** Ends a peer's session with Cease 6/4 and the text. */
    public void reset(String peer, String text) {
        HttpResponse<String> response = send("POST", "/api/v1/peers/" + escape(peer) + "/reset?text=" + escape(text));
        if (response.statusCode() != 200) {
            throw new IllegalStateException("reset of " + peer + ": " + response.body());
        }
    }

    /** The sum of a metric's samples whose labels contain the text. */
    public double metric(String name, String labels) {
        return send("GET", "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && !line.startsWith("#") && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Asks for the configuration to be read again; what came of it. */
    public String reload() {
        return send("POST", "/api/v1/reload").body();
    }

    private JsonNode get(String path) {
        HttpResponse<String> response = send("GET", path);
        if (response.statusCode() != 200) {
            throw new AssertionError("GET " + path + " answers " + response.statusCode() + " " + response.body());
        }
        return Json.parse(response.body());
    }

    private HttpResponse<String> send(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                .timeout(ANSWER)
                .header("X-Bgp-Rr", "1")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        client.close();
    }
}

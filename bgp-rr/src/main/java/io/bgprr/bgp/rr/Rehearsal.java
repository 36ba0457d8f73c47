// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.rr.cli.BgpRrCommand;
import io.bgprr.bgp.rr.cli.DaemonEntry;
import io.bgprr.bgp.rr.demo.DemoPeer;
import io.bgprr.bgp.rr.demo.DemoPeer.Network;
import io.bgprr.bgp.rr.demo.DemoPeer.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A day in the daemon's life within half a minute, played for the JVM, which writes the classes that it loaded and what it
 * learned of their methods into the AOT cache (JEP 483, 514, 515). The daemon is the real one, started by its own command
 * line, and so are its clients. Its peers are embedded speakers. Everything is on loopback, on ports that the system chooses.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private static final String REFLECTOR = "127.0.0.1";
    private static final long CLUSTER_AS = 64512;
    private static final long TOR_AS = 65001;
    private static final String TOR = "127.0.0.5";

    /** Of each family, from each peer: enough for the hot methods to be known as hot. */
    private static final int ROUTES = 2000;

    private static final int ROUTES_PER_ATTRIBUTES = 8;
    private static final int ROUNDS = 4;

    /** With attributes of their own some 900 KiB in one piece, which is read and written in pieces of 64 KiB and more. */
    private static final int MANY_ROUTES = 16_384;

    private static final int MANY_ROUNDS = 8;
    private static final int SECONDS_MAX = 30;
    private static final int POLL_MILLIS = 10;

    private final DaemonEntry daemon;
    private final Path config;
    private final int bgpPort;
    private final int adminPort;
    private final List<DemoPeer> peers = new ArrayList<>();

    private Rehearsal(DaemonEntry daemon, Path config, int bgpPort, int adminPort) {
        this.daemon = daemon;
        this.config = config;
        this.bgpPort = bgpPort;
        this.adminPort = adminPort;
    }

    /** Plays it, and leaves nothing behind. Returns the exit code of the process: 0, or 1 with the reason in the log. */
    static int play(DaemonEntry daemon) {
        try {
            Path config = Files.createTempFile("bgp-rr-rehearsal-", ".conf");
            try {
                new Rehearsal(daemon, config, freePort(), freePort()).play();
            } finally {
                Files.deleteIfExists(config);
            }
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | TimeoutException | RuntimeException e) {
            LOG.atError().setCause(e).log("the rehearsal went wrong");
        }
        return 1;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(REFLECTOR))) {
            return socket.getLocalPort();
        }
    }

    private void play() throws IOException, InterruptedException, TimeoutException {
        writeConfig("all", "info");
        command("--version");
        command("check", config.toString());
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("daemon")
                .daemon()
                .start(() -> exitCode.complete(command("run", "--config", config.toString())));
        try {
            await("the daemon is ready", () -> get("/readyz").contains(" 200 "));
            LOG.info("rehearsing: peers meet");
            meetPeers();
            LOG.info("rehearsing: routes come and go");
            exchangeRoutes();
            LOG.info("rehearsing: a table comes at once");
            sendMuch();
            LOG.info("rehearsing: everything is asked for");
            askEverything();
            LOG.info("rehearsing: the configuration changes");
            reload();
        } finally {
            peers.forEach(peer -> peer.stop("the rehearsal is over"));
            if (!exitCode.isDone()) {
                Signals.raise("TERM");
            }
        }
        await("the daemon stopped", exitCode::isDone);
        if (exitCode.join() != 0) {
            throw new IllegalStateException("the daemon ended with " + exitCode.join());
        }
    }

    /**
     * Writes the daemon's configuration.
     *
     * @param prefixList what nodes may send: another one at a reload has all their routes judged anew
     */
    private void writeConfig(String prefixList, String logLevel) throws IOException {
        Files.writeString(config, """
                bgp {
                  local-as = 64512, router-id = 10.99.0.1, cluster-id = 10.99.0.1
                  listen = [ { address = "%1$s", port = %2$d } ]
                  prefix-lists { all = [ "0.0.0.0/0 le 32", "::/0 le 128" ], some = [ "10.0.0.0/9 ge 24 le 26" ] }
                  peer-groups {
                    nodes {
                      remote-as = 64512, route-reflector-client = true, passive = true
                      families = [ ipv4-unicast, ipv6-unicast ], import = { prefix-list = %4$s }
                    }
                    tor {
                      remote-as = 65001, passive = true, ebgp-multihop = 2, next-hop = keep
                      families = [ ipv4-unicast, ipv6-unicast ], import = accept, export = { prefix-list = all }
                    }
                  }
                  neighbors = [ { address = "%6$s", peer-group = tor, description = "tor" } ]
                  dynamic-neighbors = [ { prefix = "127.0.0.0/29", peer-group = nodes, limit = 5 } ]
                  networks = [ { prefix = "198.51.100.0/24", next-hop = "192.0.2.1", communities = [ "64512:1" ] } ]
                }
                admin { listen = "%1$s:%3$d" }
                log { level = %5$s }
                """.formatted(REFLECTOR, bgpPort, adminPort, prefixList, logLevel, TOR));
    }

    /** Two nodes and a ToR; the last one comes when there is a table to be told. */
    private void meetPeers() throws InterruptedException, TimeoutException {
        for (int i = 0; i < 3; i++) {
            boolean isTor = i == 2;
            String address = isTor ? TOR : "127.0.0." + (i + 2);
            Profile profile = new Profile(
                    "peer" + i, address, "10.99.0." + (i + 2), isTor ? TOR_AS : CLUSTER_AS, routes(i, 0, ROUTES));
            peers.add(DemoPeer.start(profile, IpAddress.parse(REFLECTOR), bgpPort, AsNumber.of(CLUSTER_AS)));
            awaitRoutes((i + 1) * 2 * ROUTES);
        }
    }

    /** Peers withdraw half of their routes, and announce them again. */
    private void exchangeRoutes() throws InterruptedException, TimeoutException {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < peers.size(); i++) {
                peers.get(i).originate(routes(i, ROUTES / 2, ROUTES));
            }
            awaitRoutes(peers.size() * ROUTES);
            for (int i = 0; i < peers.size(); i++) {
                peers.get(i).originate(routes(i, 0, ROUTES));
            }
            awaitRoutes(peers.size() * 2 * ROUTES);
        }
    }

    /**
     * A peer announces a table at once, and withdraws it: what is done once for each piece of it would else be the interpreter's while
     * the first real table comes, 4 % of a full one.
     */
    private void sendMuch() throws InterruptedException, TimeoutException {
        DemoPeer sender = peers.getFirst();
        List<Network> few = routes(0, 0, ROUTES);
        List<Network> many = new ArrayList<>(few);
        for (int i = 0; i < MANY_ROUTES; i++) {
            many.add(new Network(
                    "11." + i / 256 + "." + i % 256 + ".0/24", "192.0.2.1", List.of("64512:" + i, "64512:60009")));
        }
        for (int round = 0; round < MANY_ROUNDS; round++) {
            sender.originate(many);
            awaitRoutes(peers.size() * 2 * ROUTES + MANY_ROUTES);
            sender.originate(few);
            awaitRoutes(peers.size() * 2 * ROUTES);
        }
    }

    private void askEverything() {
        for (String format : List.of("table", "json")) {
            command("status", "-o", format);
            command("peers", "-o", format);
            command("peer", TOR, "-o", format);
            command("routes", "--longer", "10.0.0.0/18", "-o", format);
            command("routes", "--received", TOR, "--longer", "10.2.0.0/18", "-o", format);
            command("routes", "--advertised", TOR, "--longer", "10.1.0.0/18", "-o", format);
            command("routes", "--prefix", "fd00:1:7::/64", "-o", format);
            command("explain", "10.1.7.0/24", "-o", format);
        }
        for (int round = 0; round < ROUNDS; round++) {
            get("/metrics");
        }
    }

    /** By the command and by the signal; and a session ends, with all its routes. */
    private void reload() throws IOException, InterruptedException, TimeoutException {
        writeConfig("some", "warn");
        command("reload");
        // What peers still hold: their own routes, the ToR's, and of the nodes' the 2 x ROUTES of IPv4.
        awaitRoutesOf(peers.getLast(), 4 * ROUTES);
        writeConfig("all", "warn");
        Signals.raise("HUP");
        awaitRoutes(peers.size() * 2 * ROUTES);
        command("reset", TOR, "--text", "once more");
        awaitRoutesOf(peers.getFirst(), 4 * ROUTES);
    }

    /** A slice of a peer's routes of both families; neighbouring ones have the same attributes. */
    private static List<Network> routes(int peer, int from, int to) {
        List<Network> networks = new ArrayList<>();
        for (int i = from; i < to; i++) {
            List<String> communities = List.of("64512:" + i / ROUTES_PER_ATTRIBUTES, "64512:" + (60_000 + peer));
            networks.add(new Network(
                    "10." + (peer * 32 + i / 256) + "." + i % 256 + ".0/24", "192.0.2." + (peer + 1), communities));
            networks.add(new Network(
                    "fd00:" + peer + ":" + Integer.toHexString(i) + "::/64", "2001:db8::" + (peer + 1), communities));
        }
        return networks;
    }

    /** Waits until every peer holds as many routes, its own included, besides the one that the daemon originates. */
    private void awaitRoutes(int count) throws InterruptedException, TimeoutException {
        for (DemoPeer peer : peers) {
            awaitRoutesOf(peer, count);
        }
    }

    private static void awaitRoutesOf(DemoPeer peer, int count) throws InterruptedException, TimeoutException {
        await(peer.name() + " holds " + count + " routes", () -> peer.destinationCount() == count + 1);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("it did not happen within " + SECONDS_MAX + " s that " + what);
            }
            Thread.sleep(POLL_MILLIS); // another process has nothing to wait on
        }
    }

    private int command(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--admin", REFLECTOR + ":" + adminPort));
        return BgpRrCommand.execute(line.toArray(String[]::new), daemon);
    }

    /** The whole answer as Prometheus or a probe would get it, or nothing when nobody answers. */
    private String get(String path) {
        try (Socket socket = new Socket(InetAddress.ofLiteral(REFLECTOR), adminPort)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + REFLECTOR + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}

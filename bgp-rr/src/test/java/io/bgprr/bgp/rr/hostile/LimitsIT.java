// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.four;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The daemon against a peer that sends more than there is memory for, and against a flood of strangers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class LimitsIT {

    private static final String SOURCE = "127.40.3.2";
    private static final String GREEDY = "127.40.3.4";
    private static final String LATE = "127.40.3.5";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROUTES = 500;
    private static final int FLOODERS = 2;
    private static final int STRANGERS_MIN = 500;

    /** The process at rest, its heap of 256 MB at most half used, and what sockets take. */
    private static final double RESIDENT_BYTES_MAX = 300e6;

    /** Tables that have grown keep their slots when they are empty again: a quarter of the 16 MiB that were full. */
    private static final double KEPT_BYTES_MAX = 4 << 20;

    private final Set<String> routes = new HashSet<>();
    private Arena arena;
    private Bystander source;

    @BeforeAll
    void startWithRoutesThatMustStay() {
        arena = Arena.start("""
            { address = "%s", peer-group = client, passive = true },
            { address = "%s", peer-group = client, passive = true },
            { address = "%s", peer-group = client, passive = true }
            """.formatted(SOURCE, GREEDY, LATE), "limits { memory = 16MiB }");
        while (routes.size() < ROUTES) {
            routes.add(arena.newPrefix());
        }
        source = new Bystander(connect(SOURCE).establish());
        source.peer().send(RawAttributes.sound(PeerRole.CLIENT, 65001).announce(routes.toArray(String[]::new)));
        awaitTheRoutesAlone();
    }

    /** Not as the arena does it: to shed a session is an error for the log, and the routes stay. */
    @AfterEach
    void check() {
        assertThat(source.problems()).as("problems").isEmpty();
        arena.bystanders()
                .forEach(one -> assertThat(one.problems()).as("problems").isEmpty());
        arena.daemon().process().check();
    }

    @AfterAll
    void end() {
        source.close();
        arena.close();
    }

    @Test
    void aPeerThatSendsMoreThanThereIsMemoryForEndsAndNobodyElseNoticesIt() {
        double flapsBefore = metric("bgp_peer_flaps_total");
        double memoryBefore = metric("bgp_rib_memory_bytes");
        try (RawPeer greedy = connect(GREEDY)) {
            greedy.establish().patience((int) PATIENCE.toMillis());
            CompletableFuture<String> verdict =
                    CompletableFuture.supplyAsync(() -> verdict(greedy), Thread::startVirtualThread);
            for (int i = 0; i < 2000 && !verdict.isDone(); i++) { // two million routes, a hundred megabytes and more
                greedy.sendPerhaps(thousandRoutes(i));
            }
            assertThat(verdict).succeedsWithin(PATIENCE).isEqualTo("6/8");
        }

        awaitTheRoutesAlone();
        assertThat(metric("bgp_peer_flaps_total")).isEqualTo(flapsBefore + 1);
        assertThat(metric("bgp_sessions_shed_total")).isEqualTo(1);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(metric("bgp_rib_memory_bytes")).isLessThan(memoryBefore + KEPT_BYTES_MAX));
        assertThat(metric("process_resident_memory_bytes")).isLessThan(RESIDENT_BYTES_MAX);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(output())
                        .contains("the session ends for want of memory")
                        .contains("limit-bytes=16777216"));
        try (RawPeer again = connect(GREEDY)) {
            assertThat(verdict(again)).as("it has to stay away").isEqualTo("6/5");
        }
    }

    @Test
    void throughAFloodOfStrangersSessionsStayAndAPeerComesUp() throws IOException {
        double flapsBefore = metric("bgp_peer_flaps_total");
        AtomicLong knocked = new AtomicLong();
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService flood = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < FLOODERS; i++) {
                    String stranger = "127.40.3." + (100 + i);
                    flood.execute(() -> knock(stranger, isOver, knocked));
                }
                await().atMost(PATIENCE).until(() -> knocked.get() > STRANGERS_MIN);
                try (Bystander late = new Bystander(connect(LATE).establish())) {
                    awaitTheRoutes(late);
                    assertThat(metric("bgp_peer_flaps_total")).isEqualTo(flapsBefore);
                }
            } finally {
                isOver.set(true);
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(arena.daemon().metric("bgp_refused_connections_total", "stranger"))
                        .isGreaterThan(STRANGERS_MIN)
                        .isLessThanOrEqualTo(knocked.doubleValue()));
        assertThat(output().lines().filter(line -> line.contains("connection refused")))
                .as("the log is sampled")
                .hasSizeLessThan(STRANGERS_MIN / 10);
        assertThat(inTimeWait()).as("sockets of ours in TIME_WAIT").isLessThan(10); // those of peers that went
    }

    private void awaitTheRoutesAlone() {
        arena.bystanders().forEach(this::awaitTheRoutes);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(source.prefixes()).isEmpty());
    }

    private void awaitTheRoutes(Bystander bystander) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bystander.prefixes()).isEqualTo(routes));
    }

    private double metric(String name) {
        return arena.daemon().metric(name, "");
    }

    private String output() {
        return arena.daemon().process().output();
    }

    private RawPeer connect(String address) {
        return RawPeer.connect(PeerRole.CLIENT, address, Arena.ADDRESS, arena.port());
    }

    /** Code and subcode of the NOTIFICATION that comes in the end. */
    private static String verdict(RawPeer peer) {
        HeardMessage heard = peer.readNotification();
        return heard.octet(0) + "/" + heard.octet(1);
    }

    /** Routes that nobody else has, a set of attributes for each thousand. */
    private static byte[] thousandRoutes(int number) {
        byte[] nlri = new byte[4 * 1000];
        for (int i = 0; i < 1000; i++) {
            int net = number * 1000 + i; // 32.0.0.0/24 and on
            System.arraycopy(octets(24, 32 + (net >>> 16), net >>> 8, net), 0, nlri, 4 * i, 4);
        }
        RawAttributes attributes = RawAttributes.sound(PeerRole.CLIENT, 65001).plus(attribute(0x80, 4, four(number)));
        return RawMessages.update(RawMessages.NOTHING, attributes.bytes(), nlri);
    }

    private void knock(String stranger, AtomicBoolean isOver, AtomicLong count) {
        while (!isOver.get()) {
            count.incrementAndGet(); // before the daemon can count it
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(stranger), 0));
                socket.connect(
                        new InetSocketAddress(InetAddress.getByName(Arena.ADDRESS), arena.port()),
                        RawPeer.PATIENCE_MILLIS);
            } catch (IOException e) {
                Thread.onSpinWait(); // reset while it connects, as it should be
            }
        }
    }

    private long inTimeWait() throws IOException {
        byte[] address = RawMessages.address(Arena.ADDRESS);
        String local = "%02X%02X%02X%02X:%04X" // as little-endian kernels write it
                .formatted(address[3], address[2], address[1], address[0], arena.port());
        try (var lines = Files.lines(Path.of("/proc/net/tcp"))) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[1].equals(local) && fields[3].equals("06"))
                    .count();
        }
    }
}

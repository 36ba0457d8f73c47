// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.four;
import static io.bgprr.bgp.rr.hostile.RawMessages.header;
import static io.bgprr.bgp.rr.hostile.RawMessages.keepalive;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static io.bgprr.bgp.rr.hostile.RawMessages.refresh;
import static io.bgprr.bgp.rr.hostile.RawMessages.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The timers of RFC 4271 §10 and RFC 9687, in real seconds: that they do what the protocol asks. Their exact rhythm is tested in
 * virtual time, by bgp-core's {@code SessionTimerTest}. The cases run at the same time, each in a thread of its own; the
 * test of a case's name waits for it. Only the one that needs many routes waits until the others are through, for their
 * seconds are measured.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class TimersIT {

    private static final PeerRole ROLE = PeerRole.EXTERNAL;
    private static final String IMPATIENT = "127.40.2.1";
    private static final String STUCK = "127.40.2.2";

    private static final long HOLD_MILLIS = 3_000;

    /**
     * How much earlier the end of a hold time may come: its last message arrived before the test looked at its clock. There is no
     * upper bound but the test's patience, for what is beyond is the machine's slowness.
     */
    private static final long EARLY_MILLIS_MAX = 100;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private Arena arena;

    @BeforeAll
    void start() {
        arena = Arena.start("""
            { address = "%s", peer-group = external, remote-as = 65100, passive = true, hold-time = 3s },
            { address = "%s", peer-group = client, passive = true, hold-time = 6s, send-hold-time = 7s }
            """.formatted(IMPATIENT, STUCK), "");
        run("A03", this::noKeepalives);
        run("A06", this::keepalivesEverySecond);
        run("A07", this::silence);
        run("A08", this::ourHoldTimeIsLess);
        run("A09", this::updatesAlone);
        run("A09-refresh", this::refreshesAlone);
        run("A10", this::silenceInOpenConfirm);
        run("B14", this::endlessMessage);
    }

    private void run(String name, Runnable play) {
        running.put(name, CompletableFuture.runAsync(play, threads));
    }

    private void await(String name) throws Exception {
        Objects.requireNonNull(running.get(name)).get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void check() {
        arena.checkQuietly();
    }

    @AfterAll
    void end() {
        try {
            arena.check();
        } finally {
            threads.shutdownNow();
            arena.close();
        }
    }

    @Test
    @DisplayName("A03-hold-0 (RFC 4271 §4.2, §4.4): with hold time 0 nobody sends keepalives, and nothing expires")
    void a03() throws Exception {
        await("A03");
    }

    private void noKeepalives() {
        RawPeer peer = arena.connect(ROLE);
        peer.establish(peer.open(0));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (System.nanoTime() < end) {
            HeardMessage heard = peer.readWithin(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            assertThat(heard == null || heard.type() == RawMessages.UPDATE)
                    .as("%s", heard)
                    .isTrue();
        }
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("A06-hold-3-keepalives (RFC 4271 §4.4, §10): with hold time 3, keepalives come before it ends")
    void a06() throws Exception {
        await("A06");
    }

    private void keepalivesEverySecond() {
        RawPeer peer = arena.connect(ROLE);
        peer.establish(peer.open(3));
        List<Long> gaps = new ArrayList<>();
        long last = System.nanoTime();
        while (gaps.size() < 8) {
            if (peer.read().type() == RawMessages.KEEPALIVE) {
                gaps.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - last));
                last = System.nanoTime();
                peer.send(keepalive());
            }
        }
        assertThat(gaps).as("milliseconds between keepalives").allMatch(gap -> gap < HOLD_MILLIS);
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("A07-hold-expiry (RFC 4271 §6.5): a peer that goes silent with hold time 3 -> 4/0, not before")
    void a07() throws Exception {
        await("A07");
    }

    private void silence() {
        RawPeer peer = arena.connect(ROLE);
        peer.establish(peer.open(3));
        expectExpiry(peer, System.nanoTime());
    }

    private static void expectExpiry(RawPeer peer, long lastMessageNanos) {
        peer.expectNotification(4, 0);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastMessageNanos);
        assertThat(millis).as("silence in milliseconds").isGreaterThanOrEqualTo(HOLD_MILLIS - EARLY_MILLIS_MAX);
    }

    @Test
    @DisplayName("A08-hold-is-minimum (RFC 4271 §4.2): the daemon's hold time of 3 wins over the peer's 180")
    void a08() throws Exception {
        await("A08");
    }

    private void ourHoldTimeIsLess() {
        RawPeer peer = arena.connectFrom(ROLE, IMPATIENT);
        peer.establish(peer.open(180));
        expectExpiry(peer, System.nanoTime());
    }

    @Test
    @DisplayName("A09-update-resets-hold (RFC 4271 §8.2.2 event 27): UPDATEs alone keep a hold-3 session alive")
    void a09() throws Exception {
        await("A09");
    }

    private void updatesAlone() {
        RawPeer peer = arena.connect(ROLE);
        peer.establish(peer.open(3));
        for (int i = 0; i < 8; i++) {
            peer.send(RawAttributes.sound(ROLE, 65001).announce("41.0.0.0/8"));
            pace(1_000);
        }
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("A09-refresh-does-not (RFC 4271 §8.2.2): ROUTE-REFRESHes alone do not keep it alive -> 4/0")
    void a09Refresh() throws Exception {
        await("A09-refresh");
    }

    private void refreshesAlone() {
        RawPeer peer = arena.connect(ROLE);
        peer.establish(peer.open(3));
        long since = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            peer.sendPerhaps(refresh(1, 0, 1));
            pace(700);
        }
        expectExpiry(peer, since);
    }

    @Test
    @DisplayName(
            "A10-hold-in-open-confirm (RFC 4271 §8.2.2 event 10): no KEEPALIVE behind an OPEN with hold time 3 -> 4/0")
    void a10() throws Exception {
        await("A10");
    }

    private void silenceInOpenConfirm() {
        RawPeer peer = arena.connect(ROLE);
        peer.openConfirm(peer.open(3));
        expectExpiry(peer, System.nanoTime());
    }

    @Test
    @DisplayName(
            "B14-half-message-holds-nothing: an UPDATE that never ends does not keep a hold-3 session alive -> 4/0")
    void b14() throws Exception {
        await("B14");
    }

    private void endlessMessage() {
        RawPeer peer = arena.connect(ROLE);
        peer.establish(peer.open(3));
        long since = System.nanoTime();
        peer.send(header(4096, RawMessages.UPDATE));
        for (int i = 0; i < 14; i++) {
            peer.sendPerhaps(octets(0));
            pace(200);
        }
        expectExpiry(peer, since);
    }

    @Test
    @DisplayName(
            "B15-send-hold (RFC 9687 §3): a peer that keeps its window closed is dropped, though it sends keepalives")
    void b15() throws Exception {
        for (CompletableFuture<Void> other : running.values()) {
            other.handle((nothing, failure) -> true).get(60, TimeUnit.SECONDS);
        }
        RawPeer stuck = arena.keep(RawPeer.connect(PeerRole.CLIENT, STUCK, Arena.ADDRESS, arena.port(), 4096));
        stuck.establish(stuck.open(90));
        Future<?> beating = threads.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                stuck.sendPerhaps(keepalive());
                pace(500);
            }
        });
        RawPeer source = arena.establish(PeerRole.CLIENT);
        source.send(manyRoutes());
        Awaitility.await("the end of the stuck session")
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(
                        () -> assertThat(arena.daemon().lastError(STUCK)).contains("Send Hold Timer Expired (8/0)"));
        beating.cancel(true);
        arena.awaitAlive(source);
    }

    /** 20,000 routes with 400 octets of communities each: more than two kernels buffer. */
    private static byte[] manyRoutes() {
        ByteArrayOutputStream updates = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            byte[] communities = attribute(0xc0, 8, repeat(100, four(0xfde9_0000L + i)));
            updates.writeBytes(RawAttributes.sound(PeerRole.CLIENT, 65001)
                    .plus(communities)
                    .announce("42." + (i >>> 16) + "." + (i >>> 8 & 0xff) + "." + (i & 0xff) + "/32"));
        }
        return updates.toByteArray();
    }

    /** The time between two things that the peer does; nothing is waited for. */
    private static void pace(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

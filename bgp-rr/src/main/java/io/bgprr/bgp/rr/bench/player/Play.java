// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.score.Usage;
import io.bgprr.bgp.rr.bench.score.UseClock;
import io.bgprr.bgp.rr.bench.world.ExpectedPaths;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.Treatment;
import io.bgprr.bgp.rr.bench.world.UpdateWriter;
import io.bgprr.bgp.rr.bench.world.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** One scenario against one daemon that is ready: all of it, from the first connection to the verdict. */
public final class Play implements AutoCloseable {

    private static final int POLL_MILLIS = 5;
    private static final long SECOND = 1_000_000_000L;
    private static final long PROGRESS_NANOS = SECOND / 4;

    /**
     * What is to be played.
     *
     * @param daemon where it listens
     * @param treatment what it does to attributes
     * @param meter looks at its processes
     * @param isAlive whether it still runs; of one that does not, nothing is waited for
     */
    public record Target(InetSocketAddress daemon, Treatment treatment, Usage.Meter meter, BooleanSupplier isAlive) {}

    /**
     * How patient the player is.
     *
     * @param connectSeconds in which all sessions must come up
     * @param convergeSeconds in which everything must then converge, each time
     * @param settleSeconds between the last session's establishment and the start of the clock
     * @param lingerSeconds for which what is right must stay right
     * @param openSeconds after which a connection on which no session came up is given up, and tried again: BIRD 2.0.12 leaves
     *     some of a thousand that come at once without an OPEN, and is there after 13 s with 5 here, after 115 s with 120
     * @param idleHoldSeconds the hold time of idle sessions: short enough for keepalives to be what such a session costs, and
     *     for a daemon that sends none to be found out
     * @param window how many sessions may be on their way at a time
     */
    public record Pace(
            double connectSeconds,
            double convergeSeconds,
            double settleSeconds,
            double lingerSeconds,
            double openSeconds,
            int idleHoldSeconds,
            int window) {
        public static final Pace DEFAULT = new Pace(120, 120, 0.5, 0.5, 5, Setup.IDLE_SECONDS_MIN - 1, 64);

        public Pace timeout(double seconds) {
            return new Pace(seconds, seconds, settleSeconds, lingerSeconds, openSeconds, idleHoldSeconds, window);
        }

        /** For daemons that are known to be quick and right. */
        public Pace brief(double settle, double linger) {
            return new Pace(connectSeconds, convergeSeconds, settle, linger, openSeconds, idleHoldSeconds, window);
        }

        Pace open(double seconds) {
            return new Pace(
                    connectSeconds, convergeSeconds, settleSeconds, lingerSeconds, seconds, idleHoldSeconds, window);
        }

        Pace idleHold(int seconds) {
            return new Pace(
                    connectSeconds, convergeSeconds, settleSeconds, lingerSeconds, openSeconds, seconds, window);
        }

        public Pace window(int sessions) {
            return new Pace(
                    connectSeconds,
                    convergeSeconds,
                    settleSeconds,
                    lingerSeconds,
                    openSeconds,
                    idleHoldSeconds,
                    sessions);
        }
    }

    /** Is told from time to time how far it is. */
    @FunctionalInterface
    public interface Watcher {
        Watcher NOBODY = stage -> {};

        void progress(String stage);
    }

    private final World world;
    private final Setup setup;
    private final Target target;
    private final Pace pace;
    private final Watcher watcher;
    private final Goal goal;
    private final PeerLoop peers;
    private final ByteBuffer[] streams;
    private final int[] streamUpdates;
    private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    private long lastProgressNanos;

    public Play(World world, Target target, Pace pace, Watcher watcher) throws IOException {
        this.world = world;
        this.setup = world.setup();
        this.target = target;
        this.pace = pace;
        this.watcher = watcher;
        this.goal = new Goal(world, ExpectedPaths.of(world, target.treatment()));
        this.peers = new PeerLoop(goal, target.daemon(), pace);
        this.streams = new ByteBuffer[setup.senders()];
        this.streamUpdates = new int[setup.senders()];
        UpdateWriter writer = new UpdateWriter(world);
        for (int peer = 0; peer < streams.length; peer++) {
            if (setup.sends(peer)) {
                writer.announceAllOf(peer);
            }
            streamUpdates[peer] = writer.messagesCount();
            streams[peer] = writer.take();
        }
    }

    /** Plays it. The caller's thread is the player's. */
    public Score run() {
        String why = "";
        try {
            converge();
            act().play(this);
        } catch (PlayFailedException e) {
            why = String.valueOf(e.getMessage());
        } catch (IOException e) {
            why = "the player cannot go on: " + e.getMessage();
        }
        measureEnd();
        return new Score(figures, why);
    }

    private Act act() {
        return switch (setup.scenario()) {
            case CHURN -> new ChurnAct();
            case FAILOVER, FAILOVER_WD -> new FailoverAct();
            case STALL -> new StallAct();
            case IDLE -> new IdleAct();
            case FULL_TABLE, RR_FANOUT, MULTI_PATH, BGPERF, K8S -> Act::none;
        };
    }

    // --- Until everybody has everything.

    private void converge() throws PlayFailedException {
        boolean atOnce = setup.scenario().countsConnecting();
        if (atOnce) {
            peers.mayReturn(true);
            peers.onEstablished(this::startStream);
        }
        put(Figure.DAEMON_IDLE_OCTETS, usage().residentBytes());
        UseClock use = useClock();
        use.start();
        if (!await(peers::isAllEstablished, pace.connectSeconds(), "connecting")) {
            throw new PlayFailedException(String.format(
                    Locale.ROOT,
                    "only %d of %d sessions were established in %.0f s",
                    peers.establishedCount(),
                    setup.sessions(),
                    pace.connectSeconds()));
        }
        put(Figure.ESTABLISHED_SECONDS, seconds(peers.firstConnectNanos(), peers.allEstablishedNanos()));
        long start = peers.firstConnectNanos();
        if (!atOnce) {
            pass(pace.settleSeconds(), "established");
            use.start();
            start = System.nanoTime();
            for (int peer = 0; peer < setup.senders(); peer++) {
                startStream(peers.session(peer));
            }
        }
        boolean isConverged = await(peers::isAllComplete, pace.convergeSeconds(), "routes");
        use.stop();
        double seconds = isConverged
                ? seconds(start, Math.max(peers.lastCompleteNanos(), peers.allEstablishedNanos()))
                : pace.convergeSeconds();
        measureConvergence(start, seconds, isConverged);
        put(Figure.DAEMON_CPU_SECONDS, use.daemonSeconds());
        put(use);
        if (!isConverged) {
            throw new PlayFailedException(
                    String.format(Locale.ROOT, "not converged in %.0f s: ", pace.convergeSeconds()) + peers.missing());
        }
        peers.mayReturn(false);
        hold();
    }

    private void startStream(PlayedSession session) {
        int peer = session.peer();
        if (setup.sends(peer) && streams[peer].hasRemaining()) {
            peers.send(session, streams[peer].duplicate(), streamUpdates[peer]);
        }
    }

    private void measureConvergence(long start, double seconds, boolean isConverged) {
        Tally tally = peers.tally();
        if (peers.firstRouteNanos() != 0) {
            put(Figure.FIRST_ROUTE_SECONDS, seconds(start, peers.firstRouteNanos()));
        }
        put(Figure.UPDATES_SENT, tally.updatesSent);
        put(Figure.UPDATES_RECEIVED, tally.updatesReceived);
        put(Figure.ROUTES_RECEIVED, tally.routesReceived);
        put(Figure.WITHDRAWALS_RECEIVED, tally.withdrawalsReceived);
        put(Figure.OCTETS_RECEIVED, tally.octetsReceived);
        put(Figure.DELIVERIES_WANTED, peers.wantedCount());
        if (isConverged) {
            put(Figure.CONVERGE_SECONDS, seconds);
            put(Figure.UPDATES_PER_SECOND, tally.updatesSent / seconds);
            put(Figure.DELIVERIES_PER_SECOND, peers.wantedCount() / seconds);
            long[] nanos = peers.completeNanos();
            if (nanos.length > 0 && setup.scenario() != Scenario.IDLE) {
                Arrays.sort(nanos);
                put(Figure.RECEIVER_MEDIAN_SECONDS, seconds(start, nanos[nanos.length / 2]));
                put(Figure.RECEIVER_90_SECONDS, seconds(start, nanos[nanos.length * 9 / 10]));
            }
        }
    }

    private void measureEnd() {
        Usage usage = target.meter().read();
        Tally tally = peers.tally();
        put(Figure.DAEMON_CPU_TOTAL_SECONDS, usage.cpuSeconds());
        put(Figure.DAEMON_RESIDENT_OCTETS, usage.residentBytes());
        put(Figure.DAEMON_PEAK_OCTETS, usage.peakBytes());
        put(Figure.DAEMON_PROCESSES, usage.processes());
        put(Figure.DAEMON_THREADS, usage.threads());
        put(Figure.CONNECT_RETRIES, tally.connectRetries);
        put(Figure.CONNECTIONS_GIVEN_UP, tally.connectionsGivenUp);
        put(Figure.SESSIONS_LOST, tally.sessionsLost);
        put(Figure.WRONG_ATTRIBUTES, tally.wrongAttributes);
        put(Figure.UNKNOWN_PREFIXES, tally.unknownPrefixes);
        put(Figure.MALFORMED_MESSAGES, tally.malformed);
        put(Figure.ECHOES, tally.echoes);
        put(Figure.REPEATS, tally.repeats);
    }

    // --- What acts are made of.

    World world() {
        return world;
    }

    Goal goal() {
        return goal;
    }

    PeerLoop peers() {
        return peers;
    }

    Pace pace() {
        return pace;
    }

    Usage usage() {
        return target.meter().read();
    }

    void put(Figure figure, double value) {
        if (Double.isFinite(value)) {
            figures.put(figure, value);
        }
    }

    void put(Figure figure, long value) {
        figures.put(figure, (double) value);
    }

    /** To be stopped when what is timed is over, and then to be put. */
    UseClock useClock() {
        return new UseClock(target.meter());
    }

    /** Says whether what was timed can be trusted, in place of what was said of the first table. */
    void put(UseClock use) {
        put(Figure.USE_SECONDS, use.seconds());
        put(Figure.PLAYER_THREAD_CPU_SECONDS, use.machine().threadSeconds());
        put(Figure.PLAYER_CPU_SECONDS, use.machine().playerSeconds());
        put(Figure.PLAYER_BUSY_RATIO, use.machine().threadSeconds() / use.seconds());
        put(Figure.OTHERS_CPU_SECONDS, use.othersSeconds());
    }

    static double seconds(long fromNanos, long toNanos) {
        return (toNanos - fromNanos) / 1e9;
    }

    /** Plays on until something is so. False when it is not in time. */
    boolean await(BooleanSupplier condition, double secondsMax, String stage) throws PlayFailedException {
        long deadline = System.nanoTime() + (long) (secondsMax * SECOND);
        while (!condition.getAsBoolean()) {
            long now = System.nanoTime();
            if (now > deadline) {
                return false;
            }
            if (now - lastProgressNanos > PROGRESS_NANOS) {
                lastProgressNanos = now;
                if (!target.isAlive().getAsBoolean()) {
                    throw new PlayFailedException("the daemon is gone, stage: " + stage);
                }
                progress(stage);
            }
            peers.poll(POLL_MILLIS);
        }
        return true;
    }

    /** Plays on for a time. */
    void pass(double seconds, String stage) throws PlayFailedException {
        boolean _ = await(() -> false, seconds, stage);
    }

    /** What is right must stay so. */
    void hold() throws PlayFailedException {
        pass(pace.lingerSeconds(), "converged");
        if (!peers.isAllComplete()) {
            throw new PlayFailedException("it did not stay right: " + peers.missing());
        }
    }

    void progress(String stage) {
        long wanted = peers.wantedCount();
        String text = peers.isAllEstablished()
                ? String.format(
                        Locale.ROOT,
                        "%s: %d of %d receivers complete, %.0f %% of routes",
                        stage,
                        peers.completeCount(),
                        peers.receiversCount(),
                        wanted == 0 ? 100.0 : 100.0 * peers.rightCount() / wanted)
                : String.format(
                        Locale.ROOT, "%s: %d of %d sessions", stage, peers.establishedCount(), setup.sessions());
        watcher.progress(text);
    }

    @Override
    public void close() throws IOException {
        peers.close();
    }
}

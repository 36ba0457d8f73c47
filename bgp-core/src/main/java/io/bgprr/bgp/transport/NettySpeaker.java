// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.SocketSecurity;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.DynamicNeighbors;
import io.bgprr.bgp.speaker.Explanation;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.RoutePage;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.SessionLoop;
import io.bgprr.bgp.speaker.SpeakerClock;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerEngines;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.speaker.SpeakerObserver;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A speaker on real sockets: the engines of {@link SpeakerEngines}, each on its {@link IoThread}.
 *
 * <p>With more than two processors the RibLoop has a thread of its own. On two it lives on the IO thread, after the SessionLoop, in
 * bounded slices, and moves to a thread of its own while input comes faster than it is taken ({@link HostedRibLoop}). On one it stays.
 */
public final class NettySpeaker implements BgpSpeaker {

    /** Segments of update logs are cut from chunks of 8 KiB << 7 = 1 MiB. */
    private static final int SEGMENT_CHUNK_ORDER = 7;

    private static final int IO_THREADS_MAX = 4;

    /** A second more than a closing connection is given. */
    private static final long FAREWELL_SECONDS_MAX = 4;

    private final SpeakerObserver observer;
    private final IoThreads threads;
    private final List<NettyTransport> transports = new ArrayList<>();
    private final List<EngineSlot> slots = new ArrayList<>();
    private final SpeakerEngines engines;
    private final PeerAcceptor acceptor;
    private volatile List<ListenAddress> listen = List.of();
    private @Nullable CompletableFuture<Void> stopped;
    private volatile String endReason = "the speaker has stopped";

    /**
     * Starts a speaker: it listens and dials when this returns.
     *
     * @throws java.io.UncheckedIOException when an address to listen on cannot be bound, naming it
     */
    public static NettySpeaker start(SpeakerConfig config, SpeakerObserver observer) {
        return start(config, observer, Runtime.getRuntime().availableProcessors());
    }

    /** As {@link #start(SpeakerConfig, SpeakerObserver)}, on this many processors. */
    static NettySpeaker start(SpeakerConfig config, SpeakerObserver observer, int processors) {
        NettySpeaker speaker = new NettySpeaker(config, observer, processors);
        try {
            speaker.listen = join(speaker.open(config));
            join(speaker.engines.start());
            join(speaker.acceptor.accept());
            return speaker;
        } catch (RuntimeException e) {
            var _ = speaker.threads.shutDown();
            throw e;
        }
    }

    private NettySpeaker(SpeakerConfig config, SpeakerObserver observer, int processors) {
        EarlyClasses.initialize();
        this.observer = observer;
        boolean livesWithIo = processors <= 2;
        int ioThreads = livesWithIo ? 1 : Math.min(IO_THREADS_MAX, processors - 1);
        TransportReporter reporter = new Reporter();
        threads = new IoThreads(processors == 1 ? 1 : ioThreads + 1, SocketBackend.best());
        SplittableRandom random = new SplittableRandom();
        List<SpeakerEngines.LoopHost> hosts = new ArrayList<>();
        for (int i = 0; i < ioThreads; i++) {
            EngineSlot slot = threads.get(i).newSlot(reporter);
            NettyTransport transport = new NettyTransport(slot, TransportSettings.DEFAULT);
            slots.add(slot);
            transports.add(transport);
            hosts.add(new SpeakerEngines.LoopHost(transport, random.split(), slot::requestPass));
        }
        IoThread ownThread = threads.get(threads.count() - 1);
        IoThread home = livesWithIo ? threads.get(0) : ownThread;
        HostedRibLoop rib = new HostedRibLoop(home, ownThread, reporter);
        engines = new SpeakerEngines(
                config,
                hosts,
                rib::requestPass,
                new PooledByteBufAllocator(true, 0, 1, 8192, SEGMENT_CHUNK_ORDER, 0, 0, false),
                observer,
                SpeakerClock.SYSTEM);
        for (int i = 0; i < ioThreads; i++) {
            slots.get(i).host(new HostedSessionLoop(engines.loops().get(i), slots.get(i)));
        }
        rib.host(engines.rib());
        acceptor = new PeerAcceptor(
                threads.get(0), this::admit, reporter, config.limits().accept().strangersPerSecond());
    }

    /** A SessionLoop in its place. */
    private record HostedSessionLoop(SessionLoop loop, EngineSlot slot) implements HostedEngine {

        @Override
        public boolean runPass(long nowNanos) {
            boolean more = loop.runPass(nowNanos);
            slot.armDeadline(loop.nextDeadlineNanos());
            return more;
        }

        @Override
        public void deadlineReached(long nowNanos) {
            // The pass that follows acts on it.
        }
    }

    private AcceptDecision.@Nullable Admission admit(IpAddress remote, int remotePort, IpAddress local, int localPort) {
        PeerConfig expected = engines.directory().expect(remote, System.nanoTime());
        if (expected == null) {
            return null;
        }
        int loop = engines.directory().loopOf(remote);
        return new AcceptDecision.Admission(
                transports.get(loop),
                expected.session().security(),
                engines.loops().get(loop)::accepted);
    }

    private CompletableFuture<List<ListenAddress>> open(SpeakerConfig config) {
        return acceptor.secure(security(config))
                .thenCompose(secured -> acceptor.listen(config.listen()))
                .thenApply(bound -> {
                    for (ListenAddress address : bound) {
                        if (!listen.contains(address)) {
                            observer.observe(new SpeakerEvent.Listening(address));
                        }
                    }
                    return bound;
                });
    }

    private static ListenSecurity security(SpeakerConfig config) {
        Map<Prefix, String> keys = new HashMap<>();
        boolean checksTtl = false;
        for (PeerConfig peer : config.neighbors()) {
            SessionConfig session = peer.session();
            IpAddress address = session.peerAddress();
            checksTtl |= addKey(keys, new Prefix(address, address.lengthBytes() * 8), session.security());
        }
        for (DynamicNeighbors range : config.dynamicNeighbors()) {
            checksTtl |= addKey(keys, range.prefix(), range.template().session().security());
        }
        return new ListenSecurity(keys, checksTtl);
    }

    private static boolean addKey(Map<Prefix, String> keys, Prefix peers, SocketSecurity security) {
        if (security.password() != null) {
            keys.put(peers, security.password());
        }
        return security.ttlMin() > 0;
    }

    @Override
    public CompletableFuture<SpeakerSnapshot> snapshot() {
        return unlessStopped(() -> engines.snapshot(listen));
    }

    @Override
    public CompletableFuture<RoutePage> routes(RouteQuery query) {
        return unlessStopped(() -> engines.routes(query));
    }

    @Override
    public CompletableFuture<Explanation> explain(Prefix prefix) {
        return unlessStopped(() -> engines.explain(prefix));
    }

    @Override
    public CompletableFuture<ReconfigurePlan> reconfigure(SpeakerConfig config) {
        return unlessStopped(() -> open(config).thenCompose(bound -> {
            listen = bound;
            return engines.reconfigure(config);
        }));
    }

    @Override
    public CompletableFuture<Boolean> reset(IpAddress peer, String text) {
        return unlessStopped(() -> engines.reset(peer, text));
    }

    @Override
    public CompletableFuture<Void> relieve(String why) {
        return unlessStopped(() -> engines.relieve(why));
    }

    @Override
    public long tableBytes() {
        return engines.tableBytes();
    }

    private synchronized <T> CompletableFuture<T> unlessStopped(Supplier<CompletableFuture<T>> request) {
        return stopped == null ? request.get() : CompletableFuture.failedFuture(new IllegalStateException(endReason));
    }

    @Override
    public synchronized CompletableFuture<Void> stop(String text) {
        if (stopped == null) {
            // A farewell that is not on the wire when its thread ends is lost, and the peer would see a crash.
            stopped = acceptor.close()
                    .thenCompose(closed -> engines.stop(text))
                    .thenCompose(
                            told -> threads.quiet().completeOnTimeout(null, FAREWELL_SECONDS_MAX, TimeUnit.SECONDS))
                    .exceptionally(failure -> null) // whatever did not go as it should, the end comes
                    .thenCompose(quiet -> threads.shutDown())
                    .whenComplete((ended, failure) -> engines.end(endReason));
        }
        return stopped;
    }

    /**
     * An engine is dead, and a speaker without it would be a trap: sessions that stay up and routes that nobody minds. All
     * connections break, without a NOTIFICATION, so that peers with graceful restart keep their routes.
     */
    private synchronized void fail(String threadName, Throwable cause) {
        endReason = "the speaker has ended: its engine on " + threadName + " failed: " + cause;
        engines.end(endReason);
        CompletableFuture<Void> ended = threads.shutDown();
        stopped = stopped == null ? ended : stopped;
    }

    @Override
    public void close() {
        join(stop(""));
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** What the transport cannot hand to an engine goes to the observer. */
    private final class Reporter implements TransportReporter {

        @Override
        public void engineFailed(String threadName, Throwable cause) {
            observer.observe(new SpeakerEvent.EngineFailed(threadName, cause));
            fail(threadName, cause);
        }

        @Override
        public void connectionFailed(IpAddress remoteAddress, Throwable cause) {
            observer.observe(new SpeakerEvent.Warning(remoteAddress, "a connection was closed: " + cause));
        }

        @Override
        public void acceptPaused(ListenAddress address, String reason) {
            observer.observe(new SpeakerEvent.Warning(
                    null, "accepting on " + address.address() + " port " + address.port() + " pauses: " + reason));
        }
    }
}

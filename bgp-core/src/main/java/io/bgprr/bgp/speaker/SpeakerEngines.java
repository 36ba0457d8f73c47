// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.PeerSession;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.Transport;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The two kinds of engines of one speaker, wired together, without threads or sockets: the host calls {@link
 * SessionLoop#runPass} and {@link RibLoop#runSlice} when it is woken, and asks what an operator asks. A simulator is a host
 * as much as a process is.
 */
public final class SpeakerEngines {

    /**
     * What one SessionLoop needs of its host.
     *
     * @param wakeUp makes the host run a pass of the loop soon; callable from any thread
     */
    public record LoopHost(Transport transport, RandomGenerator random, Runnable wakeUp) {}

    /** A neighbour as its loop sees it. */
    private record SeenNeighbor(
            PeerSnapshot snapshot,
            @Nullable SessionLink link,
            long[] limitsExceeded,
            @Nullable AddressFamily heldFor) {}

    private final long wallOffsetMillis; // fixed, so that one moment is always told as the same time
    private final long startedMillis;
    private final PeerDirectory directory;
    private final RibInbox ribInbox;
    private final List<SessionLoop> loops = new ArrayList<>();
    private final RibLoop rib;
    private final RibQueries queries;
    private final OwedAnswers answers = new OwedAnswers();
    private volatile SpeakerConfig config;

    public SpeakerEngines(
            SpeakerConfig config,
            List<LoopHost> hosts,
            Runnable ribWakeUp,
            ByteBufAllocator allocator,
            SpeakerObserver observer,
            SpeakerClock clock) {
        this.config = config;
        this.wallOffsetMillis = clock.wallOffsetMillis();
        this.startedMillis = clock.millis().getAsLong();
        this.directory = new PeerDirectory(hosts.size(), config.limits().accept(), observer);
        this.ribInbox = new RibInbox(config.limits().ribInboxBytes(), ribWakeUp);
        long[] hashSeeds =
                hosts.stream().mapToLong(host -> host.random().nextLong()).toArray();
        long prefixSeed = hosts.getFirst().random().nextLong();
        TableHashes tableHashes = TableHashes.ofSeeds(prefixSeed, hashSeeds[0]);
        for (LoopHost host : hosts) {
            loops.add(new SessionLoop(
                    loops.size(),
                    host.transport(),
                    ribInbox,
                    directory,
                    observer,
                    host.random(),
                    config.limits(),
                    hashSeeds[loops.size()],
                    tableHashes,
                    host.wakeUp()));
        }
        rib = new RibLoop(
                config, ribInbox, loops.stream().map(SessionLoop::inbox).toList(), allocator, observer, tableHashes);
        queries = new RibQueries(rib);
        directory.apply(config);
    }

    public List<SessionLoop> loops() {
        return loops;
    }

    public RibLoop rib() {
        return rib;
    }

    public PeerDirectory directory() {
        return directory;
    }

    public SpeakerConfig config() {
        return config;
    }

    // --- Asking an engine, on its thread.

    private <T> CompletableFuture<T> askRib(Supplier<T> question) {
        CompletableFuture<T> answer = answers.owe();
        if (!answer.isDone()) {
            ribInbox.send(new RibCommand.Task(() -> answer(answer, question)));
        }
        return answer;
    }

    private <T> CompletableFuture<T> orderRib(Supplier<T> order) {
        CompletableFuture<T> done = answers.owe();
        if (!done.isDone()) {
            ribInbox.send(new RibCommand.Task(() -> obey(done, order)));
        }
        return done;
    }

    private <T> CompletableFuture<List<T>> askLoops(Function<SessionLoop, T> question) {
        return all(loop -> tell(loop, done -> answer(done, () -> question.apply(loop))));
    }

    private <T> CompletableFuture<List<T>> orderLoops(Function<SessionLoop, T> order) {
        return all(loop -> tell(loop, done -> obey(done, () -> order.apply(loop))));
    }

    private <T> CompletableFuture<T> tell(SessionLoop loop, Consumer<CompletableFuture<T>> task) {
        CompletableFuture<T> done = answers.owe();
        if (!done.isDone()) {
            loop.inbox().send(new SessionCommand.Task(() -> task.accept(done)));
        }
        return done;
    }

    /** All loops' answers, in the order of the loops. */
    private <T> CompletableFuture<List<T>> all(Function<SessionLoop, CompletableFuture<T>> ask) {
        List<CompletableFuture<T>> all = loops.stream().map(ask).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    /** A question changes nothing: one that fails is the asker's trouble, not the engine's. */
    private static <T> void answer(CompletableFuture<T> answer, Supplier<T> question) {
        try {
            answer.complete(question.get());
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** An order that fails half-way leaves an engine that nobody knows: that is the engine's end, and the asker is told too. */
    private static <T> void obey(CompletableFuture<T> done, Supplier<T> order) {
        try {
            done.complete(order.get());
        } catch (Throwable e) {
            done.completeExceptionally(e);
            throw e;
        }
    }

    /** The engines run no more: who waits for an answer, or asks from now on, is told why with an {@link IllegalStateException}. */
    public void end(String why) {
        answers.end(why);
    }

    // --- Questions.

    /** One page of routes. */
    public CompletableFuture<RoutePage> routes(RouteQuery query) {
        return askRib(() -> queries.routes(query));
    }

    public CompletableFuture<Explanation> explain(Prefix prefix) {
        return askRib(() -> queries.explain(prefix));
    }

    /** @param listen the addresses that are bound */
    public CompletableFuture<SpeakerSnapshot> snapshot(List<ListenAddress> listen) {
        return askLoops(this::see)
                .thenCompose(seen -> askRib(() -> {
                    List<PeerSnapshot> peers = new ArrayList<>();
                    for (List<SeenNeighbor> ofLoop : seen) {
                        ofLoop.forEach(neighbor -> peers.add(withFamilies(neighbor)));
                    }
                    peers.sort(Comparator.comparing(PeerSnapshot::address)
                            .thenComparingInt(peer -> peer.config().session().peerPort()));
                    return new SpeakerSnapshot(
                            config,
                            startedMillis,
                            listen,
                            peers,
                            queries.rib(),
                            directory.refused(),
                            directory.halfOpen());
                }));
    }

    private List<SeenNeighbor> see(SessionLoop loop) {
        return loop.neighbors().stream().map(this::see).toList();
    }

    private SeenNeighbor see(Neighbor neighbor) {
        PeerSession session = neighbor.session();
        SessionLink link = neighbor.link;
        Negotiated negotiated = link == null ? null : link.negotiated;
        long outQueueBytes = link == null ? 0 : link.output.queuedBytes();
        PeerSnapshot snapshot = new PeerSnapshot(
                neighbor.config,
                neighbor.isDynamic(),
                session.state(),
                !neighbor.config.session().enabled(),
                wallMillis(session.stateSinceNanos()),
                negotiated,
                link == null ? null : link.localAddress,
                negotiated == null ? configuredAs(neighbor.config.session()) : negotiated.peerAs(),
                session.lastError(),
                session.lastError().isEmpty() ? 0 : wallMillis(session.lastErrorNanos()),
                outQueueBytes,
                session.counters().copy(),
                Map.of());
        PrefixLimitWarden limits = neighbor.prefixLimits;
        return new SeenNeighbor(snapshot, link, limits.exceededCounts(), limits.heldFor(neighbor));
    }

    private long wallMillis(long atNanos) {
        return wallOffsetMillis + atNanos / 1_000_000;
    }

    private static @Nullable AsNumber configuredAs(SessionConfig session) {
        if (session.remoteAs() instanceof RemoteAs.Exactly(AsNumber as)) {
            return as;
        }
        return session.remoteAs() instanceof RemoteAs.Internal ? session.localAs() : null;
    }

    private PeerSnapshot withFamilies(SeenNeighbor neighbor) {
        PeerSnapshot seen = neighbor.snapshot();
        SessionLink link = neighbor.link();
        Map<AddressFamily, FamilySnapshot> families = new EnumMap<>(AddressFamily.class);
        for (AddressFamily family : AddressFamily.values()) {
            boolean shown = link != null
                    ? link.negotiated.has(family)
                    : (seen.config().session().familyBits() & family.bit()) != 0;
            if (shown) {
                long exceeded = neighbor.limitsExceeded()[family.ordinal()];
                families.put(
                        family,
                        link != null
                                ? queries.family(link, family, exceeded)
                                : FamilySnapshot.down(unused(neighbor, family, exceeded)));
            }
        }
        return seen.withFamilies(families);
    }

    /** A limit that nothing counts against, for the session is not up. */
    private static @Nullable PrefixLimitSnapshot unused(SeenNeighbor neighbor, AddressFamily family, long exceeded) {
        PrefixLimit limit = neighbor.snapshot().config().maxPrefixes().get(family);
        return limit == null
                ? null
                : new PrefixLimitSnapshot(
                        limit,
                        neighbor.heldFor() == family ? PrefixLimitSnapshot.State.HELD : PrefixLimitSnapshot.State.BELOW,
                        0,
                        exceeded,
                        0);
    }

    // --- Orders.

    /** Starts every configured neighbour. */
    public CompletableFuture<Void> start() {
        return orderLoops(loop -> {
                    for (PeerConfig peer : config.neighbors()) {
                        if (directory.loopOf(peer.session().peerAddress()) == loop.number()) {
                            loop.add(peer, null);
                        }
                    }
                    return loop.number();
                })
                .thenAccept(all -> {});
    }

    /** Takes over a configuration whose listening addresses are open already; completes with what was done. */
    public CompletableFuture<ReconfigurePlan> reconfigure(SpeakerConfig to) {
        ReconfigurePlan plan = ReconfigurePlan.between(config, to);
        config = to;
        directory.apply(to);
        return orderLoops(loop -> reconfigure(loop, to))
                .thenCompose(kept -> orderRib(() -> {
                    Map<SessionLink, PeerConfig> peerConfigs = new HashMap<>();
                    kept.forEach(peerConfigs::putAll);
                    rib.reconfigure(to, peerConfigs);
                    return plan;
                }));
    }

    /** Ends, restarts, updates and adds a loop's neighbours; returns the new configuration of the sessions that stay. */
    private Map<SessionLink, PeerConfig> reconfigure(SessionLoop loop, SpeakerConfig to) {
        Map<PeerKey, PeerConfig> wanted = new LinkedHashMap<>();
        for (PeerConfig peer : to.neighbors()) {
            if (directory.loopOf(peer.session().peerAddress()) == loop.number()) {
                wanted.put(PeerKey.of(peer), peer);
            }
        }
        Map<SessionLink, PeerConfig> kept = new HashMap<>();
        for (Neighbor neighbor : loop.neighbors()) {
            PeerKey key = PeerKey.of(neighbor.config);
            PeerConfig now;
            if (neighbor.range == null) {
                now = wanted.remove(key);
            } else { // one that is named from now on is made anew
                now = wanted.containsKey(key) ? null : directory.dynamicConfig(neighbor.range, neighbor.address());
            }
            if (now == null) {
                loop.remove(neighbor, ErrorCode.CEASE_PEER_DECONFIGURED, "");
            } else if (now.session().equals(neighbor.config.session())) {
                boolean limitsChange = !now.maxPrefixes().equals(neighbor.config.maxPrefixes());
                neighbor.config = now;
                if (limitsChange) {
                    neighbor.prefixLimits.limitsChanged(neighbor, loop.nowNanos());
                }
                if (neighbor.link != null) {
                    kept.put(neighbor.link, now);
                }
            } else {
                loop.remove(neighbor, cease(now), "");
                if (neighbor.range == null) {
                    wanted.put(key, now);
                }
            }
        }
        wanted.values().forEach(peer -> loop.add(peer, null));
        return kept;
    }

    private static ErrorCode cease(PeerConfig now) {
        return now.session().enabled() ? ErrorCode.CEASE_CONFIGURATION_CHANGE : ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN;
    }

    /** Two neighbours may share an address when their ports differ. */
    private record PeerKey(IpAddress address, int port) {
        static PeerKey of(PeerConfig peer) {
            return new PeerKey(peer.session().peerAddress(), peer.session().peerPort());
        }
    }

    /** Ends the sessions of every neighbour at the address, which then start over; false when there is none. */
    public CompletableFuture<Boolean> reset(IpAddress peer, String text) {
        SessionLoop loop = loops.get(directory.loopOf(peer));
        return tell(loop, done -> obey(done, () -> reset(loop, peer, text)));
    }

    private static boolean reset(SessionLoop loop, IpAddress peer, String text) {
        boolean found = false;
        for (Neighbor neighbor : loop.neighbors()) {
            if (neighbor.address().equals(peer)) {
                neighbor.session().reset(text, loop.nowNanos());
                found = true;
            }
        }
        return found;
    }

    /** What routes take, estimated, as of lately; from any thread. */
    public long tableBytes() {
        return rib.memory().usedBytesLately();
    }

    /** The process is short of memory: ends the session whose routes take most. Completes when they are gone. */
    public CompletableFuture<Void> relieve(String why) {
        CompletableFuture<Void> done = answers.owe();
        if (!done.isDone()) {
            ribInbox.send(new RibCommand.Relieve(why));
            ribInbox.send(new RibCommand.Task(() -> done.complete(null))); // behind the sweep
        }
        return done;
    }

    /** Tells every peer good-bye; completes when all has been handed to the transports. */
    public CompletableFuture<Void> stop(String text) {
        return orderLoops(loop -> {
                    for (Neighbor neighbor : loop.neighbors()) {
                        neighbor.session().stop(farewell(neighbor.session().negotiated(), text), loop.nowNanos());
                    }
                    return loop.number();
                })
                .thenAccept(all -> {});
    }

    /** With which words a planned stop ends a session: the one place that knows (RFC 4486, RFC 9003). */
    static Notification farewell(@Nullable Negotiated negotiated, String text) {
        return Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, ErrorCode.shutdownData(text));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.speaker.EngineView;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.RoutePage;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteView;
import io.bgprr.bgp.speaker.SpeakerClock;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerEngines;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One speaker of a {@link SimNetwork}: the production engines, each woken and run by the network's clock as if on a thread of
 * its own.
 */
final class SimSpeaker {

    private static final int NO_THREAD = -2;
    private static final int RIB_THREAD = -1;

    private final SimNetwork network;
    private final IpAddress address;
    private final UnpooledByteBufAllocator allocator =
            new UnpooledByteBufAllocator(false, true, false); // a crash leaks, and the collector frees
    private final SpeakerEngines engines;
    private final EngineView view;
    private final StepChecks checks;
    private final List<Hosted> loops = new ArrayList<>();
    private final Hosted rib = new Hosted();
    private int thread = NO_THREAD;
    private boolean isDead;

    /** Runs one engine soon after it was woken. */
    private final class Hosted {
        private boolean isRequested;
        private @Nullable Runnable pass;
        private long deadlineNanos = Long.MAX_VALUE;

        void wake() {
            if (!isRequested) {
                isRequested = true;
                network.soon(() -> {
                    isRequested = false;
                    if (!isDead) {
                        Objects.requireNonNull(pass).run();
                    }
                });
            }
        }

        void arm(long nanos) {
            if (nanos < deadlineNanos) {
                deadlineNanos = nanos;
                network.at(Math.max(nanos, network.nowNanos()), () -> {
                    if (deadlineNanos == nanos) {
                        deadlineNanos = Long.MAX_VALUE;
                        wake();
                    }
                });
            }
        }
    }

    SimSpeaker(SimNetwork network, IpAddress address, SpeakerConfig config, int loopCount) {
        this.network = network;
        this.address = address;
        List<SpeakerEngines.LoopHost> hosts = new ArrayList<>();
        for (int i = 0; i < loopCount; i++) {
            int loop = i;
            Hosted hosted = new Hosted();
            loops.add(hosted);
            hosts.add(new SpeakerEngines.LoopHost(
                    (request, listener) -> {
                        requireThread(loop);
                        return network.dial(this, loop, request, listener);
                    },
                    new Random(network.random.nextLong()),
                    hosted::wake));
        }
        engines = new SpeakerEngines(
                config,
                hosts,
                rib::wake,
                allocator,
                this::observe,
                new SpeakerClock(network::nowNanos, () -> network.nowNanos() / 1_000_000));
        view = new EngineView(engines);
        checks = new StepChecks(network, this, view);
        for (int i = 0; i < loopCount; i++) {
            int loop = i;
            loops.get(i).pass = () -> pass(loop);
        }
        rib.pass = this::slice;
        network.add(this);
    }

    private void pass(int loop) {
        network.tell(address, null, "pass of io", loop);
        boolean[] more = new boolean[1];
        on(loop, () -> more[0] = engines.loops().get(loop).runPass(network.nowNanos()));
        checks.afterPass(loop, more[0]);
        if (more[0]) {
            wake(loop);
        }
        loops.get(loop).arm(engines.loops().get(loop).nextDeadlineNanos());
    }

    private void slice() {
        network.tell(address, null, "slice", -1);
        boolean[] more = new boolean[1];
        on(RIB_THREAD, () -> {
            more[0] = engines.rib().runSlice();
            engines.rib().sliceDone(network.nowNanos());
        });
        checks.afterSlice();
        if (more[0]) {
            rib.wake();
        }
    }

    /** Invariant 1: one thread at a time is in the engines that it owns, and no other. */
    private void on(int ownThread, Runnable action) {
        Violation.unless(thread == NO_THREAD, 1, address, ": an engine is entered from within another");
        thread = ownThread;
        try {
            action.run();
        } finally {
            thread = NO_THREAD;
        }
    }

    /** A callback into one of the loops, which then has its pass. */
    void in(int loop, Runnable callback) {
        if (!isDead) {
            on(loop, callback);
            wake(loop);
        }
    }

    /** Invariant 1: what a loop owns is touched by its own thread only. */
    void requireThread(int loop) {
        Violation.unless(thread == loop, 1, address, ": thread ", thread, " touches what is of io ", loop);
    }

    private void observe(SpeakerEvent event) {
        switch (event) {
            case SpeakerEvent.StateChanged(var peer, var from, var to, var detail) -> {
                network.tell(address, peer, from + " -> " + to + (detail.isEmpty() ? "" : ": " + detail), -1);
                if (to == FsmState.ESTABLISHED) {
                    network.established(this, peer);
                }
            }
            case SpeakerEvent.SessionDown(var peer, var reason) ->
                network.tell(address, peer, "session down: " + reason.text(), -1);
            case SpeakerEvent.SessionCrashed(var peer, var cause) ->
                network.fail(new AssertionError(address + " crashes on " + peer, cause));
            case SpeakerEvent.EngineFailed(var engine, var cause) ->
                network.fail(new AssertionError(engine + " of " + address + " failed", cause));
            case SpeakerEvent.PeerLagging(var peer, long lagBytes) ->
                network.tell(address, peer, "lags by octets", lagBytes);
            case SpeakerEvent.UpdateError(var peer, var findings) ->
                network.fail(new AssertionError(address + " finds errors in an UPDATE of " + peer + ": " + findings));
            default -> network.tell(address, null, event.getClass().getSimpleName(), -1);
        }
    }

    // --- The host.

    /** It ends without a word; its engines are not asked to stop. */
    void crash() {
        network.tell(address, null, "crashes", -1);
        isDead = true;
        network.vanish(this);
    }

    boolean isDead() {
        return isDead;
    }

    IpAddress address() {
        return address;
    }

    SpeakerEngines engines() {
        return engines;
    }

    EngineView view() {
        return view;
    }

    StepChecks checks() {
        return checks;
    }

    UnpooledByteBufAllocator allocator() {
        return allocator;
    }

    private void wake(int loop) {
        loops.get(loop).wake();
    }

    int loopOf(IpAddress peer) {
        return engines.directory().loopOf(peer);
    }

    @Nullable
    PeerConfig expects(IpAddress peer) {
        return engines.directory().expect(peer, network.nowNanos());
    }

    @Nullable
    ConnectionListener accept(int loop, Connection connection) {
        return engines.loops().get(loop).accepted(connection, network.nowNanos());
    }

    void requestRefresh(IpAddress peer, AddressFamily family) {
        view.requestRefresh(peer, family);
    }

    /** Whether the session with this peer is Established. */
    boolean isUp(IpAddress peer) {
        return view.isUp(peer);
    }

    // --- What an operator sees.

    /** The answer to a question, once the engines had the time to give it. */
    private <T> T ask(CompletableFuture<T> answer) {
        for (int i = 0; i < 1000 && !answer.isDone(); i++) {
            network.run(0.01);
        }
        if (!answer.isDone()) {
            throw new AssertionError(address + " does not answer");
        }
        return answer.join();
    }

    List<RouteView> routes(RouteQuery.Scope scope, @Nullable IpAddress peer, AddressFamily family) {
        List<RouteView> all = new ArrayList<>();
        String continuation = null;
        do {
            RoutePage page = ask(engines.routes(
                    new RouteQuery(scope, peer, family, RouteQuery.Match.ALL, null, 1000, continuation)));
            all.addAll(page.routes());
            continuation = page.continuation();
        } while (continuation != null);
        return all;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}

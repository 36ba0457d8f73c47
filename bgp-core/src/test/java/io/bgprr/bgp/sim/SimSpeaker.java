// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.speaker.EngineView;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.RoutePage;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteView;
import io.bgprr.bgp.speaker.SessionLoop;
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

/** One speaker of a {@link SimNetwork}: the production engines, each woken and run by the network's clock. */
final class SimSpeaker {

    private final SimNetwork network;
    private final IpAddress address;
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final SpeakerEngines engines;
    private final List<Hosted> loops = new ArrayList<>();
    private final Hosted rib;
    private final EngineView view;
    final List<SpeakerEvent> events = new ArrayList<>();
    boolean isReachable = true;

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
                    Objects.requireNonNull(pass).run();
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
                    (request, listener) -> network.dial(this, loop, request, listener),
                    new Random(network.random.nextLong()),
                    hosted::wake));
        }
        rib = new Hosted();
        engines = new SpeakerEngines(
                config,
                hosts,
                rib::wake,
                allocator,
                events::add,
                new SpeakerClock(network::nowNanos, () -> network.nowNanos() / 1_000_000));
        view = new EngineView(engines);
        for (int i = 0; i < loopCount; i++) {
            SessionLoop loop = engines.loops().get(i);
            int number = i;
            Hosted hosted = loops.get(i);
            hosted.pass = () -> {
                network.tell(address, null, "pass of io", number);
                if (loop.runPass(network.nowNanos())) {
                    hosted.wake();
                }
                hosted.arm(loop.nextDeadlineNanos());
            };
        }
        rib.pass = () -> {
            network.tell(address, null, "slice", -1);
            boolean more = engines.rib().runSlice();
            engines.rib().sliceDone(network.nowNanos());
            if (more) {
                rib.wake();
            }
        };
        network.add(this);
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

    UnpooledByteBufAllocator allocator() {
        return allocator;
    }

    void wake(int loop) {
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
    ConnectionListener accept(int loop, Connection connection, long nowNanos) {
        ConnectionListener listener = engines.loops().get(loop).accepted(connection, nowNanos);
        wake(loop);
        return listener;
    }

    /** Asks for the routes of every family once more. */
    void requestRefresh(IpAddress peer, AddressFamily family) {
        view.requestRefresh(peer, family);
    }

    /** The answer to a question, once the engines had the time to give it. */
    <T> T ask(CompletableFuture<T> answer) {
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

    /** Whether the session with this peer is Established. */
    boolean isUp(IpAddress peer) {
        return view.isUp(peer);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}

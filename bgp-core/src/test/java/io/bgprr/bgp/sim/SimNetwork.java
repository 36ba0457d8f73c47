// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.ConnectRequest;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, the links between them, and the time: one queue of what happens when. Engines' passes and slices, and every octet on
 * its way, are entries with random delays in it, so that every interleaving of threads is a schedule that a seed replays.
 */
final class SimNetwork {

    private static final long START_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Far more than any seed needs: whoever gets here goes round in circles. */
    private static final long EVENTS_MAX = 5_000_000;

    /** When TCP sends its SYN again, in seconds since the first; behind the last it gives up. */
    private static final int[] SYN_SECONDS = {0, 1, 3, 7, 15, 31, 63};

    final Random random;
    private final SimTrace trace;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::sequence));
    private static final int SHORT_LIFE_NANOS = 4_000_000;

    /** Two KEEPALIVEs, which may be under way at any time. */
    private static final int UNDER_WAY_BYTES = 38;

    private final Map<IpAddress, SimSpeaker> speakers = new LinkedHashMap<>();
    private final Map<Pair, SimLink> links = new HashMap<>();
    private final Set<Pair> cutLinks = new HashSet<>();
    private Set<IpAddress> island = Set.of();
    private final List<SimConnection> connections = new ArrayList<>();
    private boolean isCalm;
    private @Nullable AssertionError failure;
    private int shortLives;
    private long sequence;
    private long eventCount;
    private long nowNanos = START_NANOS;

    private record Due(long atNanos, long sequence, Runnable action) {}

    /** Two hosts, in whichever order. */
    private record Pair(IpAddress one, IpAddress other) {
        static Pair of(IpAddress one, IpAddress other) {
            return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    SimNetwork(long seed, SimTrace trace) {
        this.random = new Random(seed);
        this.trace = trace;
    }

    // --- Time.

    long nowNanos() {
        return nowNanos;
    }

    void at(long whenNanos, Runnable action) {
        queue.add(new Due(whenNanos, sequence++, action));
    }

    /** An action soon: the next thread has its turn, mostly at once, and rarely only after others had many. */
    void soon(Runnable action) {
        int rarity = random.nextInt(200);
        int delayMax = rarity == 0 ? 40_000_000 : rarity < 50 ? 3_000_000 : 200_000;
        at(nowNanos + 1 + random.nextInt(delayMax), action);
    }

    /** Lets time pass. */
    void run(double seconds) {
        var _ = runUpTo(EVENTS_MAX + 1, seconds);
    }

    /** Lets time pass, but no further than up to that event; whether all the time has passed. */
    boolean runUpTo(long event, double seconds) {
        long until = nowNanos + (long) (seconds * 1e9);
        for (Due due = queue.peek(); due != null && due.atNanos() <= until; due = queue.peek()) {
            if (eventCount >= event) {
                return false;
            }
            queue.remove();
            nowNanos = Math.max(nowNanos, due.atNanos());
            if (++eventCount > EVENTS_MAX) {
                throw new AssertionError("it never comes to rest: " + EVENTS_MAX + " events");
            }
            due.action().run();
            if (failure != null) {
                throw failure;
            }
        }
        nowNanos = until;
        return true;
    }

    long eventCount() {
        return eventCount;
    }

    /** What a speaker told and must never tell; an engine would catch it if it were thrown where it is heard. */
    void fail(AssertionError what) {
        failure = failure == null ? what : failure;
    }

    /** Tells the trace. */
    void tell(Object node, @Nullable Object peer, Object what, long number) {
        trace.add(nowNanos - START_NANOS, node, peer, what, number);
    }

    // --- Hosts.

    /** A speaker comes up at its address, where no other is alive. */
    void add(SimSpeaker speaker) {
        speakers.put(speaker.address(), speaker);
    }

    /** All that a speaker had open vanishes with it: whoever sends to it is reset. */
    void vanish(SimSpeaker speaker) {
        for (SimConnection connection : connections) {
            if (connection.owner == speaker) {
                connection.vanish();
            }
        }
    }

    // --- Links.

    private SimLink link(IpAddress one, IpAddress other) {
        return links.computeIfAbsent(Pair.of(one, other), pair -> SimLink.random(random));
    }

    /** Whether what is sent between the two vanishes without a word. */
    boolean isCut(IpAddress one, IpAddress other) {
        return island.contains(one) != island.contains(other)
                || !cutLinks.isEmpty() && cutLinks.contains(Pair.of(one, other));
    }

    /** Begins or ends to swallow everything between two hosts. */
    void swallow(IpAddress one, IpAddress other, boolean isSwallowed) {
        if (isSwallowed) {
            cutLinks.add(Pair.of(one, other));
        } else if (cutLinks.remove(Pair.of(one, other))) {
            healed();
        }
    }

    /** Parts these hosts from all others; none = heals the partition. */
    void part(Set<IpAddress> hosts) {
        island = hosts;
        healed();
    }

    private void healed() {
        connections.removeIf(SimConnection::isGone);
        for (SimConnection connection : connections) {
            if (!isCut(connection.local(), connection.remote())) {
                connection.healed();
            }
        }
    }

    /** All trouble ends. */
    void calm() {
        isCalm = true;
        cutLinks.clear();
        part(Set.of());
        List.copyOf(connections).forEach(SimConnection::awake);
    }

    // --- Connections.

    /** Opens a connection; the answer comes later, if it comes. */
    Connection dial(SimSpeaker from, int loop, ConnectRequest request, ConnectionListener listener) {
        IpAddress remote = request.remoteAddress();
        SimConnection near = new SimConnection(this, link(from.address(), remote), from, loop, from.address(), remote);
        near.listener = listener;
        tell(from.address(), remote, "dials", -1);
        soon(() -> knock(near, 0));
        return near;
    }

    private void knock(SimConnection near, int attempt) {
        if (near.isOver()) {
            return;
        }
        if (!isCut(near.local(), near.remote())) {
            answer(near);
        } else if (attempt + 1 < SYN_SECONDS.length) {
            int waitSeconds = SYN_SECONDS[attempt + 1] - SYN_SECONDS[attempt];
            at(nowNanos + TimeUnit.SECONDS.toNanos(waitSeconds), () -> knock(near, attempt + 1));
        } else {
            near.failed("connecting timed out");
        }
    }

    private void answer(SimConnection near) {
        SimSpeaker to = speakers.get(near.remote());
        SimLink link = link(near.local(), near.remote());
        boolean isRefused = !isCalm && random.nextInt(100) < link.refusedPercent();
        if (to == null || to.isDead() || isRefused || to.expects(near.local()) == null) {
            soon(() -> near.failed("connection refused"));
            return;
        }
        SimConnection far = new SimConnection(
                this, link, to, to.loopOf(near.local()), /* local= */ near.remote(), /* remote= */ near.local());
        near.far = far;
        far.far = near;
        far.isAccepted();
        connections.removeIf(SimConnection::isGone);
        connections.add(near);
        connections.add(far);
        soon(near::connected); // TCP answers before the application knows
        tell(to.address(), near.local(), "is connected to", -1);
        to.in(far.loop, () -> {
            far.listener = to.accept(far.loop, far);
            if (far.listener == null) {
                far.close();
            }
        });
        far.read();
    }

    private List<SimConnection> between(SimSpeaker one, SimSpeaker other) {
        connections.removeIf(SimConnection::isGone);
        return connections.stream()
                .filter(connection -> connection.isBetween(one.address(), other.address()))
                .toList();
    }

    /** Both ends of whatever connects two speakers are reset. */
    void reset(SimSpeaker one, SimSpeaker other) {
        between(one, other).forEach(connection -> connection.reset("connection reset"));
    }

    /** So many sessions are reset the moment after they began. */
    void shortLives(int count) {
        shortLives = count;
    }

    /** A session began, on one side at least. */
    void established(SimSpeaker one, IpAddress peer) {
        SimSpeaker other = speakers.get(peer);
        if (shortLives > 0 && !isCalm && other != null && random.nextInt(3) == 0) {
            shortLives--;
            at(nowNanos + random.nextInt(SHORT_LIFE_NANOS), () -> reset(one, other));
        }
    }

    /** One does not read for a while what the other sends: its window closes. */
    void stall(SimSpeaker reader, SimSpeaker writer, double seconds) {
        for (SimConnection connection : between(reader, writer)) {
            if (connection.owner == reader && !connection.isOver()) {
                connection.stall(seconds);
            }
        }
    }

    /**
     * Whether nothing is under way but KEEPALIVEs, or as few octets of something else: a slow link may carry for minutes what changes
     * nothing, and then what does.
     */
    boolean isStill() {
        return connections.stream().allMatch(connection -> connection.underWayBytes() <= UNDER_WAY_BYTES);
    }

    /** Invariant 8: every open connection of a speaker was told something not too long ago. */
    void checkKeepalives(SimSpeaker owner) {
        for (SimConnection connection : connections) {
            if (connection.owner == owner) {
                connection.watch.checkKeepalive();
            }
        }
    }

    /** The open connections of a speaker's loop. */
    List<SimConnection> open(SimSpeaker owner, int loop) {
        return connections.stream()
                .filter(connection -> connection.owner == owner && connection.loop == loop && !connection.isOver())
                .toList();
    }
}

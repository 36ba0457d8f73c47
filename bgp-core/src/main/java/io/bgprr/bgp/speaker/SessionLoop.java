// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.export.LogRuns;
import io.bgprr.bgp.export.UpdateLog;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.session.DownReason;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.session.PeerSession;
import io.bgprr.bgp.session.SessionListener;
import io.bgprr.bgp.session.Transport;
import io.bgprr.bgp.wire.DecodeCache;
import io.bgprr.bgp.wire.UpdateDecoder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The engine of sessions, one for each IO thread: it owns the neighbours that live there, tells their sessions the time,
 * hands what they learn to the RibLoop, and sends them what the RibLoop encoded. It knows no socket and no clock.
 *
 * <p>Inputs are {@link #accepted}, the callbacks of connections, {@link #runPass} and the {@link #inbox}; after any of them
 * the host calls {@link #runPass}, and again no later than {@link #nextDeadlineNanos}.
 */
public final class SessionLoop {

    /** How long a dynamic neighbour without a connection is remembered. */
    private static final long DYNAMIC_GRACE_NANOS = 30_000_000_000L;

    private final int number;
    private final Transport transport;
    private final RibInbox rib;
    private final PeerDirectory directory;
    private final SpeakerObserver observer;
    private final RandomGenerator random;
    private final Limits limits;
    private final UpdateDecoder decoder;
    private final Mailbox<SessionCommand> inbox;
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final Map<IpAddress, List<Neighbor>> neighbors = new LinkedHashMap<>();
    private final IdentityHashMap<PeerSession, Neighbor> bySession = new IdentityHashMap<>();
    final IdentityHashMap<UpdateLog, LogReader> readers = new IdentityHashMap<>();
    private final List<LogReader> published = new ArrayList<>();
    private final List<LogReader> progressed = new ArrayList<>();
    private final List<MemberOutput> moved = new ArrayList<>();
    private final List<SessionLink> batched = new ArrayList<>();
    private final SpareBatches spareBatches;
    private final Listener listener = new Listener();
    private long nowNanos;
    private boolean isPaused;
    private boolean takesNewcomers = true;

    /**
     * @param number which of the loops this is, from 0
     * @param hashSeed random, so that peers cannot aim at slots of tables
     * @param tableHashes the RibLoop's
     * @param wakeUp makes the host run a pass soon; callable from any thread
     */
    public SessionLoop(
            int number,
            Transport transport,
            RibInbox rib,
            PeerDirectory directory,
            SpeakerObserver observer,
            RandomGenerator random,
            Limits limits,
            long hashSeed,
            TableHashes tableHashes,
            Runnable wakeUp) {
        this.number = number;
        this.transport = transport;
        this.rib = rib;
        this.directory = directory;
        this.observer = observer;
        this.random = random;
        this.limits = limits;
        this.decoder = new UpdateDecoder(new DecodeCache(DecodeCache.CAPACITY_DEFAULT, hashSeed));
        this.spareBatches = new SpareBatches(tableHashes);
        this.inbox = new Mailbox<>(wakeUp);
    }

    Mailbox<SessionCommand> inbox() {
        return inbox;
    }

    // --- Inputs.

    /** A connection from this address; returns who listens to it, or null to refuse it. */
    public @Nullable ConnectionListener accepted(Connection connection, long now) {
        nowNanos = now;
        Neighbor neighbor = neighborFor(connection.remoteAddress(), connection.localAddress());
        if (neighbor == null) {
            neighbor = addDynamic(connection.remoteAddress());
        }
        return neighbor == null ? null : neighbor.session().accepted(connection, now);
    }

    /** The neighbour that a connection is for: of several at one address, the one whose local address it came to. */
    private @Nullable Neighbor neighborFor(IpAddress remote, IpAddress local) {
        Neighbor found = null;
        for (Neighbor neighbor : neighbors.getOrDefault(remote, List.of())) {
            IpAddress wanted = neighbor.config.session().localAddress();
            if (wanted != null && wanted.equals(local)) {
                return neighbor;
            }
            if (found == null || wanted == null && found.link != null) {
                found = neighbor;
            }
        }
        return found;
    }

    private @Nullable Neighbor addDynamic(IpAddress remote) {
        if (!takesNewcomers) {
            directory.refuse(remote, ConnectionRefusal.MEMORY);
            return null;
        }
        PeerDirectory.Admission admission = directory.admitDynamic(remote);
        if (admission == null) {
            return null;
        }
        Neighbor neighbor = add(admission.config(), admission.range());
        observer.observe(new SpeakerEvent.DynamicNeighborAdded(remote, admission.range()));
        return neighbor;
    }

    /**
     * Does what is due, and drains all outputs; true when more can be done at once.
     */
    public boolean runPass(long now) {
        nowNanos = now;
        for (Neighbor due = deadlines.poll(now); due != null; due = deadlines.poll(now)) {
            if (!due.isRemoved) {
                due.session().timeout(now);
                due.prefixLimits.refill(due, rib, observer, now);
                forgetIfGone(due);
                deadlines.schedule(due, nextDeadlineNanos(due));
            }
        }
        for (SessionCommand command = inbox.poll(); command != null; command = inbox.poll()) {
            obey(command);
        }
        sendBatches();
        sendPublished();
        reportProgress();
        balanceReads();
        return !inbox.isEmpty();
    }

    /** When {@link #runPass} wants to be called at the latest. */
    public long nextDeadlineNanos() {
        return deadlines.nextNanos();
    }

    private static long nextDeadlineNanos(Neighbor neighbor) {
        if (neighbor.isRemoved) {
            return Long.MAX_VALUE;
        }
        long next = Math.min(neighbor.session().nextDeadlineNanos(), neighbor.prefixLimits.refillNanos());
        return isGone(neighbor) ? Math.min(next, neighbor.session().stateSinceNanos() + DYNAMIC_GRACE_NANOS) : next;
    }

    private void obey(SessionCommand command) {
        if (command instanceof SessionCommand.Published(UpdateLog log, LogRuns runs)) {
            publish(log, runs);
        } else if (command instanceof SessionCommand.OfSession order) {
            Neighbor neighbor = neighborOf(order.link());
            if (neighbor != null) {
                obey(order, neighbor);
            }
        } else if (command instanceof SessionCommand.Task(Runnable action)) {
            action.run();
        } else if (command instanceof SessionCommand.EndBehind(UpdateLog log, long segmentNumber, String why)) {
            endBehind(log, segmentNumber, why);
        } else if (command instanceof SessionCommand.TakeNewcomers(boolean isWanted)) {
            takesNewcomers = isWanted;
            if (isWanted) {
                neighbors().forEach(neighbor -> neighbor.roomAgain(nowNanos));
            }
        } else {
            throw new IllegalStateException("nobody obeys " + command);
        }
    }

    private void obey(SessionCommand.OfSession order, Neighbor neighbor) {
        if (order instanceof SessionCommand.Joined(var link, var family, UpdateLog log, char index)) {
            LogReader reader = readers.computeIfAbsent(log, l -> new LogReader(family, l, progressed));
            link.output.join(family, reader, index);
            moved.add(link.output);
        } else if (order instanceof SessionCommand.EndSession(var _, ErrorCode cease, String why)) {
            neighbor.session().fail(Notification.of(cease), why, nowNanos);
        } else if (order instanceof SessionCommand.PrefixLimitExceeded(var _, var family, PrefixLimit limit)) {
            neighbor.prefixLimits.exceeded(neighbor, family, limit, observer, nowNanos);
        } else if (order instanceof SessionCommand.PrefixLimitRoom(var _, var family, boolean needsRefresh)) {
            neighbor.prefixLimits.room(family, needsRefresh);
            neighbor.prefixLimits.refill(neighbor, rib, observer, nowNanos);
            deadlines.schedule(neighbor, nextDeadlineNanos(neighbor));
        } else if (order instanceof SessionCommand.Shed(var _, String why, boolean isOffender)) {
            neighbor.shed(why, isOffender, nowNanos);
        } else {
            throw new IllegalStateException("nobody obeys " + order);
        }
    }

    private void publish(UpdateLog log, LogRuns runs) {
        LogReader reader = readers.get(log);
        if (reader == null) {
            runs.segment().release();
            rib.send(new RibCommand.Progress(number, log, runs.endBytes(), runs.endBytes()));
        } else {
            reader.publish(runs);
            published.add(reader);
        }
    }

    private void endBehind(UpdateLog log, long segmentNumber, String why) {
        for (Neighbor neighbor : neighbors()) {
            SessionLink link = neighbor.link;
            if (link != null && link.output.isBehind(log, segmentNumber)) {
                observer.observe(new SpeakerEvent.Warning(link.peerAddress(), "the session ends: " + why));
                neighbor.session().fail(Notification.of(ErrorCode.CEASE_OUT_OF_RESOURCES), why, nowNanos);
            }
        }
    }

    /** The neighbour whose session this is, or null when that has ended. */
    private @Nullable Neighbor neighborOf(SessionLink link) {
        for (Neighbor neighbor : neighbors.getOrDefault(link.peerAddress(), List.of())) {
            if (neighbor.link == link) {
                return neighbor;
            }
        }
        return null;
    }

    // --- Neighbours come and go.

    /** Adds a neighbour and starts its session. */
    Neighbor add(PeerConfig config, @Nullable Prefix range) {
        Neighbor neighbor = new Neighbor(config, range);
        PeerSession session =
                new PeerSession(config.session(), transport, listener, decoder, random, limits.halfOpenPerPeer());
        neighbor.session = session;
        bySession.put(session, neighbor);
        neighbors
                .computeIfAbsent(neighbor.address(), address -> new ArrayList<>(1))
                .add(neighbor);
        session.start(nowNanos);
        deadlines.schedule(neighbor, session.nextDeadlineNanos());
        return neighbor;
    }

    /** Ends a neighbour's sessions with this Cease, and forgets it. */
    void remove(Neighbor neighbor, ErrorCode cease, String text) {
        neighbor.isRemoved = true;
        neighbor.session().stop(cease, text, nowNanos);
        forget(neighbor);
    }

    private void forget(Neighbor neighbor) {
        neighbor.isRemoved = true;
        bySession.remove(neighbor.session());
        List<Neighbor> same = neighbors.get(neighbor.address());
        if (same != null) {
            same.remove(neighbor);
            if (same.isEmpty()) {
                neighbors.remove(neighbor.address());
            }
        }
        if (neighbor.range != null) {
            directory.dynamicRemoved(neighbor.range);
            observer.observe(new SpeakerEvent.DynamicNeighborRemoved(neighbor.address(), neighbor.range));
        }
    }

    /**
     * A dynamic neighbour without a connection is kept for a while, with its last error and its back-off, and then forgotten; one
     * that is held in Idle is not, for whom we forgot we could not keep away.
     */
    private void forgetIfGone(Neighbor neighbor) {
        if (isGone(neighbor) && nowNanos - neighbor.session().stateSinceNanos() >= DYNAMIC_GRACE_NANOS) {
            neighbor.session().stop(ErrorCode.CEASE_PEER_DECONFIGURED, "", nowNanos);
            forget(neighbor);
        }
    }

    private static boolean isGone(Neighbor neighbor) {
        return neighbor.isDynamic()
                && !neighbor.isRemoved
                && !neighbor.session().isHeldInIdle()
                && neighbor.session().state().compareTo(FsmState.OPEN_SENT) < 0;
    }

    /** All neighbours, in the order in which they were added. */
    List<Neighbor> neighbors() {
        List<Neighbor> all = new ArrayList<>(bySession.size());
        neighbors.values().forEach(all::addAll);
        return all;
    }

    long nowNanos() {
        return nowNanos;
    }

    int number() {
        return number;
    }

    // --- Outputs.

    private void sendBatches() { // here and below by index, for iterators were most of a quiet pass's garbage
        for (int i = 0; i < batched.size(); i++) {
            sendBatch(batched.get(i));
        }
        batched.clear();
    }

    private void sendBatch(SessionLink link) {
        UpdateBatch batch = link.batch;
        if (batch != null) {
            link.batch = null;
            rib.send(batch);
        }
    }

    private void sendPublished() {
        // Who went on to another log in this pass is no member of the one it comes from, and yet has to be sent its
        // rest.
        for (int i = 0; i < moved.size(); i++) {
            moved.get(i).pump(nowNanos);
        }
        moved.clear();
        for (int r = 0; r < published.size(); r++) {
            LogReader reader = published.get(r);
            for (int i = 0; i < reader.members().size(); i++) {
                reader.members().get(i).pump(nowNanos);
            }
            if (reader.hasLaggards(limits.logBytesPerGroup())) {
                List.copyOf(reader.members()).forEach(output -> detachLaggard(output, reader.family()));
            }
        }
        published.clear();
    }

    /** A member that holds back more than the bound leaves its log, and the RibLoop serves it apart. */
    private void detachLaggard(MemberOutput output, AddressFamily family) {
        long lagBytes = output.lagBytes(family);
        LogReader.Place place = output.place(family);
        if (place == null || !place.hasNext() || lagBytes <= limits.logBytesPerGroup()) {
            return;
        }
        UpdateLog log = place.log();
        long segmentNumber = place.peek().runs.segmentNumber();
        output.abandon(family);
        rib.send(new RibCommand.Lagging(output.link(), family, log, segmentNumber));
        observer.observe(new SpeakerEvent.PeerLagging(output.link().peerAddress(), lagBytes));
    }

    private void reportProgress() {
        for (int i = 0; i < progressed.size(); i++) {
            LogReader reader = progressed.get(i);
            reader.reported();
            rib.send(new RibCommand.Progress(number, reader.log(), reader.frontBytes(), reader.rearBytes()));
            if (reader.isIdle()) {
                readers.remove(reader.log());
            }
        }
        progressed.clear();
    }

    /** When the RIB is behind, TCP is the queue: nothing is dropped, and nothing waits in memory without bound. */
    private void balanceReads() {
        if (!isPaused && rib.isFull()) {
            isPaused = true;
            for (Neighbor neighbor : neighbors()) {
                neighbor.session().pauseReads();
            }
        } else if (isPaused && rib.hasRoom()) {
            isPaused = false;
            for (Neighbor neighbor : neighbors()) {
                neighbor.session().resumeReads(nowNanos);
            }
        }
    }

    /** What the sessions say. */
    private final class Listener implements SessionListener {

        @Override
        public void established(PeerSession session, Negotiated negotiated, Connection connection) {
            Neighbor neighbor = neighbor(session);
            MemberOutput output = new MemberOutput(session, connection, limits.writeAheadBytes());
            SessionLink link = new SessionLink(number, neighbor.config, negotiated, connection.localAddress(), output);
            neighbor.sessionBegan(link);
            rib.send(new RibCommand.SessionUp(link));
            if (isPaused) {
                session.pauseReads();
            }
            observer.observe(new SpeakerEvent.SessionEstablished(neighbor.address(), negotiated));
        }

        @Override
        public void update(PeerSession session, Update update) {
            Neighbor neighbor = neighbor(session);
            SessionLink link = neighbor.link;
            if (link == null) {
                return;
            }
            UpdateBatch batch = link.batch;
            if (batch == null) {
                batch = spareBatches.take(link, session.inputNanos());
                link.batch = batch;
                batched.add(link);
            }
            batch.add(update);
            if (!update.findings().isEmpty()) {
                observer.observe(new SpeakerEvent.UpdateError(neighbor.address(), update.findings()));
            }
            if (batch.isFull()) {
                sendBatch(link);
            }
        }

        @Override
        public void routeRefresh(PeerSession session, RouteRefresh refresh) {
            SessionLink link = neighbor(session).link;
            AddressFamily family = AddressFamily.of(refresh.afi(), refresh.safi());
            if (link != null
                    && family != null
                    && refresh.subtype() == RouteRefresh.REQUEST
                    && link.refreshAsked(family)) {
                sendBatch(link);
                rib.send(new RibCommand.Refresh(link, family));
            }
        }

        @Override
        public void writable(PeerSession session) {
            SessionLink link = neighbor(session).link;
            if (link != null) {
                link.output.pump(session.inputNanos());
            }
        }

        @Override
        public void down(PeerSession session, DownReason reason) {
            Neighbor neighbor = neighbor(session);
            SessionLink link = neighbor.link;
            neighbor.link = null;
            neighbor.prefixLimits.sessionEnded();
            if (link != null) {
                sendBatch(link);
                link.output.close();
                rib.send(new RibCommand.SessionDown(link));
            }
            observer.observe(new SpeakerEvent.SessionDown(neighbor.address(), reason));
        }

        @Override
        public void halfOpenChanged(PeerSession session, int by) {
            directory.countHalfOpen(neighbor(session).isDynamic(), by);
        }

        @Override
        public void crashed(PeerSession session, Throwable cause) {
            observer.observe(new SpeakerEvent.SessionCrashed(neighbor(session).address(), cause));
        }

        @Override
        public void stateChanged(PeerSession session, FsmState from, FsmState to, String detail) {
            Neighbor neighbor = neighbor(session);
            observer.observe(new SpeakerEvent.StateChanged(neighbor.address(), from, to, detail));
            deadlines.schedule(neighbor, nextDeadlineNanos(neighbor));
        }

        @Override
        public void deadlineChanged(PeerSession session) {
            Neighbor neighbor = bySession.get(session);
            if (neighbor != null) {
                deadlines.schedule(neighbor, session.nextDeadlineNanos());
            }
        }

        private Neighbor neighbor(PeerSession session) {
            Neighbor neighbor = bySession.get(session);
            if (neighbor == null) {
                throw new IllegalStateException("a session of no neighbour speaks");
            }
            return neighbor;
        }
    }
}

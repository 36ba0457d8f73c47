// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.wire.MessageEncoder;
import io.bgprr.bgp.wire.UpdateDecoder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A peer's session: its connections, each with an FSM of its own, and what is common to them: who dials, who wins a
 * collision (RFC 4271 §6.8, RFC 6286 §2.3), how long to wait, what a user sees.
 *
 * <p>At most one connection dials; the others were accepted. The first to become Established ends the others, and while it
 * lasts nobody dials: a peer with graceful restart takes a second connection for our restart.
 *
 * <p>Owned by one thread, which passes the time to every call; calls may come from within {@link SessionListener} calls.
 */
public final class PeerSession {

    /** For {@link #failAndHold}: no time is long enough. */
    public static final long HOLD_UNTIL_RESET = TimerTable.NEVER;

    private static final ConnectionListener DEAF = new DeafListener();

    private final SessionConfig config;
    private final SessionListener listener;
    private final UpdateDecoder decoder;
    private final RetryBackoff backoff;
    private final CapabilityOffer offer;
    private final int halfOpenMax;
    private final SessionCounters counters = new SessionCounters();
    private final NlriCursor cursor = new NlriCursor();

    private final ConnectionSet connections = new ConnectionSet();
    private final SessionReport report = new SessionReport();
    private final Dialer dialer;

    private @Nullable PeerConnection established;
    private boolean isStarted;
    private boolean isPaused;
    private long reportedDeadlineNanos = TimerTable.NEVER;

    /**
     * @param decoder of the thread's loop, shared by its sessions
     * @param random for jitter only
     * @param halfOpenMax how many accepted connections may wait for an OPEN; one more ends the oldest
     */
    public PeerSession(
            SessionConfig config,
            Transport transport,
            SessionListener listener,
            UpdateDecoder decoder,
            RandomGenerator random,
            int halfOpenMax) {
        this.config = config;
        this.listener = listener;
        this.decoder = decoder;
        this.backoff = new RetryBackoff(config, random);
        this.offer = new CapabilityOffer(config);
        this.dialer = new Dialer(this, config, transport, connections, report);
        this.halfOpenMax = Math.max(1, halfOpenMax);
    }

    // Commands.

    /** Starts an enabled peer that is stopped: it dials at once, or listens when it is passive. */
    public void start(long nowNanos) {
        if (isStarted || !config.enabled()) {
            return;
        }
        isStarted = true;
        backoff.forgiven();
        offer.renew();
        dialer.start(nowNanos);
        settle();
    }

    /** Ends all connections and stays Idle until {@link #start}; whoever is far enough hears the NOTIFICATION. */
    public void stop(Notification cease, long nowNanos) {
        isStarted = false;
        for (PeerConnection each : connections.all()) {
            each.handle(new FsmEvent.ManualStop(cease), nowNanos);
        }
        connections.clear(); // One that is held in Idle does not end, for it has not begun.
        publish(nowNanos);
        settle();
    }

    /** As {@link #stop(Notification, long)}; the text is sent where the code may carry one (RFC 9003), cut to 255 octets. */
    public void stop(ErrorCode cease, String text, long nowNanos) {
        stop(Notification.of(cease, text), nowNanos);
    }

    /** Ends the session by Cease, Administrative Reset, and starts over (RFC 4486 §4). */
    public void reset(String text, long nowNanos) {
        if (!isStarted) {
            return;
        }
        stop(Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_RESET, text), nowNanos);
        isStarted = true;
        backoff.forgiven();
        offer.renew();
        // Not a manual start, which dials at once: the peer needs a moment to notice that the old session is over.
        dialer.listen(nowNanos);
        settle();
    }

    /**
     * Ends the Established session for a reason of ours, such as a limit of prefixes, and starts over with the back-off of
     * an error.
     *
     * @param why a clause for people
     */
    public void fail(Notification cease, String why, long nowNanos) {
        PeerConnection up = established;
        if (up != null) {
            up.handle(new FsmEvent.AutomaticStop(cease), why, nowNanos);
        }
        settle();
    }

    /**
     * As {@link #fail}, and then stays in Idle for {@code holdNanos}, refusing the peer's connections, or until {@link #reset}
     * or {@link #endHold}.
     */
    public void failAndHold(Notification cease, String why, long holdNanos, long nowNanos) {
        if (established == null) {
            return;
        }
        backoff.orderHold(holdNanos);
        fail(cease, why, nowNanos);
    }

    /** Ends a hold in Idle before its time, for its cause is gone. */
    public void endHold(long nowNanos) {
        if (isHeldInIdle()) {
            connections.removeHeld();
            dialer.listen(nowNanos);
            settle();
        }
    }

    /** Whether the peer is kept away for a while, or for good. */
    public boolean isHeldInIdle() {
        return connections.isHeldInIdle();
    }

    /** Asks the peer for all its routes of a family; false when the session cannot. */
    public boolean sendRouteRefresh(AddressFamily family, long nowNanos) {
        PeerConnection up = established;
        Negotiated agreed = negotiated();
        if (up == null || agreed == null || !agreed.isRouteRefresh() || !agreed.has(family)) {
            return false;
        }
        counters.refreshesSent++;
        up.send(new RouteRefresh(family.afi(), family.safi(), RouteRefresh.REQUEST), nowNanos);
        settle();
        return true;
    }

    /** Stops reading from the Established connection; meanwhile the peer's silence is not held against it. */
    public void pauseReads() {
        PeerConnection up = established;
        if (up != null && !isPaused && up.connection() != null) {
            isPaused = true;
            up.connection().pauseReads();
        }
    }

    public void resumeReads(long nowNanos) {
        PeerConnection up = established;
        if (up != null && isPaused && up.connection() != null) {
            isPaused = false;
            up.restartHold(nowNanos);
            up.connection().resumeReads();
            settle();
        }
    }

    /** The owner handed frames to the Established connection. */
    public void countSent(int updatesCount, long lengthBytes, long nowNanos) {
        counters.updatesSent += updatesCount;
        counters.bytesSent += lengthBytes;
        PeerConnection up = established;
        if (up != null) {
            up.watchSending(nowNanos);
            settle();
        }
    }

    // Inputs.

    /**
     * A connection from the peer's address.
     *
     * @return who listens to it from now on; of a connection that is refused, and whose close is already under way behind a
     *     NOTIFICATION, one that hears nothing
     */
    public ConnectionListener accepted(Connection connection, long nowNanos) {
        if (!isStarted || connections.isHeldInIdle()) {
            refuse(connection);
            return DEAF;
        }
        makeRoom(nowNanos);
        PeerConnection incoming = new PeerConnection(this, backoff, connection);
        connections.add(incoming);
        listener.halfOpenChanged(this, 1);
        incoming.begin(connections.isFirstAccepted(incoming) && established == null, nowNanos);
        settle();
        return incoming;
    }

    /** Acts on what is due; to be called at {@link #nextDeadlineNanos()}, and harmless at any other time. */
    public void timeout(long nowNanos) {
        for (PeerConnection each : connections.all()) {
            each.timeout(nowNanos);
        }
        reportedDeadlineNanos = connections.nextDeadlineNanos();
    }

    /**
     * When {@code timeout} wants to be called, on the clock of nanoseconds; {@link Long#MAX_VALUE} = never. Whoever asks keeps
     * the answer: {@link SessionListener#deadlineChanged} tells only of deadlines that are earlier than it.
     */
    public long nextDeadlineNanos() {
        reportedDeadlineNanos = connections.nextDeadlineNanos();
        return reportedDeadlineNanos;
    }

    // What a user may see.

    public SessionConfig config() {
        return config;
    }

    /** That of the connection that got furthest. */
    public FsmState state() {
        return report.state();
    }

    public long stateSinceNanos() {
        return report.stateSinceNanos();
    }

    /** Whether it is to be up: started and not stopped since. */
    public boolean isStarted() {
        return isStarted;
    }

    /** What the Established session agreed on, or null. */
    public @Nullable Negotiated negotiated() {
        return established == null ? null : established.negotiated();
    }

    /** The connection of the Established session, or null. */
    public @Nullable Connection establishedConnection() {
        return established == null ? null : established.connection();
    }

    /** When the Established session's last input came: the time of the callback that is told of it. */
    public long inputNanos() {
        return established == null ? 0 : established.inputNanos();
    }

    /** The live counters; whoever keeps them copies them. */
    public SessionCounters counters() {
        return counters;
    }

    /** Why the last session ended or the last attempt failed; empty when nothing went wrong yet. */
    public String lastError() {
        return report.lastError();
    }

    public long lastErrorNanos() {
        return report.lastErrorNanos();
    }

    // What its connections ask and tell.

    RetryBackoff backoff() {
        return backoff;
    }

    UpdateDecoder decoder() {
        return decoder;
    }

    boolean isPaused(PeerConnection asking) {
        return isPaused && asking == established;
    }

    Open offer() {
        return offer.open();
    }

    Dialer dialer() {
        return dialer;
    }

    /**
     * Decides between a connection that has received a good OPEN and those that received one before, and ends the losers
     * among the latter. Established wins; else the connection that the speaker with the higher identifier initiated, a tie
     * going to the higher AS; of two that the same side initiated, the newer, for nobody dials twice who still has the
     * first.
     */
    boolean winsCollision(PeerConnection candidate, Negotiated agreed, long nowNanos) {
        if (established != null) {
            return false;
        }
        int byIdentifier = config.routerId().compareTo(agreed.peerRouterId());
        boolean oursIsHigher = byIdentifier != 0
                ? byIdentifier > 0
                : config.localAs().value() > agreed.peerAs().value();
        return connections.keepOne(candidate, oursIsHigher, nowNanos);
    }

    /** A connection went from one live state to another. */
    void advanced(PeerConnection connection, FsmState before, FsmState after, long nowNanos) {
        if (after == FsmState.OPEN_CONFIRM) {
            dialer.giveWay(nowNanos);
        } else if (after == FsmState.ESTABLISHED) {
            established(connection, nowNanos);
        } else if (after == FsmState.ACTIVE && before == FsmState.OPEN_SENT) {
            report.failed(connection.reason().text(), nowNanos);
        }
        publish(nowNanos);
    }

    /** A connection is over; the session starts over unless another connection may yet come up. */
    void ended(PeerConnection connection, FsmState before, long nowNanos) {
        connections.remove(connection);
        waitsNoMore(connection);
        if (connections.isHeldInIdle()) {
            return; // It ended for the hold, and what a user should see is what the peer is held for.
        }
        DownReason reason = connection.reason();
        boolean wasEstablished = connection == established;
        if (wasEstablished) {
            established = null;
            isPaused = false;
            counters.flaps++;
            backoff.cleared();
            if (connection.isDamped()) {
                backoff.oscillated(nowNanos);
            }
        }
        if (offer.reconsider(connection, before)) {
            backoff.cleared();
        }
        if (established == null && !isCollision(reason)) {
            report.failed(reason.text(), nowNanos);
        }
        if (wasEstablished) {
            listener.down(this, reason);
        }
        if (isStarted && !connections.isBeyondDialing()) {
            dialer.startOver(wasEstablished && connection.isDamped(), nowNanos);
        }
        publish(nowNanos);
    }

    private void waitsNoMore(PeerConnection connection) {
        if (connection.takeHalfOpen()) {
            listener.halfOpenChanged(this, -1);
        }
    }

    /** Whether a connection ended in favour of another one, which is as it should be. */
    private boolean isCollision(DownReason reason) {
        Notification last = reason.sent() != null ? reason.sent() : reason.received();
        return last != null
                && ErrorCode.of(last.code(), last.subcode()) == ErrorCode.CEASE_COLLISION_RESOLUTION
                && connections.hasOpenSent();
    }

    /** An UPDATE of the Established connection. */
    void deliver(Update update) {
        counters.countReceived(update, cursor);
        listener.update(this, update);
    }

    /** A request for a negotiated family goes on; anything else is ignored (RFC 2918 §4, RFC 7313 §5). */
    void deliver(RouteRefresh refresh) {
        AddressFamily family = AddressFamily.of(refresh.afi(), refresh.safi());
        Negotiated agreed = negotiated();
        if (family == null || agreed == null || !agreed.has(family) || refresh.subtype() != RouteRefresh.REQUEST) {
            counters.discardedReceived++;
            return;
        }
        listener.routeRefresh(this, refresh);
    }

    /** Our code failed on what the peer did; the connection ends. */
    void crashed(Throwable cause) {
        listener.crashed(this, cause);
    }

    void writable(PeerConnection connection) {
        if (connection == established) {
            listener.writable(this);
        }
        settle();
    }

    /** Every input ends here: the owner hears of a deadline that is earlier than the one it knows. */
    void settle() {
        long next = connections.nextDeadlineNanos();
        if (next < reportedDeadlineNanos) {
            reportedDeadlineNanos = next;
            listener.deadlineChanged(this);
        }
    }

    private void established(PeerConnection connection, long nowNanos) {
        established = connection;
        waitsNoMore(connection);
        backoff.cleared();
        Negotiated agreed = connection.negotiated();
        Connection tcp = connection.connection();
        if (agreed != null && tcp != null) {
            listener.established(this, agreed, tcp);
        }
        for (PeerConnection other : connections.all()) {
            if (other != connection) {
                other.handle(new FsmEvent.OpenCollisionDump(), "another connection is Established", nowNanos);
            }
        }
    }

    /** A peer that may not connect now is told so, as well as that goes (RFC 4486 §4, Connection Rejected). */
    private void refuse(Connection connection) {
        byte[] bytes = MessageEncoder.encode(Notification.of(ErrorCode.CEASE_CONNECTION_REJECTED));
        connection.write(bytes, 0, bytes.length);
        connection.flush();
        connection.closeAfterFlush();
        counters.notificationsSent++;
        counters.bytesSent += bytes.length;
    }

    private void makeRoom(long nowNanos) {
        PeerConnection oldest = connections.oldestOfTooMany(halfOpenMax);
        if (oldest != null) {
            oldest.handle(
                    new FsmEvent.AutomaticStop(Notification.of(ErrorCode.CEASE_OUT_OF_RESOURCES)),
                    "too many connections of this peer wait for an OPEN",
                    nowNanos);
        }
    }

    /** Tells the state that a user should see, when it changed or when an attempt failed. */
    private void publish(long nowNanos) {
        report.publish(connections.furthestState(), nowNanos, this, listener);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.wire.MessageEncoder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One FSM of a peer with its TCP connection and timers, from its first start to its return to Idle. It turns actions into octets,
 * and its {@link MessageReceiver} octets into events; whatever concerns the peer's other connections it asks of its
 * {@link PeerSession}.
 *
 * <p>Once ended it ignores all that is still heard of its TCP connection. Owned by the session's thread.
 */
final class PeerConnection implements ConnectionListener {

    /** A timer that is later than this was not late by itself: our thread did not run. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long an accepted connection may be silent while the peer has another one: no honest peer needs it. */
    private static final long FURTHER_OPEN_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final byte[] KEEPALIVE = MessageEncoder.encode(new Keepalive());

    private final PeerSession session;
    private final SessionFsm fsm;
    private final TimerTable timers = new TimerTable();
    private final SendHold sendHold = new SendHold(timers);
    private final Actions actions = new Actions();
    private final MessageReceiver receiver;
    private final boolean isOutgoing;

    private @Nullable Connection connection;
    private @Nullable Notification sent;
    private String cause = "";
    private boolean isDamped;
    private boolean isEnded;
    private boolean isHalfOpen;
    private long openWaitNanos = SessionFsm.LARGE_HOLD_NANOS;
    private long nowNanos;

    /** One that dials. */
    PeerConnection(PeerSession session, RetryBackoff backoff) {
        this.session = session;
        this.fsm = new SessionFsm(backoff);
        this.receiver = new MessageReceiver(this, session);
        this.isOutgoing = true;
    }

    /** One that the peer dialed. */
    PeerConnection(PeerSession session, RetryBackoff backoff, Connection accepted) {
        this.session = session;
        this.fsm = new SessionFsm(backoff);
        this.receiver = new MessageReceiver(this, session);
        this.isOutgoing = false;
        this.connection = accepted;
    }

    FsmState state() {
        return fsm.state();
    }

    TimerTable timers() {
        return timers;
    }

    boolean isOutgoing() {
        return isOutgoing;
    }

    boolean isEnded() {
        return isEnded;
    }

    /** Whether the peer is still listened to. */
    boolean isHeard() {
        return !isEnded && connection != null;
    }

    /** Whether it ended by an error for which RFC 4271 wants damping. */
    boolean isDamped() {
        return isDamped;
    }

    /** Whether our OPEN on it had capabilities. */
    boolean offeredCapabilities() {
        return receiver.hasOfferedCapabilities();
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    @Nullable
    Negotiated negotiated() {
        return receiver.negotiated();
    }

    @Nullable
    Notification notificationReceived() {
        return receiver.notification();
    }

    /** Why it ended. */
    DownReason reason() {
        return DownReason.of(sent, receiver.notification(), cause);
    }

    /** When the last input came. */
    long inputNanos() {
        return nowNanos;
    }

    // What the peer session asks for.

    /** Gives the FSM an event, and tells the session of the state that follows. */
    void handle(FsmEvent event, long now) {
        if (isEnded) {
            return;
        }
        nowNanos = now;
        FsmState before = fsm.state();
        FsmState after = fsm.handle(event, now, actions);
        if (after == before) {
            return;
        }
        // A connection that the peer made, and lost, is not for us to make again.
        boolean isOver = after == FsmState.IDLE || (after == FsmState.ACTIVE && !isOutgoing && before != FsmState.IDLE);
        if (isOver) {
            isEnded = true;
            timers.clearAll();
            session.ended(this, before, now);
            return;
        }
        session.advanced(this, before, after, now);
    }

    /** Ends it with a reason that the NOTIFICATION alone does not tell. */
    void handle(FsmEvent event, String why, long now) {
        cause = why;
        handle(event, now);
    }

    /**
     * A connection that the peer made begins.
     *
     * @param isFirst it is the peer's only one; another one has less time to say what it is for
     */
    void begin(boolean isFirst, long now) {
        isHalfOpen = true;
        openWaitNanos = isFirst ? SessionFsm.LARGE_HOLD_NANOS : FURTHER_OPEN_WAIT_NANOS;
        guarded(
                () -> {
                    handle(new FsmEvent.AutomaticStartWithPassiveTcpEstablishment(), now);
                    handle(new FsmEvent.TcpConnectionConfirmed(), now);
                    if (!isEnded && !isFirst) {
                        timers.set(FsmTimer.HOLD, now + openWaitNanos);
                    }
                },
                now);
    }

    /** Whether it was accepted and has waited for Established until now. */
    boolean takeHalfOpen() {
        boolean was = isHalfOpen;
        isHalfOpen = false;
        return was;
    }

    /** Acts on all timers that are due. */
    void timeout(long now) {
        guarded(() -> actOnTimers(now), now);
    }

    private void actOnTimers(long now) {
        for (FsmTimer timer = timers.due(now); timer != null && !isEnded; timer = timers.due(now)) {
            long lateNanos = now - timers.deadlineNanos(timer);
            timers.clear(timer);
            switch (timer) {
                case CONNECT_RETRY -> handle(new FsmEvent.ConnectRetryTimerExpires(), "connecting took too long", now);
                case HOLD -> holdExpired(lateNanos, now);
                case KEEPALIVE -> handle(new FsmEvent.KeepaliveTimerExpires(), now);
                case IDLE_HOLD -> session.dialer().idleHoldExpired(this, now);
                case SEND_HOLD -> sendHoldExpired(now);
            }
        }
    }

    private void holdExpired(long lateNanos, long now) {
        Negotiated agreed = negotiated();
        if (session.isPaused(this) && agreed != null) {
            // We do not read, so we cannot know whether the peer is silent.
            timers.set(FsmTimer.HOLD, now + TimeUnit.SECONDS.toNanos(agreed.holdTimeSeconds()));
        } else if (lateNanos > STALL_NANOS) {
            // We slept, and the peer's KEEPALIVE may lie in the socket: read first, judge then.
            timers.set(FsmTimer.HOLD, now + STALL_NANOS);
        } else {
            String silence = agreed == null
                    ? "no OPEN for " + TimeUnit.NANOSECONDS.toSeconds(openWaitNanos) + " s"
                    : "no KEEPALIVE or UPDATE for " + agreed.holdTimeSeconds() + " s";
            handle(new FsmEvent.HoldTimerExpires(), silence, now);
        }
    }

    private void sendHoldExpired(long now) {
        String stuck = sendHold.stuck(connection);
        if (stuck != null) {
            handle(new FsmEvent.SendHoldTimerExpires(), stuck, now);
        }
    }

    /** Our reading was paused and is not any more: silence counts from now on. */
    void restartHold(long now) {
        Negotiated agreed = negotiated();
        if (agreed != null && timers.isRunning(FsmTimer.HOLD)) {
            timers.set(FsmTimer.HOLD, now + TimeUnit.SECONDS.toNanos(agreed.holdTimeSeconds()));
        }
    }

    /** Octets were queued: from now on TCP should take some. */
    void watchSending(long now) {
        if (fsm.state() == FsmState.ESTABLISHED) {
            sendHold.queued(connection, now);
        }
    }

    /** Both sides agree on what holds for this session, and the FSM goes on. */
    void agreed(Negotiated agreed) {
        sendHold.setSeconds(session.config().sendHoldSeconds(agreed.holdTimeSeconds()));
        handle(new FsmEvent.BgpOpen(agreed.holdTimeSeconds(), agreed.keepaliveSeconds()), nowNanos);
    }

    void send(Message message, long now) {
        nowNanos = now;
        write(MessageEncoder.encode(message));
    }

    private void write(byte[] bytes) {
        Connection open = connection;
        if (open != null) {
            open.write(bytes, 0, bytes.length);
            open.flush();
            session.counters().bytesSent += bytes.length;
            watchSending(nowNanos);
        }
    }

    // What TCP tells.

    @Override
    public void connected(long now) {
        guarded(() -> handle(new FsmEvent.TcpCrAcked(), now), now);
        session.settle();
    }

    @Override
    public void connectFailed(String reason, long now) {
        lost("could not connect: " + reason, now);
    }

    @Override
    public void closed(String reason, long now) {
        lost("the connection is gone: " + reason, now);
    }

    private void lost(String why, long now) {
        connection = null;
        cause = why;
        guarded(() -> handle(new FsmEvent.TcpConnectionFails(), now), now);
        session.settle();
    }

    @Override
    public void written(long now) {
        Connection open = connection;
        if (isEnded || open == null || fsm.state() != FsmState.ESTABLISHED) {
            return;
        }
        sendHold.taken(open, now);
        guarded(() -> session.writable(this), now);
    }

    @Override
    public void received(byte[] bytes, int offset, int lengthBytes, long now) {
        if (isEnded) {
            return;
        }
        nowNanos = now;
        session.counters().bytesReceived += lengthBytes;
        guarded(() -> receiver.read(bytes, offset, lengthBytes), now);
        session.settle();
    }

    /**
     * What one peer's input can trigger in our code must not reach another peer's session: a mistake of ours costs this
     * connection. Memory that has run out is no such mistake, and whoever hosts us must hear of it.
     */
    private void guarded(Runnable action, long now) {
        try {
            action.run();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
            crashed(e, now);
        }
    }

    private void crashed(Throwable e, long now) {
        StackTraceElement[] trace = e.getStackTrace();
        cause = "an error of ours: " + e + (trace.length == 0 ? "" : " at " + trace[0]);
        try {
            session.crashed(e);
            handle(new FsmEvent.AutomaticStop(Notification.of(ErrorCode.CEASE_OUT_OF_RESOURCES)), now);
        } catch (RuntimeException | Error again) {
            abort(now);
        }
        if (!isEnded) { // it was in a state that ignores a stop: Idle
            abort(now);
        }
    }

    private void abort(long now) {
        FsmState before = fsm.state();
        isEnded = true;
        timers.clearAll();
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
        session.ended(this, before, now);
    }

    /** What the FSM wants done. */
    private final class Actions implements FsmOutput {

        @Override
        public void startTimer(FsmTimer timer, long deadlineNanos) {
            timers.set(timer, deadlineNanos);
        }

        @Override
        public void stopTimer(FsmTimer timer) {
            timers.clear(timer);
        }

        @Override
        public void connect() {
            cause = "";
            connection = session.dialer().dial(PeerConnection.this);
        }

        @Override
        public void sendOpen() {
            cause = "";
            Open open = session.offer();
            receiver.expectAnswer(open);
            session.counters().opensSent++;
            send(open, nowNanos);
        }

        @Override
        public void sendKeepalive() {
            session.counters().keepalivesSent++;
            write(KEEPALIVE);
        }

        @Override
        public void sendNotification(Notification notification) {
            sent = notification;
            session.counters().notificationsSent++;
            send(notification, nowNanos);
        }

        @Override
        public void drop() {
            timers.clearAll();
            Connection open = connection;
            connection = null;
            if (open == null) {
                return;
            }
            if (sent != null) {
                open.closeAfterFlush();
            } else {
                open.close();
            }
        }

        @Override
        public void countFailure() {
            // Whoever fails to reach us says nothing about how hard we should try to reach him.
            if (isOutgoing) {
                session.backoff().failed();
            }
        }

        @Override
        public void clearFailures() {
            session.backoff().cleared();
        }

        @Override
        public void damp() {
            isDamped = true;
        }
    }
}

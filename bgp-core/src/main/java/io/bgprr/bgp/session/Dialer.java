// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Notification;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Our side of coming up: the one connection of a peer that dials, or waits to. It is made when the peer starts and whenever a
 * connection has ended and none is left that could come up; a peer that oscillates, or whom its owner keeps away, has to wait in
 * Idle first (DampPeerOscillations, RFC 4271 §8.1.1).
 */
final class Dialer {

    private final PeerSession session;
    private final SessionConfig config;
    private final Transport transport;
    private final ConnectionSet connections;
    private final SessionReport report;

    Dialer(
            PeerSession session,
            SessionConfig config,
            Transport transport,
            ConnectionSet connections,
            SessionReport report) {
        this.session = session;
        this.config = config;
        this.transport = transport;
        this.connections = connections;
        this.report = report;
    }

    /** The operator starts the peer: it is dialed at once, or waited for when it is passive. */
    void start(long nowNanos) {
        add().handle(
                        config.passive()
                                ? new FsmEvent.ManualStartWithPassiveTcpEstablishment()
                                : new FsmEvent.ManualStart(),
                        nowNanos);
    }

    /** Lets the peer dial first, for as long as the back-off says. */
    void listen(long nowNanos) {
        add().handle(new FsmEvent.AutomaticStartWithPassiveTcpEstablishment(), nowNanos);
    }

    /**
     * A connection has ended, and none is left that could come up.
     *
     * @param mayHold the last one ended by an error for which RFC 4271 wants damping
     */
    void startOver(boolean mayHold, long nowNanos) {
        long idleHoldNanos = mayHold ? session.backoff().takeIdleHoldNanos() : 0;
        if (idleHoldNanos == 0) {
            listen(nowNanos);
        } else if (idleHoldNanos == PeerSession.HOLD_UNTIL_RESET) {
            report.add("held in Idle until it is reset");
            hold(nowNanos); // and nothing starts it
        } else {
            report.add("held in Idle for " + TimeUnit.NANOSECONDS.toMillis(idleHoldNanos) + " ms");
            hold(nowNanos).timers().set(FsmTimer.IDLE_HOLD, nowNanos + idleHoldNanos);
        }
    }

    /** A peer that is held has no other connection, or it would come up over that one all the same. */
    private PeerConnection hold(long nowNanos) {
        List<PeerConnection> others = connections.all();
        PeerConnection held = add(); // first, so that the ends of the others start nothing
        Notification rejected = Notification.of(ErrorCode.CEASE_CONNECTION_REJECTED);
        for (PeerConnection other : others) {
            other.handle(new FsmEvent.AutomaticStop(rejected), "the peer is held down", nowNanos);
        }
        return held;
    }

    void idleHoldExpired(PeerConnection held, long nowNanos) {
        held.handle(
                config.passive()
                        ? new FsmEvent.AutomaticStartWithPassiveTcpEstablishment()
                        : new FsmEvent.IdleHoldTimerExpires(),
                nowNanos);
    }

    Connection dial(PeerConnection listener) {
        return transport.connect(
                new ConnectRequest(config.peerAddress(), config.peerPort(), config.localAddress(), config.security()),
                listener);
    }

    /** The peer's own connection is about to come up: ours, not even connected, would only collide with it. */
    void giveWay(long nowNanos) {
        for (PeerConnection each : connections.all()) {
            if (each.state().compareTo(FsmState.OPEN_SENT) < 0) {
                each.handle(new FsmEvent.OpenCollisionDump(), nowNanos);
            }
        }
    }

    private PeerConnection add() {
        PeerConnection dialing = new PeerConnection(session, session.backoff());
        connections.add(dialing);
        return dialing;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static io.bgprr.bgp.session.FsmTimer.CONNECT_RETRY;
import static io.bgprr.bgp.session.FsmTimer.HOLD;
import static io.bgprr.bgp.session.FsmTimer.IDLE_HOLD;
import static io.bgprr.bgp.session.FsmTimer.KEEPALIVE;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.session.FsmEvent.AutomaticStart;
import io.bgprr.bgp.session.FsmEvent.AutomaticStartWithPassiveTcpEstablishment;
import io.bgprr.bgp.session.FsmEvent.AutomaticStop;
import io.bgprr.bgp.session.FsmEvent.BgpHeaderErr;
import io.bgprr.bgp.session.FsmEvent.BgpOpen;
import io.bgprr.bgp.session.FsmEvent.BgpOpenMsgErr;
import io.bgprr.bgp.session.FsmEvent.ConnectRetryTimerExpires;
import io.bgprr.bgp.session.FsmEvent.HoldTimerExpires;
import io.bgprr.bgp.session.FsmEvent.IdleHoldTimerExpires;
import io.bgprr.bgp.session.FsmEvent.KeepAliveMsg;
import io.bgprr.bgp.session.FsmEvent.KeepaliveTimerExpires;
import io.bgprr.bgp.session.FsmEvent.ManualStart;
import io.bgprr.bgp.session.FsmEvent.ManualStartWithPassiveTcpEstablishment;
import io.bgprr.bgp.session.FsmEvent.ManualStop;
import io.bgprr.bgp.session.FsmEvent.NotifMsg;
import io.bgprr.bgp.session.FsmEvent.NotifMsgVerErr;
import io.bgprr.bgp.session.FsmEvent.OpenCollisionDump;
import io.bgprr.bgp.session.FsmEvent.RouteRefreshMsg;
import io.bgprr.bgp.session.FsmEvent.SendHoldTimerExpires;
import io.bgprr.bgp.session.FsmEvent.TcpConnectionConfirmed;
import io.bgprr.bgp.session.FsmEvent.TcpConnectionFails;
import io.bgprr.bgp.session.FsmEvent.TcpCrAcked;
import io.bgprr.bgp.session.FsmEvent.UpdateMsg;
import io.bgprr.bgp.session.FsmEvent.UpdateMsgErr;
import java.util.concurrent.TimeUnit;

/**
 * The finite state machine of one connection (RFC 4271 §8.2.2), a Mealy machine: an event and the time go in, the next
 * state comes back, the actions go to the {@link FsmOutput}. It knows no socket, no octets and no other connection;
 * {@link PeerSession} decides collisions and tells it by {@link OpenCollisionDump}.
 *
 * <p>As in §8.2.2, a state names the events that it knows, and the last line is for any other.
 *
 * <p>It departs from the letter of §8.2.2 in six places, each for a reason:
 *
 * <ul>
 *   <li>The ConnectRetryCounter also counts attempts that TCP failed (Connect, OpenSent), and only a manual start clears it
 *       in Idle, because here it is the exponent of the back-off and not an ornament.
 *   <li>A NOTIFICATION in OpenSent is not answered by another one (§6.4 forbids what §8.2.2 asks for).
 *   <li>A header error in Established is answered by its own code, as §6.1 demands, and not by a FSM error.
 *   <li>A second OPEN on one connection is an unexpected message in OpenConfirm (RFC 6608 §4), for a collision needs two
 *       connections.
 *   <li>Sending an UPDATE does not restart the KeepaliveTimer: a session that depends on what the RIB sends would be a
 *       session that a busy RIB can lose.
 *   <li>In Active, the failure of TCP does not leave the ConnectRetryTimer running in Idle: {@link PeerSession} starts
 *       over from Idle.
 * </ul>
 */
final class SessionFsm {

    /** The "large value" of the HoldTimer before the peer's OPEN (RFC 4271 §8.2.2). */
    static final long LARGE_HOLD_NANOS = TimeUnit.MINUTES.toNanos(4);

    private final RetryBackoff backoff;
    private FsmState state = FsmState.IDLE;
    private long holdNanos;
    private long keepaliveNanos;

    SessionFsm(RetryBackoff backoff) {
        this.backoff = backoff;
    }

    FsmState state() {
        return state;
    }

    /** Takes an event, performs its actions, and returns the state thereafter. */
    FsmState handle(FsmEvent event, long nowNanos, FsmOutput output) {
        state = switch (state) {
            case IDLE -> idle(event, nowNanos, output);
            case CONNECT -> connect(event, nowNanos, output);
            case ACTIVE -> active(event, nowNanos, output);
            case OPEN_SENT -> openSent(event, nowNanos, output);
            case OPEN_CONFIRM -> openConfirm(event, nowNanos, output);
            case ESTABLISHED -> established(event, nowNanos, output);
        };
        return state;
    }

    private FsmState idle(FsmEvent event, long nowNanos, FsmOutput output) {
        if (event instanceof ManualStart || event instanceof ManualStartWithPassiveTcpEstablishment) {
            output.clearFailures();
        }
        if (event instanceof ManualStart || event instanceof AutomaticStart || event instanceof IdleHoldTimerExpires) {
            return dial(nowNanos, output);
        }
        if (event instanceof ManualStartWithPassiveTcpEstablishment
                || event instanceof AutomaticStartWithPassiveTcpEstablishment) {
            return listen(nowNanos, output);
        }
        return FsmState.IDLE;
    }

    private FsmState connect(FsmEvent event, long nowNanos, FsmOutput output) {
        if (isStart(event)) {
            return FsmState.CONNECT;
        }
        if (event instanceof ManualStop) {
            return stopped(output);
        }
        if (event instanceof ConnectRetryTimerExpires) {
            output.drop();
            return dial(nowNanos, output);
        }
        if (isConnected(event)) {
            return greet(nowNanos, output);
        }
        if (event instanceof TcpConnectionFails) {
            output.drop();
            output.countFailure();
            return FsmState.IDLE;
        }
        return failed(output);
    }

    private FsmState active(FsmEvent event, long nowNanos, FsmOutput output) {
        if (isStart(event)) {
            return FsmState.ACTIVE;
        }
        if (event instanceof ManualStop) {
            return stopped(output);
        }
        if (event instanceof ConnectRetryTimerExpires) {
            return dial(nowNanos, output);
        }
        if (isConnected(event)) {
            return greet(nowNanos, output);
        }
        return failed(output);
    }

    private FsmState openSent(FsmEvent event, long nowNanos, FsmOutput output) {
        if (event instanceof BgpOpen open) {
            return opened(open, nowNanos, output);
        }
        if (isStart(event) || isConnected(event)) {
            return FsmState.OPEN_SENT;
        }
        if (event instanceof TcpConnectionFails) {
            output.drop();
            output.countFailure();
            return listen(nowNanos, output);
        }
        if (event instanceof NotifMsgVerErr) {
            output.drop();
            return FsmState.IDLE;
        }
        if (event instanceof NotifMsg) {
            return failed(output);
        }
        if (event instanceof BgpOpenMsgErr open) {
            return failed(open.error(), output);
        }
        return ended(event, ErrorCode.UNEXPECTED_MESSAGE_IN_OPEN_SENT, output);
    }

    private FsmState opened(BgpOpen open, long nowNanos, FsmOutput output) {
        output.stopTimer(CONNECT_RETRY);
        output.sendKeepalive();
        holdNanos = TimeUnit.SECONDS.toNanos(open.holdTimeSeconds());
        keepaliveNanos = TimeUnit.SECONDS.toNanos(open.keepaliveSeconds());
        if (holdNanos == 0) {
            output.stopTimer(HOLD);
        } else {
            restartKeepalive(nowNanos, output);
            restartHold(nowNanos, output);
        }
        return FsmState.OPEN_CONFIRM;
    }

    private FsmState openConfirm(FsmEvent event, long nowNanos, FsmOutput output) {
        if (event instanceof KeepAliveMsg) {
            restartHold(nowNanos, output);
            return FsmState.ESTABLISHED;
        }
        if (event instanceof KeepaliveTimerExpires) {
            output.sendKeepalive();
            restartKeepalive(nowNanos, output);
            return FsmState.OPEN_CONFIRM;
        }
        if (isStart(event) || isConnected(event)) {
            return FsmState.OPEN_CONFIRM;
        }
        if (event instanceof NotifMsgVerErr) {
            output.drop();
            return FsmState.IDLE;
        }
        if (event instanceof NotifMsg || event instanceof TcpConnectionFails) {
            return failed(output);
        }
        if (event instanceof BgpOpenMsgErr open) {
            return failed(open.error(), output);
        }
        return ended(event, ErrorCode.UNEXPECTED_MESSAGE_IN_OPEN_CONFIRM, output);
    }

    /** Small, with what comes with each message first: a session spends its life here. */
    private FsmState established(FsmEvent event, long nowNanos, FsmOutput output) {
        if (event instanceof UpdateMsg || event instanceof KeepAliveMsg) {
            restartHold(nowNanos, output);
            return FsmState.ESTABLISHED;
        }
        if (event instanceof KeepaliveTimerExpires) {
            output.sendKeepalive();
            restartKeepalive(nowNanos, output);
            return FsmState.ESTABLISHED;
        }
        return establishedSeldom(event, output);
    }

    private static FsmState establishedSeldom(FsmEvent event, FsmOutput output) {
        if (isStart(event) || isConnected(event) || event instanceof RouteRefreshMsg) {
            return FsmState.ESTABLISHED;
        }
        // Whoever ends a session in good order is not damped: RFC 4271 names no damping here.
        if (event instanceof NotifMsgVerErr || event instanceof NotifMsg || event instanceof TcpConnectionFails) {
            output.drop();
            output.countFailure();
            return FsmState.IDLE;
        }
        if (event instanceof UpdateMsgErr update) {
            return failed(update.error(), output);
        }
        if (event instanceof SendHoldTimerExpires) {
            return failed(Notification.of(ErrorCode.SEND_HOLD_TIMER_EXPIRED), output);
        }
        return ended(event, ErrorCode.UNEXPECTED_MESSAGE_IN_ESTABLISHED, output);
    }

    /** What ends a connection in OpenSent, OpenConfirm and Established alike: each event that the state itself does not name. */
    private static FsmState ended(FsmEvent event, ErrorCode unexpected, FsmOutput output) {
        if (event instanceof ManualStop stop) {
            return stopped(stop.cease(), output);
        }
        if (event instanceof AutomaticStop stop) {
            return failed(stop.cease(), output);
        }
        if (event instanceof BgpHeaderErr header) {
            return failed(header.error(), output);
        }
        if (event instanceof HoldTimerExpires) {
            return failed(Notification.of(ErrorCode.HOLD_TIMER_EXPIRED), output);
        }
        if (event instanceof OpenCollisionDump) {
            return failed(Notification.of(ErrorCode.CEASE_COLLISION_RESOLUTION), output);
        }
        if (event instanceof BgpOpen || event instanceof BgpOpenMsgErr) {
            return unexpected(unexpected, Message.TYPE_OPEN, output);
        }
        if (event instanceof KeepAliveMsg) {
            return unexpected(unexpected, Message.TYPE_KEEPALIVE, output);
        }
        if (event instanceof UpdateMsg || event instanceof UpdateMsgErr) {
            return unexpected(unexpected, Message.TYPE_UPDATE, output);
        }
        if (event instanceof RouteRefreshMsg) {
            return unexpected(unexpected, Message.TYPE_ROUTE_REFRESH, output);
        }
        return failed(Notification.of(ErrorCode.FSM_UNSPECIFIC), output); // timers that do not run in this state
    }

    private static boolean isStart(FsmEvent event) {
        return event instanceof ManualStart
                || event instanceof AutomaticStart
                || event instanceof ManualStartWithPassiveTcpEstablishment
                || event instanceof AutomaticStartWithPassiveTcpEstablishment;
    }

    /** A connection stands. Where one stands already, this is a second one, which has an FSM of its own. */
    private static boolean isConnected(FsmEvent event) {
        return event instanceof TcpCrAcked || event instanceof TcpConnectionConfirmed;
    }

    private FsmState dial(long nowNanos, FsmOutput output) {
        output.stopTimer(IDLE_HOLD);
        output.startTimer(CONNECT_RETRY, deadline(nowNanos, backoff.attemptNanos()));
        output.connect();
        return FsmState.CONNECT;
    }

    private FsmState listen(long nowNanos, FsmOutput output) {
        output.stopTimer(IDLE_HOLD);
        output.startTimer(CONNECT_RETRY, deadline(nowNanos, backoff.waitNanos()));
        return FsmState.ACTIVE;
    }

    private FsmState greet(long nowNanos, FsmOutput output) {
        output.stopTimer(CONNECT_RETRY);
        output.sendOpen();
        output.startTimer(HOLD, nowNanos + LARGE_HOLD_NANOS);
        return FsmState.OPEN_SENT;
    }

    private void restartHold(long nowNanos, FsmOutput output) {
        if (holdNanos != 0) {
            output.startTimer(HOLD, nowNanos + holdNanos);
        }
    }

    private void restartKeepalive(long nowNanos, FsmOutput output) {
        if (keepaliveNanos != 0) {
            output.startTimer(KEEPALIVE, nowNanos + backoff.jitteredKeepalive(keepaliveNanos));
        }
    }

    private static FsmState unexpected(ErrorCode code, int messageType, FsmOutput output) {
        byte[] data = {(byte) messageType}; // RFC 6608 §4
        return failed(Notification.of(code, data), output);
    }

    private static FsmState failed(Notification error, FsmOutput output) {
        output.sendNotification(error);
        return failed(output);
    }

    private static FsmState failed(FsmOutput output) {
        output.drop();
        output.countFailure();
        output.damp();
        return FsmState.IDLE;
    }

    private static FsmState stopped(Notification cease, FsmOutput output) {
        output.sendNotification(cease);
        return stopped(output);
    }

    private static FsmState stopped(FsmOutput output) {
        output.drop();
        output.clearFailures();
        return FsmState.IDLE;
    }

    private static long deadline(long nowNanos, long waitNanos) {
        return waitNanos == TimerTable.NEVER ? TimerTable.NEVER : nowNanos + waitNanos;
    }
}

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
        return switch (event) {
            case ManualStart _ -> {
                output.clearFailures();
                yield dial(nowNanos, output);
            }
            case AutomaticStart _, IdleHoldTimerExpires _ -> dial(nowNanos, output);
            case ManualStartWithPassiveTcpEstablishment _ -> {
                output.clearFailures();
                yield listen(nowNanos, output);
            }
            case AutomaticStartWithPassiveTcpEstablishment _ -> listen(nowNanos, output);
            case ManualStop _, AutomaticStop _ -> FsmState.IDLE;
            case ConnectRetryTimerExpires _, HoldTimerExpires _, KeepaliveTimerExpires _, SendHoldTimerExpires _ ->
                FsmState.IDLE;
            case TcpCrAcked _, TcpConnectionConfirmed _, TcpConnectionFails _ -> FsmState.IDLE;
            case BgpOpen _, BgpHeaderErr _, BgpOpenMsgErr _, OpenCollisionDump _ -> FsmState.IDLE;
            case NotifMsgVerErr _, NotifMsg _, KeepAliveMsg _, UpdateMsg _, UpdateMsgErr _, RouteRefreshMsg _ ->
                FsmState.IDLE;
        };
    }

    private FsmState connect(FsmEvent event, long nowNanos, FsmOutput output) {
        return switch (event) {
            case ManualStart _,
                    AutomaticStart _,
                    ManualStartWithPassiveTcpEstablishment _,
                    AutomaticStartWithPassiveTcpEstablishment _ -> FsmState.CONNECT;
            case ManualStop _ -> stopped(output);
            case ConnectRetryTimerExpires _ -> {
                output.drop();
                yield dial(nowNanos, output);
            }
            case TcpCrAcked _, TcpConnectionConfirmed _ -> greet(nowNanos, output);
            case TcpConnectionFails _ -> {
                output.drop();
                output.countFailure();
                yield FsmState.IDLE;
            }
            case BgpOpen _, BgpHeaderErr _, BgpOpenMsgErr _, NotifMsgVerErr _, AutomaticStop _, HoldTimerExpires _ ->
                failed(output);
            case KeepaliveTimerExpires _, IdleHoldTimerExpires _, SendHoldTimerExpires _, OpenCollisionDump _ ->
                failed(output);
            case NotifMsg _, KeepAliveMsg _, UpdateMsg _, UpdateMsgErr _, RouteRefreshMsg _ -> failed(output);
        };
    }

    private FsmState active(FsmEvent event, long nowNanos, FsmOutput output) {
        return switch (event) {
            case ManualStart _,
                    AutomaticStart _,
                    ManualStartWithPassiveTcpEstablishment _,
                    AutomaticStartWithPassiveTcpEstablishment _ -> FsmState.ACTIVE;
            case ManualStop _ -> stopped(output);
            case ConnectRetryTimerExpires _ -> dial(nowNanos, output);
            case TcpCrAcked _, TcpConnectionConfirmed _ -> greet(nowNanos, output);
            case TcpConnectionFails _ -> failed(output);
            case BgpOpen _, BgpHeaderErr _, BgpOpenMsgErr _, NotifMsgVerErr _, AutomaticStop _, HoldTimerExpires _ ->
                failed(output);
            case KeepaliveTimerExpires _, IdleHoldTimerExpires _, SendHoldTimerExpires _, OpenCollisionDump _ ->
                failed(output);
            case NotifMsg _, KeepAliveMsg _, UpdateMsg _, UpdateMsgErr _, RouteRefreshMsg _ -> failed(output);
        };
    }

    private FsmState openSent(FsmEvent event, long nowNanos, FsmOutput output) {
        ErrorCode unexpected = ErrorCode.UNEXPECTED_MESSAGE_IN_OPEN_SENT;
        return switch (event) {
            case ManualStart _,
                    AutomaticStart _,
                    ManualStartWithPassiveTcpEstablishment _,
                    AutomaticStartWithPassiveTcpEstablishment _ -> FsmState.OPEN_SENT;
            case ManualStop stop -> stopped(stop.cease(), output);
            case AutomaticStop stop -> failed(stop.cease(), output);
            case HoldTimerExpires _ -> failed(Notification.of(ErrorCode.HOLD_TIMER_EXPIRED), output);
            // A second connection has an FSM of its own.
            case TcpCrAcked _, TcpConnectionConfirmed _ -> FsmState.OPEN_SENT;
            case TcpConnectionFails _ -> {
                output.drop();
                output.countFailure();
                yield listen(nowNanos, output);
            }
            case BgpOpen open -> {
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
                yield FsmState.OPEN_CONFIRM;
            }
            case BgpHeaderErr header -> failed(header.error(), output);
            case BgpOpenMsgErr open -> failed(open.error(), output);
            case OpenCollisionDump _ -> failed(Notification.of(ErrorCode.CEASE_COLLISION_RESOLUTION), output);
            case NotifMsgVerErr _ -> {
                output.drop();
                yield FsmState.IDLE;
            }
            case NotifMsg _ -> failed(output);
            case KeepAliveMsg _ -> unexpected(unexpected, Message.TYPE_KEEPALIVE, output);
            case UpdateMsg _, UpdateMsgErr _ -> unexpected(unexpected, Message.TYPE_UPDATE, output);
            case RouteRefreshMsg _ -> unexpected(unexpected, Message.TYPE_ROUTE_REFRESH, output);
            case ConnectRetryTimerExpires _, KeepaliveTimerExpires _, IdleHoldTimerExpires _, SendHoldTimerExpires _ ->
                failed(Notification.of(ErrorCode.FSM_UNSPECIFIC), output);
        };
    }

    private FsmState openConfirm(FsmEvent event, long nowNanos, FsmOutput output) {
        ErrorCode unexpected = ErrorCode.UNEXPECTED_MESSAGE_IN_OPEN_CONFIRM;
        return switch (event) {
            case ManualStart _,
                    AutomaticStart _,
                    ManualStartWithPassiveTcpEstablishment _,
                    AutomaticStartWithPassiveTcpEstablishment _ -> FsmState.OPEN_CONFIRM;
            case ManualStop stop -> stopped(stop.cease(), output);
            case AutomaticStop stop -> failed(stop.cease(), output);
            case HoldTimerExpires _ -> failed(Notification.of(ErrorCode.HOLD_TIMER_EXPIRED), output);
            case KeepaliveTimerExpires _ -> {
                output.sendKeepalive();
                restartKeepalive(nowNanos, output);
                yield FsmState.OPEN_CONFIRM;
            }
            case TcpCrAcked _, TcpConnectionConfirmed _ -> FsmState.OPEN_CONFIRM;
            case TcpConnectionFails _, NotifMsg _ -> failed(output);
            case NotifMsgVerErr _ -> {
                output.drop();
                yield FsmState.IDLE;
            }
            case BgpOpen _ -> unexpected(unexpected, Message.TYPE_OPEN, output);
            case BgpHeaderErr header -> failed(header.error(), output);
            case BgpOpenMsgErr open -> failed(open.error(), output);
            case OpenCollisionDump _ -> failed(Notification.of(ErrorCode.CEASE_COLLISION_RESOLUTION), output);
            case KeepAliveMsg _ -> {
                restartHold(nowNanos, output);
                yield FsmState.ESTABLISHED;
            }
            case UpdateMsg _, UpdateMsgErr _ -> unexpected(unexpected, Message.TYPE_UPDATE, output);
            case RouteRefreshMsg _ -> unexpected(unexpected, Message.TYPE_ROUTE_REFRESH, output);
            case ConnectRetryTimerExpires _, IdleHoldTimerExpires _, SendHoldTimerExpires _ ->
                failed(Notification.of(ErrorCode.FSM_UNSPECIFIC), output);
        };
    }

    private FsmState established(FsmEvent event, long nowNanos, FsmOutput output) {
        ErrorCode unexpected = ErrorCode.UNEXPECTED_MESSAGE_IN_ESTABLISHED;
        return switch (event) {
            // First, for a switch over types asks for one after the other, and this is asked for each UPDATE.
            case UpdateMsg _, KeepAliveMsg _ -> {
                restartHold(nowNanos, output);
                yield FsmState.ESTABLISHED;
            }
            case ManualStart _,
                    AutomaticStart _,
                    ManualStartWithPassiveTcpEstablishment _,
                    AutomaticStartWithPassiveTcpEstablishment _ -> FsmState.ESTABLISHED;
            case ManualStop stop -> stopped(stop.cease(), output);
            case AutomaticStop stop -> failed(stop.cease(), output);
            case HoldTimerExpires _ -> failed(Notification.of(ErrorCode.HOLD_TIMER_EXPIRED), output);
            case SendHoldTimerExpires _ -> failed(Notification.of(ErrorCode.SEND_HOLD_TIMER_EXPIRED), output);
            case KeepaliveTimerExpires _ -> {
                output.sendKeepalive();
                restartKeepalive(nowNanos, output);
                yield FsmState.ESTABLISHED;
            }
            case TcpCrAcked _, TcpConnectionConfirmed _ -> FsmState.ESTABLISHED;
            // Whoever ends a session in good order is not damped: RFC 4271 names no damping here.
            case NotifMsgVerErr _, NotifMsg _, TcpConnectionFails _ -> {
                output.drop();
                output.countFailure();
                yield FsmState.IDLE;
            }
            case RouteRefreshMsg _ -> FsmState.ESTABLISHED;
            case OpenCollisionDump _ -> failed(Notification.of(ErrorCode.CEASE_COLLISION_RESOLUTION), output);
            case UpdateMsgErr update -> failed(update.error(), output);
            case BgpHeaderErr header -> failed(header.error(), output);
            case BgpOpen _, BgpOpenMsgErr _ -> unexpected(unexpected, Message.TYPE_OPEN, output);
            case ConnectRetryTimerExpires _, IdleHoldTimerExpires _ ->
                failed(Notification.of(ErrorCode.FSM_UNSPECIFIC), output);
        };
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

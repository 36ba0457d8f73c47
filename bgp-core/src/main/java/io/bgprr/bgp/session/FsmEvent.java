// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.Notification;

/**
 * What may happen to one connection's FSM. The names are those of RFC 4271 §8.1, the numbers too, up to 28. Events of
 * DelayOpen (12, 20) and of the optional checks of ports (14, 15) do not occur here; events 6 and 7 are 3 and 5, for
 * whether a start was held back before is not the FSM's concern.
 */
public sealed interface FsmEvent {

    /** Event 1: the operator, or a new configuration, starts the peer. */
    record ManualStart() implements FsmEvent {}

    /** Event 2: the operator stops the peer, and this is what the peer is told. */
    record ManualStop(Notification cease) implements FsmEvent {}

    /** Event 3: the session starts over on its own. */
    record AutomaticStart() implements FsmEvent {}

    /** Event 4: as event 1, but first listens. */
    record ManualStartWithPassiveTcpEstablishment() implements FsmEvent {}

    /** Event 5: as event 3, but first listens. */
    record AutomaticStartWithPassiveTcpEstablishment() implements FsmEvent {}

    /** Event 8: we end the connection on our own, and this is what the peer is told. */
    record AutomaticStop(Notification cease) implements FsmEvent {}

    /** Event 9. */
    record ConnectRetryTimerExpires() implements FsmEvent {}

    /** Event 10. */
    record HoldTimerExpires() implements FsmEvent {}

    /** Event 11. */
    record KeepaliveTimerExpires() implements FsmEvent {}

    /** Event 13. */
    record IdleHoldTimerExpires() implements FsmEvent {}

    /** Event 16: the connection that we requested stands. */
    record TcpCrAcked() implements FsmEvent {}

    /** Event 17: a connection that the peer requested stands. */
    record TcpConnectionConfirmed() implements FsmEvent {}

    /** Event 18: the connection could not be made, or is gone. */
    record TcpConnectionFails() implements FsmEvent {}

    /**
     * Event 19: a valid OPEN.
     *
     * @param holdTimeSeconds as negotiated; 0 = neither timer runs
     * @param keepaliveSeconds as negotiated
     */
    record BgpOpen(int holdTimeSeconds, int keepaliveSeconds) implements FsmEvent {}

    /** Event 21: a header that §6.1 refuses, and the answer. */
    record BgpHeaderErr(Notification error) implements FsmEvent {}

    /** Event 22: an OPEN that §6.2 refuses, and the answer. */
    record BgpOpenMsgErr(Notification error) implements FsmEvent {}

    /** Event 23: this connection lost a collision (§6.8). */
    record OpenCollisionDump() implements FsmEvent {}

    /** Event 24: a NOTIFICATION about the version. */
    record NotifMsgVerErr() implements FsmEvent {}

    /** Event 25: any other NOTIFICATION. */
    record NotifMsg() implements FsmEvent {}

    /** Event 26. */
    record KeepAliveMsg() implements FsmEvent {}

    /** Event 27: an UPDATE that can be used, perhaps after RFC 7606 made withdrawals of it. */
    record UpdateMsg() implements FsmEvent {}

    /** Event 28: an UPDATE that ends the session, and the answer. */
    record UpdateMsgErr(Notification error) implements FsmEvent {}

    /** Event 29 (RFC 9687): octets wait and TCP has taken none for too long. */
    record SendHoldTimerExpires() implements FsmEvent {}

    /** A ROUTE-REFRESH (RFC 2918), which has no number. */
    record RouteRefreshMsg() implements FsmEvent {}
}

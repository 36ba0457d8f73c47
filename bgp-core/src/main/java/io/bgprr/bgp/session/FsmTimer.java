// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

/** The timers of one connection's FSM (RFC 4271 §8, §10; RFC 9687). There is no DelayOpenTimer, for OPEN is never delayed. */
public enum FsmTimer {
    /** Until the next attempt to connect, or the end of the one that is under way. */
    CONNECT_RETRY,
    /** Until the peer's silence ends the connection. */
    HOLD,
    /** Until our next KEEPALIVE. */
    KEEPALIVE,
    /** Until a peer that oscillates may start again. */
    IDLE_HOLD,
    /** Until the peer's refusal to take our octets ends the connection; runs only while octets wait. */
    SEND_HOLD
}

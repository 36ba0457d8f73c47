// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.Notification;

/** The effects of a {@link SessionFsm}: the actions of RFC 4271 §8.2.2, in the order in which they are to happen. */
interface FsmOutput {

    /** Starts or restarts a timer; {@link TimerTable#NEVER} leaves it silent. */
    void startTimer(FsmTimer timer, long deadlineNanos);

    void stopTimer(FsmTimer timer);

    /** Initiates a TCP connection to the peer. */
    void connect();

    void sendOpen();

    void sendKeepalive();

    void sendNotification(Notification notification);

    /** Releases all resources of the connection: stops every timer and drops the TCP connection, if there is one. */
    void drop();

    /** Increments the ConnectRetryCounter by 1. */
    void countFailure();

    /** Sets the ConnectRetryCounter to zero. */
    void clearFailures();

    /** Performs peer oscillation damping. */
    void damp();
}

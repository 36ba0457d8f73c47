// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.message.Update;

/** What a {@link PeerSession} tells the loop that owns it. Calls never re-enter the session. */
public interface SessionListener {

    /** The session is Established over this connection; routes may flow from now on. */
    void established(PeerSession session, Negotiated negotiated, Connection connection);

    /** An UPDATE of the Established session; it is filled again for the next one, and valid only during the call. */
    void update(PeerSession session, Update update);

    /** A ROUTE-REFRESH for a negotiated family, of a known subtype. */
    void routeRefresh(PeerSession session, RouteRefresh refresh);

    /** TCP accepted octets of the Established connection: there may be room for more. */
    void writable(PeerSession session);

    /** The Established session ended. Nothing may be written to its connection any more. */
    void down(PeerSession session, DownReason reason);

    /** An accepted connection began to wait for Established, 1, or waits no more, for it is or has ended, -1. */
    default void halfOpenChanged(PeerSession session, int by) {
        // Not every owner bounds how many there are.
    }

    /** Our code failed on what the peer did: a programmer's error, which ends the connection that it happened on. */
    default void crashed(PeerSession session, Throwable cause) {
        // Its words are in the reason of the session's end as well.
    }

    /** The state that a user should see changed, or an attempt failed; {@code detail} is a clause for the log, maybe empty. */
    void stateChanged(PeerSession session, FsmState from, FsmState to, String detail);

    /**
     * The session's next deadline is earlier than the one it told last: ask {@link PeerSession#nextDeadlineNanos()}. That it
     * moved back is not told, for that happens with every message.
     */
    void deadlineChanged(PeerSession session);
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

/** What a user sees of a session: one state for all its connections, since when, and what went wrong last. */
final class SessionReport {

    private FsmState state = FsmState.IDLE;
    private long stateSinceNanos;
    private String lastError = "";
    private long lastErrorNanos;
    private String untold = "";

    FsmState state() {
        return state;
    }

    long stateSinceNanos() {
        return stateSinceNanos;
    }

    String lastError() {
        return lastError;
    }

    long lastErrorNanos() {
        return lastErrorNanos;
    }

    /** Something went wrong; an empty text says that nothing did. */
    void failed(String text, long nowNanos) {
        if (!text.isEmpty()) {
            lastError = text;
            lastErrorNanos = nowNanos;
            untold = text;
        }
    }

    /** Adds to what is told next what follows from it. */
    void add(String consequence) {
        untold += untold.isEmpty() ? consequence : "; " + consequence;
    }

    /** Tells the state, when it changed or when something went wrong since it was told last. */
    void publish(FsmState now, long nowNanos, PeerSession session, SessionListener listener) {
        FsmState from = state;
        if (now == from && untold.isEmpty()) {
            return;
        }
        if (now != from) {
            state = now;
            stateSinceNanos = nowNanos;
        }
        String detail = untold;
        untold = "";
        listener.stateChanged(session, from, now, detail);
    }
}

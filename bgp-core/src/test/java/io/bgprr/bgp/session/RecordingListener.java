// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.message.Update;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a session tells its loop, and keeps the deadline as the loop would. */
class RecordingListener implements SessionListener {

    final List<String> states = new ArrayList<>();
    final List<String> details = new ArrayList<>();
    final List<DownReason> downs = new ArrayList<>();
    final List<Update> updates = new ArrayList<>();
    final List<RouteRefresh> refreshes = new ArrayList<>();
    final List<Throwable> crashes = new ArrayList<>();
    int establishedCount;
    int writableCount;

    @Nullable
    Negotiated negotiated;

    @Nullable
    Connection connection;

    long deadlineNanos = Long.MAX_VALUE;

    @Override
    public void crashed(PeerSession session, Throwable cause) {
        crashes.add(cause);
    }

    @Override
    public void established(PeerSession session, Negotiated negotiated, Connection connection) {
        establishedCount++;
        this.negotiated = negotiated;
        this.connection = connection;
    }

    @Override
    public void update(PeerSession session, Update update) {
        updates.add(update.copy());
    }

    @Override
    public void routeRefresh(PeerSession session, RouteRefresh refresh) {
        refreshes.add(refresh);
    }

    @Override
    public void writable(PeerSession session) {
        writableCount++;
    }

    @Override
    public void down(PeerSession session, DownReason reason) {
        downs.add(reason);
        connection = null;
    }

    @Override
    public void stateChanged(PeerSession session, FsmState from, FsmState to, String detail) {
        states.add(from.label() + " -> " + to.label());
        if (!detail.isEmpty()) {
            details.add(detail);
        }
    }

    @Override
    public void deadlineChanged(PeerSession session) {
        deadlineNanos = Math.min(deadlineNanos, session.nextDeadlineNanos());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

/** What a session counted since the peer was configured; owned by its SessionLoop, plain longs. */
public final class SessionCounters {
    public long opensReceived;
    public long opensSent;
    public long updatesReceived;
    public long updatesSent;
    public long notificationsReceived;
    public long notificationsSent;
    public long keepalivesReceived;
    public long keepalivesSent;
    public long refreshesReceived;
    public long refreshesSent;
    public long discardedReceived;
    public long withdrawUpdatesReceived;
    public long withdrawnPrefixesReceived;
    public long treatAsWithdrawReceived;
    public long attributeDiscardReceived;
    public long bytesReceived;
    public long bytesSent;
    /** Times that an Established session ended. */
    public long flaps;

    public SessionCounters copy() {
        SessionCounters copy = new SessionCounters();
        copy.opensReceived = opensReceived;
        copy.opensSent = opensSent;
        copy.updatesReceived = updatesReceived;
        copy.updatesSent = updatesSent;
        copy.notificationsReceived = notificationsReceived;
        copy.notificationsSent = notificationsSent;
        copy.keepalivesReceived = keepalivesReceived;
        copy.keepalivesSent = keepalivesSent;
        copy.refreshesReceived = refreshesReceived;
        copy.refreshesSent = refreshesSent;
        copy.discardedReceived = discardedReceived;
        copy.withdrawUpdatesReceived = withdrawUpdatesReceived;
        copy.withdrawnPrefixesReceived = withdrawnPrefixesReceived;
        copy.treatAsWithdrawReceived = treatAsWithdrawReceived;
        copy.attributeDiscardReceived = attributeDiscardReceived;
        copy.bytesReceived = bytesReceived;
        copy.bytesSent = bytesSent;
        copy.flaps = flaps;
        return copy;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.AttributeFinding;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import java.util.List;

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

    /** Counts what an UPDATE withdrew, and what RFC 7606 made of it. */
    void countReceived(Update update, NlriCursor scratch) {
        if (!update.withdrawn().isEmpty() || !update.mpWithdrawn().isEmpty()) {
            withdrawUpdatesReceived++;
            withdrawnPrefixesReceived += count(update.withdrawn(), scratch) + count(update.mpWithdrawn(), scratch);
        }
        if (update.outcome() == UpdateOutcome.TREAT_AS_WITHDRAW) {
            treatAsWithdrawReceived++;
        }
        List<AttributeFinding> findings = update.findings();
        for (int i = 0; i < findings.size(); i++) {
            if (findings.get(i).outcome() == UpdateOutcome.ATTRIBUTE_DISCARD) {
                attributeDiscardReceived++;
            }
        }
    }

    private static int count(NlriBlock block, NlriCursor cursor) {
        int count = 0;
        cursor.open(block);
        while (cursor.next()) {
            count++;
        }
        return count;
    }

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

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.export.ExportOutput;
import io.bgprr.bgp.export.LogRuns;
import io.bgprr.bgp.export.Recipient;
import io.bgprr.bgp.export.UpdateGroupKey;
import io.bgprr.bgp.export.UpdateLog;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rib.RibPeer;
import java.util.List;

/**
 * What leaves the RibLoop: the octets of export and the findings of quotas, each as a command in the inbox of the session's
 * loop, or as an event where only an operator can act on it. The RibLoop's own.
 */
final class RibOutbox implements PrefixQuota.Watcher {

    private final List<Mailbox<SessionCommand>> sessions;
    private final SpeakerObserver observer;
    private long tooLongCount;

    /** @param sessions the SessionLoops' inboxes, by their number */
    RibOutbox(List<Mailbox<SessionCommand>> sessions, SpeakerObserver observer) {
        this.sessions = List.copyOf(sessions);
        this.observer = observer;
    }

    /** Where a family's export puts its octets. */
    ExportOutput of(AddressFamily family) {
        return new FamilyOutput(family);
    }

    /** Has every SessionLoop look at how much the RibLoop's inbox holds. */
    void wakeAll() {
        for (Mailbox<SessionCommand> session : sessions) {
            session.wakeUp();
        }
    }

    /** Has a session ended by its loop. */
    void end(SessionLink link, ErrorCode cease, String why) {
        send(link, new SessionCommand.EndSession(link, cease, why));
    }

    private void send(SessionLink link, SessionCommand command) {
        sessions.get(link.loop()).send(command);
    }

    // --- What quotas find.

    @Override
    public void near(PrefixQuota quota) {
        PrefixLimit limit = quota.limit();
        if (limit != null) {
            observer.observe(
                    new SpeakerEvent.PrefixLimitNear(quota.link.peerAddress(), quota.family, quota.count(), limit));
        }
    }

    @Override
    public void exceeded(PrefixQuota quota, PrefixLimit limit) {
        send(quota.link, new SessionCommand.PrefixLimitExceeded(quota.link, quota.family, limit));
    }

    @Override
    public void room(PrefixQuota quota) {
        send(quota.link, new SessionCommand.PrefixLimitRoom(quota.link, quota.family, quota.needsRefresh()));
    }

    // --- What export encodes.

    private final class FamilyOutput implements ExportOutput {

        private final AddressFamily family;

        FamilyOutput(AddressFamily family) {
            this.family = family;
        }

        @Override
        public void joined(Recipient recipient, UpdateLog log) {
            SessionLink link = (SessionLink) recipient;
            RibPeer peer = link.peer;
            if (peer == null) {
                throw new IllegalStateException("a member without an index");
            }
            send(link, new SessionCommand.Joined(link, family, log, peer.index()));
        }

        @Override
        public void published(int loop, UpdateLog log, LogRuns runs) {
            sessions.get(loop).send(new SessionCommand.Published(log, runs));
        }

        @Override
        public void shedBehind(int loop, UpdateLog log, long segmentNumber, String why) {
            sessions.get(loop).send(new SessionCommand.EndBehind(log, segmentNumber, why));
        }

        /** Said when the total doubles: a peer that does it on purpose must not fill the log. */
        @Override
        public void tooLong(UpdateGroupKey key, Prefix example, int count) {
            boolean isSaid = Long.highestOneBit(tooLongCount + count) > tooLongCount;
            tooLongCount += count;
            if (isSaid) {
                String group = " too long for a message to " + key.kind().label() + " peers, so they are not sent: ";
                observer.observe(new SpeakerEvent.Warning(null, tooLongCount + " routes became" + group + example));
            }
        }
    }
}

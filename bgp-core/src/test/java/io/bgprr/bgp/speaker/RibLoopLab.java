// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.export.UpdateLog;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;

/**
 * A RibLoop whose sessions are the test itself: each peer lives on a loop of its own, so that one of them can stop taking what
 * it is sent. All of them are internal clients of one update group.
 */
final class RibLoopLab {

    static final AddressFamily FAMILY = AddressFamily.IPV4_UNICAST;

    private static final TableHashes HASHES = TableHashes.ofSeeds(1, 1);

    private static final int PEERS_MAX = 8;

    final List<SpeakerEvent> events = new ArrayList<>();
    final List<Peer> peers = new ArrayList<>();
    final RibInbox inbox;
    final RibLoop loop;
    private final SpeakerConfig config;
    private boolean takesNewcomers = true;
    private long nowNanos = TimeUnit.HOURS.toNanos(1);
    private final List<Mailbox<SessionCommand>> mailboxes = new ArrayList<>();

    RibLoopLab(Limits limits) {
        config = Configs.speaker(64512, "192.0.2.255").limits(limits).build();
        inbox = new RibInbox(limits.ribInboxBytes(), () -> {});
        for (int i = 0; i < PEERS_MAX; i++) {
            mailboxes.add(new Mailbox<>(() -> {}));
        }
        loop = new RibLoop(config, inbox, mailboxes, new UnpooledByteBufAllocator(false), events::add, HASHES);
    }

    /** An Established session as the RibLoop sees it. */
    final class Peer {
        final SessionLink link;
        final List<SessionCommand> ended = new ArrayList<>();

        /** While it is false, what it is sent stays unread. */
        boolean reads = true;

        private final Map<UpdateLog, Long> unreadTo = new LinkedHashMap<>();
        private final Map<UpdateLog, Long> unreadFrom = new LinkedHashMap<>(); // the segment's number

        private Peer(SessionLink link) {
            this.link = link;
        }

        /** Announces {@code 10.0.0.0/24} and the {@code count - 1} prefixes behind it, from a place on. */
        void announce(int from, int count, int med) {
            send(from, count, attributes(med));
        }

        void withdraw(int from, int count) {
            send(from, count, null);
        }

        private void send(int from, int count, @Nullable AttributeSet set) {
            byte[] nlri = new byte[4 * count];
            for (int i = 0; i < count; i++) {
                int net = 0x0a00_00 + from + i;
                nlri[4 * i] = 24;
                nlri[4 * i + 1] = (byte) (net >> 16);
                nlri[4 * i + 2] = (byte) (net >> 8);
                nlri[4 * i + 3] = (byte) net;
            }
            Update update = new Update();
            (set == null ? update.withdrawn() : update.announced()).set(FAMILY, false, nlri, 0, nlri.length);
            update.setAttributes(set, null);
            UpdateBatch batch = new UpdateBatch(HASHES, link, 0);
            batch.add(update);
            inbox.send(batch);
        }

        void refresh() {
            inbox.send(new RibCommand.Refresh(link, FAMILY));
        }

        void down() {
            inbox.send(new RibCommand.SessionDown(link));
        }

        int held() {
            return Objects.requireNonNull(link.adjRibIn[FAMILY.ordinal()]).received();
        }

        int holds() {
            return Objects.requireNonNull(link.members[FAMILY.ordinal()]).advertisedCount();
        }

        private void hear(SessionCommand command) {
            switch (command) {
                case SessionCommand.Published(UpdateLog log, var runs) -> {
                    runs.segment().release();
                    unreadTo.put(log, runs.endBytes());
                    unreadFrom.putIfAbsent(log, runs.segmentNumber());
                }
                case SessionCommand.EndSession _, SessionCommand.Shed _ -> ended.add(command);
                case SessionCommand.TakeNewcomers(boolean isWanted) -> takesNewcomers = isWanted;
                case SessionCommand.EndBehind(UpdateLog log, long segmentNumber, String _) -> {
                    if (unreadFrom.getOrDefault(log, Long.MAX_VALUE) <= segmentNumber) {
                        ended.add(command);
                    }
                }
                default -> {
                    // not what these tests are about
                }
            }
        }

        /** Reads what it has; returns whether there was anything. */
        private boolean read() {
            if (!reads || unreadTo.isEmpty()) {
                return false;
            }
            unreadTo.forEach((log, end) -> inbox.send(new RibCommand.Progress(link.loop(), log, end, end)));
            unreadTo.clear();
            unreadFrom.clear();
            return true;
        }
    }

    static AttributeSet attributes(int med) {
        return new AttributeSetBuilder()
                .med(med)
                .localPref(100)
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build();
    }

    /** A peer comes up. */
    Peer peer() {
        int number = peers.size();
        IpAddress address = IpAddress.parse("192.0.2." + (number + 1));
        RouterId id = RouterId.parse("192.0.2." + (number + 1));
        Negotiated negotiated = new Negotiated(
                PeerKind.IBGP_CLIENT,
                AsNumber.of(64512),
                id,
                FAMILY.bit(),
                90,
                30,
                true,
                true,
                4096,
                0,
                0,
                Mockito.mock(Open.class));
        Configs speaker = Configs.speaker(64512, "192.0.2.255");
        Peer peer = new Peer(new SessionLink(
                number,
                speaker.peer(address.toString()).client().build(),
                negotiated,
                IpAddress.parse("192.0.2.255"),
                Mockito.mock(MemberOutput.class)));
        peers.add(peer);
        inbox.send(new RibCommand.SessionUp(peer.link));
        return peer;
    }

    /** Lets time pass while something goes on. */
    void pass(double seconds) {
        nowNanos += (long) (seconds * 1e9);
        loop.runSlice();
        loop.sliceDone(nowNanos);
        settle();
    }

    /** Runs until nothing moves any more. */
    void settle() {
        while (slice()) {
            // once more
        }
    }

    /** One slice, and what the sessions make of it; whether there is more to be done. */
    boolean slice() {
        boolean moves = loop.runSlice();
        loop.sliceDone(nowNanos);
        for (Peer peer : peers) {
            Mailbox<SessionCommand> mailbox = mailboxes.get(peer.link.loop());
            for (SessionCommand command = mailbox.poll(); command != null; command = mailbox.poll()) {
                peer.hear(command);
            }
            moves |= peer.read();
        }
        return moves;
    }

    /** Whether the loops were told that dynamic neighbours may come. */
    boolean takesNewcomers() {
        return takesNewcomers;
    }

    int tombstones() {
        return loop.rib(FAMILY).tombstoneCount();
    }
}

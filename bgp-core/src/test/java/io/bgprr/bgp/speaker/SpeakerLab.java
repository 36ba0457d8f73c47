// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.wire.DecodeCache;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.MalformedMessageException;
import io.bgprr.bgp.wire.MessageDecoder;
import io.bgprr.bgp.wire.MessageEncoder;
import io.bgprr.bgp.wire.MessageFramer;
import io.bgprr.bgp.wire.UpdateDecoder;
import io.bgprr.bgp.wire.UpdateMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One speaker of AS 64512 whose peers are the test itself: both engines in one thread and in virtual time. */
final class SpeakerLab {

    private static final IpAddress OURS = IpAddress.parse("192.0.2.10");
    private static final int BOTH_FAMILIES = 3;

    final List<SpeakerEvent> events = new ArrayList<>();
    final List<RawPeer> dialed = new ArrayList<>();
    private final SpeakerEngines engines;
    private final SessionLoop loop;
    private boolean isWoken;
    private long now = TimeUnit.HOURS.toNanos(1);

    SpeakerLab(SpeakerConfig config) {
        engines = new SpeakerEngines(
                config,
                List.of(new SpeakerEngines.LoopHost(
                        (request, heard) -> {
                            RawPeer peer = new RawPeer(request.remoteAddress());
                            peer.heard = heard;
                            dialed.add(peer);
                            return peer;
                        },
                        new Random(1),
                        () -> isWoken = true)),
                () -> isWoken = true,
                new UnpooledByteBufAllocator(false),
                events::add,
                new SpeakerClock(() -> now, () -> now / 1_000_000));
        loop = engines.loops().getFirst();
        answer(engines.start());
    }

    /** Runs both engines until neither has anything to do. */
    void run() {
        boolean more = true;
        while (more) {
            isWoken = false;
            more = loop.runPass(now);
            more |= engines.rib().runSlice();
            engines.rib().sliceDone(now);
            more |= isWoken;
        }
    }

    /** Lets time pass. */
    void pass(double seconds) {
        long until = now + (long) (seconds * 1e9);
        while (loop.nextDeadlineNanos() <= until) {
            now = Math.max(now, loop.nextDeadlineNanos());
            run();
        }
        now = until;
        run();
    }

    <T> T answer(CompletableFuture<T> future) {
        run();
        assertThat(future).as("an answer").isDone();
        return future.join();
    }

    SpeakerEngines engines() {
        return engines;
    }

    PeerSnapshot peer(String address) {
        return answer(engines.snapshot(List.of())).peers().stream()
                .filter(peer -> peer.address().equals(IpAddress.parse(address)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no peer " + address));
    }

    FamilySnapshot ipv4(String address) {
        return Objects.requireNonNull(peer(address).families().get(AddressFamily.IPV4_UNICAST));
    }

    /** A peer connects, and is heard or refused. */
    RawPeer connect(String address) {
        RawPeer peer = new RawPeer(IpAddress.parse(address));
        peer.heard = loop.accepted(peer, now);
        run();
        return peer;
    }

    /** A peer connects and its session comes up. */
    RawPeer establish(String address) {
        return connect(address).greet(true);
    }

    /** The far end of one connection, and what it was told. */
    final class RawPeer implements Connection {
        final List<Message> said = new ArrayList<>();
        /** What the speaker's UPDATEs left with this peer. */
        final TreeSet<String> table = new TreeSet<>();
        /** Every prefix that was ever announced to it. */
        final TreeSet<String> everHeard = new TreeSet<>();

        private final IpAddress address;
        private final UpdateDecoder decoder = new UpdateDecoder(new DecodeCache(16, 1));
        private final MessageFramer framer = new MessageFramer(this::message);
        private final Map<Class<?>, Integer> counts = new HashMap<>();

        @Nullable
        ConnectionListener heard;

        boolean isClosed;

        RawPeer(IpAddress address) {
            this.address = address;
        }

        private Open open(boolean refreshes) {
            List<Capability> capabilities = new ArrayList<>(List.of(
                    new Capability.MultiProtocol(1, 1),
                    new Capability.MultiProtocol(2, 1),
                    new Capability.FourOctetAs(AsNumber.of(64512))));
            if (refreshes) {
                capabilities.add(new Capability.RouteRefreshSupport());
            }
            RouterId id = RouterId.parse(address.toString());
            return new Open(AsNumber.of(64512), 0, id, capabilities);
        }

        /** Says what makes a session Established, whatever comes of it. */
        void comeUp() {
            comeUp(true);
        }

        private void comeUp(boolean refreshes) {
            assertThat(isClosed).as("the connection is refused").isFalse();
            say(MessageEncoder.encode(open(refreshes)));
            say(MessageEncoder.encode(new Keepalive()));
        }

        RawPeer greet(boolean refreshes) {
            comeUp(refreshes);
            assertThat(peer(address.toString()).negotiated()).as("established").isNotNull();
            return this;
        }

        void say(byte[]... messages) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (byte[] message : messages) {
                read.writeBytes(message);
            }
            Objects.requireNonNull(heard).received(read.toByteArray(), 0, read.size(), now);
            run();
        }

        /** Announces prefixes in one UPDATE. */
        void announce(int med, String... prefixes) {
            say(announcement(med, prefixes));
        }

        void withdraw(String... prefixes) {
            say(UpdateMessages.PLAIN.withdraw(parse(prefixes)).toArray(byte[][]::new));
        }

        private boolean message(int type, byte[] bytes, int offset, int lengthBytes) throws MalformedMessageException {
            if (type != Message.TYPE_UPDATE) {
                Message message = MessageDecoder.decode(type, bytes, offset, lengthBytes);
                said.add(message);
                counts.merge(message.getClass(), 1, Integer::sum);
                return true;
            }
            Negotiated agreed = new Negotiated(
                    PeerKind.IBGP_CLIENT,
                    AsNumber.of(64512),
                    RouterId.parse("192.0.2.10"),
                    BOTH_FAMILIES,
                    90,
                    30,
                    true,
                    true,
                    4096,
                    0,
                    0,
                    open(true));
            Update update = decoder.decode(bytes, offset, lengthBytes, DecodeContext.of(agreed, false, false));
            prefixes(update.withdrawn()).forEach(table::remove);
            prefixes(update.mpWithdrawn()).forEach(table::remove);
            table.addAll(prefixes(update.announced()));
            table.addAll(prefixes(update.mpAnnounced()));
            everHeard.addAll(table);
            return true;
        }

        private static List<String> prefixes(NlriBlock block) {
            List<String> prefixes = new ArrayList<>();
            NlriCursor cursor = new NlriCursor();
            cursor.open(block);
            while (cursor.next()) {
                prefixes.add(cursor.prefix().toString());
            }
            return prefixes;
        }

        int refreshes() {
            return counts.getOrDefault(RouteRefresh.class, 0);
        }

        /** As {@code "6/1 00010100000010"}, of a connection that was closed behind it. */
        String lastWord() {
            assertThat(isClosed).as("closed").isTrue();
            Notification last = (Notification) said.getLast();
            StringBuilder text = new StringBuilder(last.code() + "/" + last.subcode());
            for (int i = 0; i < last.data().length; i++) {
                text.append(i == 0 ? " " : "").append(String.format("%02x", last.data()[i]));
            }
            return text.toString();
        }

        @Override
        public IpAddress remoteAddress() {
            return address;
        }

        @Override
        public int remotePort() {
            return 40000;
        }

        @Override
        public IpAddress localAddress() {
            return OURS;
        }

        @Override
        public int localPort() {
            return 179;
        }

        @Override
        public void write(byte[] bytes, int offset, int lengthBytes) {
            assertThat(isClosed).as("written to after it was closed").isFalse();
            try {
                framer.received(bytes, offset, lengthBytes);
            } catch (MalformedMessageException e) {
                throw new AssertionError("a malformed message", e);
            }
        }

        @Override
        public void write(ByteBuf buffer) {
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes).release();
            write(bytes, 0, bytes.length);
        }

        @Override
        public void flush() {}

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void pauseReads() {}

        @Override
        public void resumeReads() {}

        @Override
        public void closeAfterFlush() {
            isClosed = true;
        }

        @Override
        public void close() {
            isClosed = true;
        }

        @Override
        public String toString() {
            return address + (isClosed ? " (closed)" : "");
        }
    }

    /** An UPDATE that announces prefixes of one family. */
    static byte[] announcement(int med, String... prefixes) {
        List<Prefix> parsed = parse(prefixes);
        boolean isIpv6 = parsed.getFirst().family() == AddressFamily.IPV6_UNICAST;
        List<byte[]> messages = UpdateMessages.PLAIN.announce(
                new AttributeSetBuilder()
                        .origin(Origin.IGP)
                        .med(med)
                        .localPref(100)
                        .nextHop(NextHop.of(IpAddress.parse(isIpv6 ? "2001:db8::1" : "192.0.2.200")))
                        .build(),
                parsed);
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    private static List<Prefix> parse(String... prefixes) {
        return List.of(prefixes).stream().map(Prefix::parse).toList();
    }

    /** {@code 10.0.FROM.0/24} to {@code 10.0.TO.0/24}. */
    static String[] prefixes(int from, int to) {
        String[] prefixes = new String[to - from + 1];
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = "10.0." + (from + i) + ".0/24";
        }
        return prefixes;
    }

    /** What a peer that may not connect is told. */
    static final String REJECTED =
            ErrorCode.CEASE_CONNECTION_REJECTED.code() + "/" + ErrorCode.CEASE_CONNECTION_REJECTED.subcode();
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.wire.DecodeCache;
import io.bgprr.bgp.wire.MessageEncoder;
import io.bgprr.bgp.wire.UpdateDecoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One session whose peer is the test itself, in virtual time. */
final class SessionHarness {

    static final int HALF_OPEN_MAX = 4;

    final RecordingListener listener;
    final List<Dial> dials = new ArrayList<>();
    final PeerSession session;
    long now = TimeUnit.HOURS.toNanos(1);

    /** An attempt of ours to connect. */
    record Dial(ConnectRequest request, Peer peer) {}

    SessionHarness(SessionConfig config) {
        this(config, new RecordingListener());
    }

    SessionHarness(SessionConfig config, RecordingListener listener) {
        this.listener = listener;
        this.session = new PeerSession(
                config,
                (request, heard) -> {
                    Peer peer = new Peer(new RecordingConnection(), heard);
                    dials.add(new Dial(request, peer));
                    return peer.connection;
                },
                listener,
                new UpdateDecoder(new DecodeCache(16, 1)),
                new Random(1),
                HALF_OPEN_MAX);
    }

    static SessionHarness started(SessionConfig config) {
        SessionHarness harness = new SessionHarness(config);
        harness.session.start(harness.now);
        return harness;
    }

    /** A session that has come up over a connection that the peer made. */
    static SessionHarness established(SessionConfig config) {
        SessionHarness harness = started(config);
        harness.establish(harness.dialIn());
        return harness;
    }

    Peer lastPeer = new Peer(new RecordingConnection(), null);

    /** The peer connects to us; it must not be refused. */
    Peer dialIn() {
        Peer peer = tryDialIn();
        assertThat(peer.connection.isOver()).as("is refused").isFalse();
        return peer;
    }

    /** The peer connects to us, and may be refused. */
    Peer tryDialIn() {
        RecordingConnection connection = new RecordingConnection();
        lastPeer = new Peer(connection, session.accepted(connection, now));
        return lastPeer;
    }

    /** Our latest attempt to connect succeeds. */
    Peer pickUp() {
        Peer peer = dials.getLast().peer();
        Objects.requireNonNull(peer.heard).connected(now);
        lastPeer = peer;
        return peer;
    }

    Peer establish(Peer peer) {
        peer.say(open());
        peer.say(new Keepalive());
        assertThat(session.state()).isEqualTo(FsmState.ESTABLISHED);
        peer.connection.takeSent();
        return peer;
    }

    /** An OPEN that a session with {@link TestConfigs#active()} likes. */
    static Open open() {
        return open(64512, 90, "10.0.0.2");
    }

    static Open open(long as, int holdTimeSeconds, String routerId) {
        return new Open(
                AsNumber.of(as),
                holdTimeSeconds,
                RouterId.parse(routerId),
                List.of(
                        new Capability.MultiProtocol(1, AddressFamily.IPV4_UNICAST.safi()),
                        new Capability.MultiProtocol(2, 1),
                        new Capability.RouteRefreshSupport(),
                        new Capability.FourOctetAs(AsNumber.of(as))));
    }

    /** Lets time pass as the loop would: the session is called at the deadlines that it named. */
    void pass(double seconds) {
        long until = now + (long) (seconds * 1e9);
        while (listener.deadlineNanos <= until) {
            now = Math.max(now, listener.deadlineNanos);
            session.timeout(now);
            listener.deadlineNanos = session.nextDeadlineNanos();
        }
        now = until;
    }

    /** The other end of one connection. */
    final class Peer {
        final RecordingConnection connection;
        final @Nullable ConnectionListener heard;

        Peer(RecordingConnection connection, @Nullable ConnectionListener heard) {
            this.connection = connection;
            this.heard = heard;
        }

        void say(Message message) {
            say(MessageEncoder.encode(message));
        }

        void say(byte[] bytes) {
            Objects.requireNonNull(heard).received(bytes, 0, bytes.length, now);
        }

        /** Octets in hex, blanks allowed; {@code M} stands for the marker. */
        void sayHex(String hex) {
            say(HexFormat.of().parseHex(hex.replace("M", "ff".repeat(16)).replace(" ", "")));
        }

        void hangUp() {
            Objects.requireNonNull(heard).closed("by the peer", now);
        }

        /** The one NOTIFICATION that we sent last, after which we closed; null when there is none. */
        @Nullable
        Notification lastWord() {
            assertThat(connection.isOver()).as("is closed").isTrue();
            return connection.sent.isEmpty() || !(connection.sent.getLast() instanceof Notification last) ? null : last;
        }

        /** As {@code "2/6"}, or {@code "2/1 0004"} with data, or empty when we closed without a word. */
        String verdict() {
            Notification last = lastWord();
            if (last == null) {
                return "";
            }
            assertThat(connection.isClosedAfterFlush).isTrue();
            String data = HexFormat.of().formatHex(last.data());
            return last.code() + "/" + last.subcode() + (data.isEmpty() ? "" : " " + data);
        }
    }
}

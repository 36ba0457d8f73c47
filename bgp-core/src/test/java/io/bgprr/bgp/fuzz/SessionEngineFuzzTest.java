// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.session.CapabilityNegotiator;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.session.DownReason;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.session.PeerSession;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.SessionListener;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.wire.DecodeCache;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.MessageEncoder;
import io.bgprr.bgp.wire.UpdateDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One session, whose peer says anything: we answer in well-formed messages, close after a NOTIFICATION, and take the peer
 * back when it behaves.
 *
 * <p>Input: an octet of options, then what the peer does. Options: 3 how far the session has come (0 connected, 1 OPEN said, 2
 * and 3 Established); 4 an external peer; 8 the rest is octets as they arrive, else steps; 10 octet by octet; 20 we dial. A
 * step is its kind, a length of two octets and as many octets: kinds below F0 are messages of that type in a sound header.
 */
class SessionEngineFuzzTest {

    private static final int STEP_TIME = 0xf0;
    private static final int STEP_HANG_UP = 0xf1;
    private static final int STEP_SECOND_CONNECTION = 0xf2;
    private static final int STEP_RESET = 0xf3;
    private static final int STEP_PAUSE = 0xf4;

    /** Of all the connections; a message is answered by one of ours at most, and so is a timer. */
    private static final int STEPS_MAX = 400;

    private static final byte[] KEEPALIVE = MessageEncoder.encode(new Keepalive());

    static Stream<byte[]> inputs() {
        List<byte[]> inputs = new ArrayList<>();
        for (GoldenMessages golden : GoldenMessages.all()) {
            int isExternal = golden.options().contains("ibgp") ? 0 : 4;
            byte[] octets = golden.octets();
            inputs.add(UpdateFuzzTest.withOptions(8 | 2 | isExternal, octets));
            inputs.add(UpdateFuzzTest.withOptions(8 | 0x10 | octets.length % 3, octets));
        }
        inputs.add(new byte[] {2, (byte) STEP_TIME, 0, 1, 120, 4, 0, 0, (byte) STEP_TIME, 0, 1, 100});
        inputs.add(new byte[] {0x22, (byte) STEP_SECOND_CONNECTION, 0, 0, 1, 0, 1, 4, (byte) STEP_RESET, 0, 1, 'x'});
        inputs.add(new byte[] {1, (byte) STEP_HANG_UP, 0, 0, 4, 0, 0, (byte) STEP_PAUSE, 0, 1, 1, 5, 0, 4, 0, 1, 0, 1});
        return inputs.stream();
    }

    @MethodSource("inputs")
    @FuzzTest
    void whateverAPeerSaysTheSessionAnswersAndLives(byte[] input) {
        if (input.length == 0 || input.length > 8192) {
            return;
        }
        new Scene(input[0]).play(input);
    }

    /** A session in virtual time. */
    private static final class Scene implements SessionListener {

        private final int options;
        private final SessionConfig config;
        private final AsNumber peerAs;
        private final List<StrictPeer> peers = new ArrayList<>();
        private final List<Dial> dials = new ArrayList<>();
        private final PeerSession session;
        private long nowNanos = TimeUnit.HOURS.toNanos(1);
        private long deadlineNanos = Long.MAX_VALUE;
        private int establishedCount;
        private int downsCount;
        private @Nullable Throwable crash;

        private record Dial(StrictPeer peer, ConnectionListener heard) {}

        Scene(int options) {
            this.options = options;
            this.peerAs = AsNumber.of(isOption(4) ? 65001 : 64512);
            Configs.Peer peer =
                    Configs.speaker(64512, "10.0.0.1").peer("192.0.2.2").as(peerAs.value());
            this.config = (isOption(0x20) ? peer : peer.passive()).build().session();
            this.session = new PeerSession(
                    config,
                    (request, heard) -> {
                        StrictPeer far = newPeer();
                        dials.add(new Dial(far, heard));
                        return far;
                    },
                    this,
                    new UpdateDecoder(new DecodeCache(16, 1)),
                    new Random(1),
                    4);
            session.start(nowNanos);
        }

        private boolean isOption(int bit) {
            return (options & bit) != 0;
        }

        private StrictPeer newPeer() {
            StrictPeer peer = new StrictPeer(
                    IpAddress.parse("192.0.2.2"), new DecodeContext(!isOption(4), true, 3, 0, false, false));
            peers.add(peer);
            return peer;
        }

        void play(byte[] input) {
            connect();
            StrictPeer first = peers.getLast();
            if ((options & 3) >= 1) {
                say(first, MessageEncoder.encode(open()));
            }
            if ((options & 3) >= 2) {
                say(first, KEEPALIVE);
                assertThat(session.state()).isEqualTo(FsmState.ESTABLISHED);
            }
            if (isOption(8)) {
                say(first, input, 1, input.length - 1);
            } else {
                playSteps(input);
            }
            assertIsSound();
            // The retry timer is backed off by then, whatever was.
            pass(7200);
            assertIsSound();
            session.start(nowNanos);
            peers.forEach(peer -> peer.hangUp(nowNanos));
            connect();
            say(peers.getLast(), MessageEncoder.encode(open()));
            say(peers.getLast(), KEEPALIVE);
            assertThat(session.state()).as("takes the peer back").isEqualTo(FsmState.ESTABLISHED);
            assertIsSound();
        }

        private Open open() {
            Open ours = CapabilityNegotiator.open(config, true);
            return new Open(
                    peerAs,
                    90,
                    RouterId.parse("10.0.0.2"),
                    ours.capabilities().stream()
                            .filter(capability -> capability.code() != 65 || !isOption(4))
                            .toList());
        }

        /** The peer connects, or answers our call. */
        private void connect() {
            if (!dials.isEmpty() && !dials.getLast().peer().isOver()) {
                Dial dial = dials.removeLast();
                dial.peer().heardBy(dial.heard());
                dial.heard().connected(nowNanos);
                peers.remove(dial.peer());
                peers.add(dial.peer());
                return;
            }
            StrictPeer peer = newPeer();
            ConnectionListener heard = session.accepted(peer, nowNanos);
            peer.heardBy(heard);
            if (heard == null) {
                peer.close();
            }
        }

        private void playSteps(byte[] input) {
            int steps = 0;
            for (int at = 1; at + 3 <= input.length && steps < STEPS_MAX; steps++) {
                int kind = input[at] & 0xff;
                int length = Math.min((input[at + 1] & 0xff) << 8 | input[at + 2] & 0xff, input.length - at - 3);
                int first = length == 0 ? 0 : input[at + 3] & 0xff;
                switch (kind) {
                    case STEP_TIME -> pass(first);
                    case STEP_HANG_UP -> {
                        peers.getLast().hangUp(nowNanos);
                        connect();
                    }
                    case STEP_SECOND_CONNECTION -> connect();
                    case STEP_RESET -> session.reset(first == 0 ? "" : "again", nowNanos);
                    case STEP_PAUSE -> {
                        session.pauseReads();
                        pass(first);
                        session.resumeReads(nowNanos);
                    }
                    default -> say(peers.getLast(), message(kind, input, at + 3, length));
                }
                at += 3 + length;
            }
        }

        private static byte[] message(int type, byte[] input, int offset, int length) {
            byte[] message = MessageEncoder.encode(new Keepalive());
            byte[] whole = Arrays.copyOf(message, Message.HEADER_LENGTH_BYTES + length);
            System.arraycopy(input, offset, whole, Message.HEADER_LENGTH_BYTES, length);
            whole[16] = (byte) (whole.length >>> 8);
            whole[17] = (byte) whole.length;
            whole[18] = (byte) type;
            return whole;
        }

        private void say(StrictPeer peer, byte[] octets) {
            say(peer, octets, 0, octets.length);
        }

        private void say(StrictPeer peer, byte[] octets, int offset, int lengthBytes) {
            int piece = isOption(0x10) ? 1 : Math.max(1, lengthBytes);
            for (int at = 0; at < lengthBytes; at += piece) {
                peer.say(octets, offset + at, Math.min(piece, lengthBytes - at), nowNanos);
            }
        }

        /** Lets time pass as the loop would: the session is called at the deadlines that it named. */
        private void pass(int seconds) {
            long until = nowNanos + TimeUnit.SECONDS.toNanos(seconds);
            int calls = 0;
            while (deadlineNanos <= until) {
                nowNanos = Math.max(nowNanos, deadlineNanos);
                session.timeout(nowNanos);
                deadlineNanos = session.nextDeadlineNanos();
                assertThat(++calls).as("deadlines in " + seconds + " s").isLessThan(100 + 4 * seconds);
            }
            nowNanos = until;
        }

        private void assertIsSound() {
            assertThat(crash).as("an error of ours").isNull();
            assertThat(establishedCount - downsCount)
                    .as("as many ends as beginnings")
                    .isEqualTo(session.state() == FsmState.ESTABLISHED ? 1 : 0);
            for (StrictPeer peer : peers) {
                assertThat(peer.isInsideMessage()).isFalse();
                assertThat(peer.lastWord() == null || peer.isOver())
                        .as("closes after a NOTIFICATION")
                        .isTrue();
                // An OPEN and a NOTIFICATION, and a KEEPALIVE each 30 s at most.
                assertThat(peer.octetsCount()).isLessThan(3 * Message.LENGTH_BYTES_MAX + 19 * 600);
            }
        }

        // --- What the session says to its loop.

        @Override
        public void established(PeerSession source, Negotiated negotiated, Connection connection) {
            establishedCount++;
        }

        @Override
        public void update(PeerSession source, Update update) {
            assertThat(source.state()).isEqualTo(FsmState.ESTABLISHED);
            if (update.attributes() != null) {
                UpdateChecks.requireCanonical(update.attributes());
            }
        }

        @Override
        public void routeRefresh(PeerSession source, RouteRefresh refresh) {
            assertThat(AddressFamily.of(refresh.afi(), refresh.safi())).isNotNull();
        }

        @Override
        public void crashed(PeerSession source, Throwable cause) {
            crash = cause;
        }

        @Override
        public void writable(PeerSession source) {}

        @Override
        public void down(PeerSession source, DownReason reason) {
            downsCount++;
            assertThat(reason.toString()).isNotEmpty();
        }

        @Override
        public void stateChanged(PeerSession source, FsmState from, FsmState to, String detail) {}

        @Override
        public void deadlineChanged(PeerSession source) {
            deadlineNanos = source.nextDeadlineNanos();
        }
    }
}

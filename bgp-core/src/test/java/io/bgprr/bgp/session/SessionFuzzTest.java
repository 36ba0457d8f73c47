// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.session.SessionHarness.Peer;
import io.bgprr.bgp.wire.MessageEncoder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that says anything, whole or broken, over several connections, at any time. */
class SessionFuzzTest {

    private static final List<byte[]> MESSAGES = List.of(
            MessageEncoder.encode(SessionHarness.open()),
            MessageEncoder.encode(new Keepalive()),
            MessageEncoder.encode(new Keepalive()),
            MessageEncoder.encode(new RouteRefresh(1, 1, 0)),
            MessageEncoder.encode(Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN)),
            HexFormat.of().parseHex("ff".repeat(16) + "00170200000000"),
            HexFormat.of().parseHex("ff".repeat(16) + "0027020000000e40010100400200400304c0000201080a"));

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void survivesAnything(long seed) {
        Random random = new Random(seed);
        SessionHarness harness =
                SessionHarness.started(random.nextBoolean() ? TestConfigs.active() : TestConfigs.passive());
        harness.dialIn();

        for (int i = 0; i < 200; i++) {
            step(harness, random);
            assertThat(harness.listener.establishedCount - harness.listener.downs.size())
                    .as("as many ends as beginnings")
                    .isEqualTo(harness.session.state() == FsmState.ESTABLISHED ? 1 : 0);
            assertThat(harness.listener.crashes).isEmpty();
        }

        harness.pass(3600);
        harness.session.start(harness.now);
        harness.establish(harness.dialIn());
    }

    private static void step(SessionHarness harness, Random random) {
        Peer peer = harness.lastPeer;
        switch (random.nextInt(20)) {
            case 0 -> harness.tryDialIn();
            case 1 -> harness.pass(random.nextInt(100));
            case 2 -> {
                if (!harness.dials.isEmpty()
                        && !harness.dials.getLast().peer().connection.isOver()) {
                    harness.pickUp();
                }
            }
            case 3 -> {
                if (peer.heard != null) {
                    peer.hangUp();
                    harness.tryDialIn();
                }
            }
            case 4 -> harness.session.reset("again", harness.now);
            case 5 -> {
                harness.session.pauseReads();
                harness.pass(1);
                harness.session.resumeReads(harness.now);
            }
            default -> {
                if (peer.heard == null || peer.connection.isOver()) {
                    harness.tryDialIn();
                } else {
                    peer.say(spoilt(MESSAGES.get(random.nextInt(MESSAGES.size())), random));
                }
            }
        }
    }

    private static byte[] spoilt(byte[] message, Random random) {
        byte[] bytes = message.clone();
        for (int i = random.nextInt(8) - 6; i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.session.CapabilityNegotiator;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.wire.MessageEncoder;
import io.bgprr.bgp.wire.OpenCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** OPEN with its capabilities, and what four configurations negotiate from it. Input: the body. */
class OpenFuzzTest {

    private static final MemoryBound BOUND = new MemoryBound(32 << 10, 256);
    private static final int HEADER = Message.HEADER_LENGTH_BYTES;

    private static final List<SessionConfig> CONFIGS = configs();

    private static List<SessionConfig> configs() {
        Configs speaker = Configs.speaker(64512, "10.0.0.1");
        return Stream.of(
                        speaker.peer("192.0.2.2").client(),
                        speaker.peer("192.0.2.2").holdTime(0).families(AddressFamily.IPV6_UNICAST),
                        speaker.peer("192.0.2.2").as(65001).holdTime(65_535),
                        speaker.peer("192.0.2.2").as(4_200_000_000L).holdTime(3).families(AddressFamily.IPV4_UNICAST))
                .map(peer -> peer.build().session())
                .toList();
    }

    static Stream<byte[]> bodies() {
        return GoldenMessages.bodies(Message.TYPE_OPEN);
    }

    @MethodSource("bodies")
    @FuzzTest
    void anOpenIsRefusedOrMeansTheSameOnceMore(byte[] body) {
        if (body.length > Message.LENGTH_BYTES_MAX - HEADER) {
            return; // the framer's business
        }
        Answer<Open> answer = BOUND.check(body.length, () -> Answer.of(() -> OpenCodec.decode(body, 0, body.length)));
        Open open = answer.message();
        if (open == null) {
            assertThat(answer.notification()).isNotNull();
            assertThat(Objects.requireNonNull(answer.notification()).code()).isEqualTo(2);
            return;
        }
        assertThat(open.toString()).isNotEmpty();
        assertThat(open.holdTimeSeconds()).isNotIn(1, 2);
        assertThat(open.routerId().bits()).isNotZero();
        assertThat(open.as().bits()).isNotZero();
        assertIsTheSameOnceMore(open);
        CONFIGS.forEach(config -> assertIsNegotiated(config, open));
    }

    private static void assertIsTheSameOnceMore(Open open) {
        byte[] encoded = MessageEncoder.encode(open);
        assertThat(encoded.length).isLessThanOrEqualTo(Message.LENGTH_BYTES_MAX);
        Open again = Answer.of(() -> OpenCodec.decode(encoded, HEADER, encoded.length - HEADER))
                .message();
        assertThat(again).isNotNull();
        Objects.requireNonNull(again);
        assertThat(again.as()).isEqualTo(open.as());
        assertThat(again.holdTimeSeconds()).isEqualTo(open.holdTimeSeconds());
        assertThat(again.routerId()).isEqualTo(open.routerId());
        // We write those that old peers know first; else the order stays.
        assertThat(again.capabilities()).hasSameSizeAs(open.capabilities());
        assertThat(new HashSet<>(again.capabilities())).isEqualTo(new HashSet<>(open.capabilities()));
        assertThat(MessageEncoder.encode(again)).isEqualTo(encoded);
    }

    private static void assertIsNegotiated(SessionConfig config, Open theirs) {
        Open ours = CapabilityNegotiator.open(config, true);
        switch (CapabilityNegotiator.negotiate(config, ours, theirs)) {
            case Negotiation.Agreed(Negotiated agreed) -> {
                assertThat(agreed.families()).isNotEmpty();
                assertThat(agreed.familyBits() & ~config.familyBits()).isZero();
                assertThat(agreed.holdTimeSeconds())
                        .isLessThanOrEqualTo(Math.min(config.holdTimeSeconds(), theirs.holdTimeSeconds()))
                        .isNotIn(1, 2);
                assertThat(agreed.keepaliveSeconds() == 0).isEqualTo(agreed.holdTimeSeconds() == 0);
                assertThat(agreed.keepaliveSeconds()).isLessThanOrEqualTo(agreed.holdTimeSeconds());
                assertThat(agreed.kind().isInternal()).isEqualTo(theirs.as().equals(config.localAs()));
                for (AddressFamily family : AddressFamily.values()) {
                    assertThat(agreed.isAddPathReceive(family)).isFalse(); // never offered
                }
            }
            case Negotiation.Refused(var notification, String reason) -> {
                assertThat(reason).isNotEmpty();
                assertThat(notification.code()).isEqualTo(2);
                Answer.requireSendable(notification);
            }
        }
    }
}

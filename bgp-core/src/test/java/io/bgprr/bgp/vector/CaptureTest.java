// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.wire.DecodeContext;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real routers sent each other, and what was put into captures to break a decoder. */
class CaptureTest {

    /** One direction of a connection; {@code messages} is how many whole messages lie in a row from its start. */
    record Capture(BgpVector stream, int messages) {
        @Override
        public String toString() {
            return stream.toString();
        }
    }

    static Stream<Capture> captures() {
        return TextBlocks.read("/vectors/captures.txt.gz").stream().map(CaptureTest::capture);
    }

    private static Capture capture(Map<String, String> block) {
        byte[] octets =
                HexFormat.of().parseHex(Objects.requireNonNull(block.get("hex")).replace("\n", ""));
        int messages = Integer.parseInt(Objects.requireNonNull(block.get("messages")));
        return new Capture(BgpVector.of(block, Objects.requireNonNull(block.get("session")), octets), messages);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void aCapturedStreamIsUnderstoodToItsEnd(Capture capture) {
        BgpVector stream = capture.stream();
        VectorOutcome outcome = VectorOutcome.of(stream.octets(), stream.context());
        assertThat(stream.isMet(outcome.action()))
                .as(
                        "%s after %d messages: %s",
                        outcome.action(), outcome.messages().size(), outcome.reasons())
                .isTrue();
        if (outcome.error() == null) {
            assertThat(outcome.messages()).hasSize(capture.messages());
        } else {
            assertThat(outcome.messages()).hasSizeLessThanOrEqualTo(capture.messages());
        }
    }

    /** On sessions other than its own a stream means something else, or nothing, but it does no harm. */
    @ParameterizedTest
    @MethodSource("captures")
    void aCapturedStreamIsHarmlessOnEverySession(Capture capture) {
        for (int bits = 0; bits < 8; bits++) {
            DecodeContext context =
                    new DecodeContext((bits & 1) != 0, (bits & 2) != 0, 3, (bits & 4) != 0 ? 3 : 0, true, false);
            for (Message message :
                    VectorOutcome.of(capture.stream().octets(), context).messages()) {
                if (message instanceof Update update) {
                    RoundTrip.check(update, context);
                }
            }
        }
    }
}

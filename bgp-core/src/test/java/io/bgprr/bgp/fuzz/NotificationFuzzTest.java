// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.wire.MessageDecoder;
import io.bgprr.bgp.wire.MessageEncoder;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** NOTIFICATION, and its text for people, which a peer may fill with anything (RFC 9003). Input: the body. */
class NotificationFuzzTest {

    private static final MemoryBound BOUND = new MemoryBound(64 << 10, 512);
    private static final int HEADER = Message.HEADER_LENGTH_BYTES;

    static Stream<byte[]> bodies() {
        return Stream.concat(
                GoldenMessages.bodies(Message.TYPE_NOTIFICATION),
                Stream.of("06020568656c6c6f", "0602ff68656c6c6f", "060404c0af0a1b", "060900", "ff00")
                        .map(HexFormat.of()::parseHex));
    }

    @MethodSource("bodies")
    @FuzzTest
    void aNotificationIsReadAndDescribed(byte[] body) {
        if (body.length > Message.EXTENDED_LENGTH_BYTES_MAX - HEADER) {
            return; // the framer's business
        }
        Answer<Message> answer = BOUND.check(
                body.length,
                () -> Answer.of(() -> MessageDecoder.decode(Message.TYPE_NOTIFICATION, body, 0, body.length)));
        if (body.length < 2) {
            assertThat(answer.message()).isNull();
            assertThat(answer.notification()).as("is never answered").isNull();
            return;
        }
        Notification notification = (Notification) answer.message();
        assertThat(notification).isNotNull();
        if (notification == null) {
            return;
        }
        String text = BOUND.check(body.length, () -> ErrorCode.describe(notification));
        assertThat(text).isNotEmpty();
        assertThat(text.codePoints().filter(Character::isISOControl).toArray())
                .as("fit for a log line: " + text)
                .isEmpty();
        assertThat(text.length()).isLessThan(200 + 6 * body.length); // of NULs, each escaped

        byte[] encoded = MessageEncoder.encode(notification);
        assertThat(encoded.length).isEqualTo(Math.min(Message.LENGTH_BYTES_MAX, HEADER + body.length));
        if (encoded.length < Message.LENGTH_BYTES_MAX) {
            Answer.requireSendable(notification);
        }
    }
}

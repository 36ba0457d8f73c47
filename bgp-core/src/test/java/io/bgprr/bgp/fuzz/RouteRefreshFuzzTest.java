// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.wire.MessageDecoder;
import io.bgprr.bgp.wire.MessageEncoder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** ROUTE-REFRESH (RFC 2918, RFC 7313 §5). Input: the body. */
class RouteRefreshFuzzTest {

    private static final MemoryBound BOUND = new MemoryBound(32 << 10, 8);
    private static final int HEADER = Message.HEADER_LENGTH_BYTES;

    static Stream<byte[]> bodies() {
        return Stream.concat(
                GoldenMessages.bodies(Message.TYPE_ROUTE_REFRESH),
                Stream.of("00010001", "00010101", "00020201", "ffffffff", "000100", "0001000101040102")
                        .map(HexFormat.of()::parseHex));
    }

    @MethodSource("bodies")
    @FuzzTest
    void aRefreshOfFourOctetsIsTakenAndNoOther(byte[] body) {
        if (body.length > Message.EXTENDED_LENGTH_BYTES_MAX - HEADER) {
            return; // the framer's business
        }
        byte[] message = new byte[HEADER + body.length];
        System.arraycopy(body, 0, message, HEADER, body.length);
        Answer<Message> answer = BOUND.check(
                message.length,
                () -> Answer.of(() -> MessageDecoder.decode(Message.TYPE_ROUTE_REFRESH, message, HEADER, body.length)));
        if (body.length == 4) {
            RouteRefresh refresh = (RouteRefresh) Objects.requireNonNull(answer.message());
            byte[] encoded = MessageEncoder.encode(refresh);
            assertThat(Arrays.copyOfRange(encoded, HEADER, encoded.length)).isEqualTo(body);
        } else {
            assertThat(Objects.requireNonNull(answer.notification()).code()).isEqualTo(7);
        }
    }
}

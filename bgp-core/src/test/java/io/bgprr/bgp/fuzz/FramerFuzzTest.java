// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.wire.MessageFramer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any octets in any pieces: the same messages and the same end as in one piece, and never more memory than what arrived.
 *
 * <p>Input: an octet of options (bit 0 extended messages, the rest a seed of the pieces), then the stream.
 */
class FramerFuzzTest {

    private static final MemoryBound BOUND = new MemoryBound(64 << 10, 256);

    static Stream<byte[]> streams() {
        List<byte[]> streams = new ArrayList<>();
        byte[] all = {0x2a};
        for (GoldenMessages each : GoldenMessages.all()) {
            int options = each.options().contains("extended") ? 1 : 2;
            streams.add(join(new byte[] {(byte) options}, each.octets()));
            if (all.length < 8192) {
                all = join(all, each.octets());
            }
        }
        streams.add(all);
        return streams.stream();
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    @MethodSource("streams")
    @FuzzTest
    void anyPiecesGiveTheSameMessages(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int lengthBytesMax = (input[0] & 1) == 0 ? Message.LENGTH_BYTES_MAX : Message.EXTENDED_LENGTH_BYTES_MAX;
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        List<String> whole = BOUND.check(stream.length, () -> play(stream, lengthBytesMax, stream.length, 0));
        assertThat(BOUND.check(stream.length, () -> play(stream, lengthBytesMax, 1, 0)))
                .isEqualTo(whole);
        assertThat(play(stream, lengthBytesMax, 40, input[0])).isEqualTo(whole);
        assertThat(play(stream, lengthBytesMax, 5000, input[0])).isEqualTo(whole);
    }

    /**
     * What comes of the stream in pieces of up to so many octets, none of them where it was when the last one arrived.
     *
     * @param seed 0 for pieces of equal size
     */
    private static List<String> play(byte[] stream, int lengthBytesMax, int pieceLengthMax, int seed) {
        List<String> heard = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        MessageFramer framer = new MessageFramer((type, bytes, offset, length) -> {
            assertThat(length + Message.HEADER_LENGTH_BYTES).isBetween(19, lengthBytesMax);
            heard.add(type + " " + length + " " + sum(bytes, offset - Message.HEADER_LENGTH_BYTES, offset + length));
            return true;
        });
        framer.setLengthBytesMax(lengthBytesMax);
        byte[] window = new byte[Math.min(pieceLengthMax, stream.length) + 7];
        for (int at = 0; at < stream.length; ) {
            int most = Math.min(pieceLengthMax, stream.length - at);
            int length = seed == 0 ? most : 1 + random.nextInt(most);
            int from = at;
            System.arraycopy(stream, at, window, 7, length);
            Answer<String> answer = Answer.of(() -> {
                framer.received(window, 7, length);
                return "";
            });
            Arrays.fill(window, (byte) 0x5a); // whoever still looks there is found out
            if (answer.message() == null) {
                heard.add(answer.refusal() + " " + answer.notification());
                break;
            }
            at = from + length;
        }
        heard.add(framer.isInsideMessage() ? "inside a message" : "at an end");
        return heard;
    }

    private static String sum(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return HexFormat.of().toHexDigits(hash);
    }
}

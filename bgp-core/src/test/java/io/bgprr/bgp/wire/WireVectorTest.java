// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden vectors in {@code wire/*.txt}, in both directions. {@code -Dgolden.update=true} rewrites what they read as. */
class WireVectorTest {

    /** Before they are read, so that the tests then see what was written. */
    @BeforeAll
    static void rewriteOnRequest() throws IOException {
        if (!Boolean.getBoolean("golden.update")) {
            return;
        }
        for (Path file : WireVector.files()) {
            List<WireVector> updated = new ArrayList<>();
            for (WireVector vector : WireVector.read(file)) {
                WireOutcome outcome = WireOutcome.of(vector, decoder());
                updated.add(vector.with(outcome.decoded(), outcome.encodedText(vector)));
            }
            WireVector.write(file, updated);
        }
    }

    static Stream<WireVector> vectors() throws IOException {
        return WireVector.all().stream();
    }

    private static UpdateDecoder decoder() {
        return new UpdateDecoder(new DecodeCache(64, 7));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatTheRfcAsksForHappens(WireVector vector) {
        WireOutcome outcome = WireOutcome.of(vector, decoder());
        assertThat(outcome.isExpected(vector))
                .as("%s, expected %s: %s", outcome.action(), vector.expected(), outcome.decoded())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void octetsReadAndAreWrittenAsRecorded(WireVector vector) {
        WireOutcome outcome = WireOutcome.of(vector, decoder());
        assertThat(outcome.decoded().lines().map(String::strip))
                .containsExactlyElementsOf(
                        vector.field("decoded").lines().map(String::strip).toList());
        assertThat(outcome.encodedText(vector)).isEqualTo(vector.field("encoded"));
    }

    /** What we write is what we read: the encoded form decodes to the same, and encodes to itself. */
    @Test
    void encodingIsStable() throws IOException {
        assertThat(WireVector.all()).allSatisfy(WireVectorTest::assertEncodingIsStable);
    }

    private static void assertEncodingIsStable(WireVector vector) {
        WireOutcome first = WireOutcome.of(vector, decoder());
        WireVector again = new WireVector(
                vector.file(),
                Map.of(
                        "options", vector.field("options").replace(" add-path", ""),
                        "hex", String.join("", first.encoded())));
        assertThat(WireOutcome.of(again, decoder()).encoded()).isEqualTo(first.encoded());
    }

    /** The cache must never change an answer: the second and third decoding are hits where there are any. */
    @Test
    void aCachedBlockReadsTheSame() throws IOException {
        assertThat(WireVector.all()).allSatisfy(WireVectorTest::assertACachedBlockReadsTheSame);
    }

    private static void assertACachedBlockReadsTheSame(WireVector vector) {
        UpdateDecoder decoder = decoder();
        WireOutcome first = WireOutcome.of(vector, decoder);
        assertThat(WireOutcome.of(vector, decoder)).isEqualTo(first);
        assertThat(WireOutcome.of(vector, decoder)).isEqualTo(first);
    }

    @Test
    void noByteBoundaryMatters() throws IOException {
        assertThat(WireVector.all()).allSatisfy(WireVectorTest::assertNoByteBoundaryMatters);
    }

    private static void assertNoByteBoundaryMatters(WireVector vector) {
        byte[] octets = vector.octets();
        List<String> whole = framed(octets, octets.length);
        assertThat(framed(octets, 1)).isEqualTo(whole);
        assertThat(framed(octets, 7)).isEqualTo(whole);
    }

    private static List<String> framed(byte[] octets, int chunk) {
        List<String> messages = new ArrayList<>();
        MessageFramer framer = new MessageFramer((type, bytes, offset, length) -> {
            messages.add(type + " " + HexFormat.of().formatHex(bytes, offset, offset + length));
            return true;
        });
        framer.setLengthBytesMax(Message.EXTENDED_LENGTH_BYTES_MAX);
        try {
            for (int at = 0; at < octets.length; at += chunk) {
                framer.received(octets, at, Math.min(chunk, octets.length - at));
            }
        } catch (MalformedMessageException e) {
            messages.add(String.valueOf(e.getMessage()));
        }
        return messages;
    }
}

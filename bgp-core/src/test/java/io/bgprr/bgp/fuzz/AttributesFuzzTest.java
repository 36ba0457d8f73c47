// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.Update;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Path attributes whose framing is always sound, so that the fuzzer's work goes into their flags and values: whatever they
 * are, the session stays, for the NLRI can be read (RFC 7606 §2).
 *
 * <p>Input: an octet of options as {@link UpdateFuzzTest} has them, with 80 to put sound mandatory attributes in front;
 * then attributes. Of their lengths only as much counts as is there, and MP attributes are passed over.
 */
class AttributesFuzzTest {

    private static final byte[] MANDATORY_4 =
            HexFormat.of().parseHex("40010100" + "40020602010000fde9" + "4003040a000002");
    private static final byte[] MANDATORY_2 = HexFormat.of().parseHex("40010100" + "4002040201fde9" + "4003040a000002");
    private static final byte[] NLRI = HexFormat.of().parseHex("18c63364" + "200a010203");
    private static final byte[] NLRI_ADD_PATH = HexFormat.of().parseHex("0000000718c63364");

    static Stream<byte[]> inputs() {
        return Stream.concat(
                GoldenMessages.ofType(Message.TYPE_UPDATE)
                        .flatMap(golden -> Stream.of(0, 0x80)
                                .map(bit -> UpdateFuzzTest.withOptions(
                                        UpdateChecks.options(golden) & 0x73 | bit, attributes(golden.body())))),
                Stream.of(everyAttribute()));
    }

    /** The attribute block of a body whose lengths are right; else the body. */
    private static byte[] attributes(byte[] body) {
        if (body.length < 4) {
            return body;
        }
        int at = 2 + shortAt(body, 0);
        if (at + 2 > body.length || at + 2 + shortAt(body, at) > body.length) {
            return body;
        }
        return Arrays.copyOfRange(body, at + 2, at + 2 + shortAt(body, at));
    }

    /** One octet of each code, as optional transitive. */
    private static byte[] everyAttribute() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(3);
        for (int code = 0; code < 256; code++) {
            all.writeBytes(new byte[] {(byte) 0xc0, (byte) code, 1, 1});
        }
        return all.toByteArray();
    }

    private static int shortAt(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    @MethodSource("inputs")
    @FuzzTest
    void attributesThatAreFramedNeverEndASession(byte[] input) {
        if (input.length == 0 || input.length > Message.LENGTH_BYTES_MAX) {
            return;
        }
        int options = input[0] & 0x73;
        boolean isFourOctetAs = (options & 2) != 0;
        boolean isAddPath = (options & 0x10) != 0;
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        if ((input[0] & 0x80) != 0) {
            attributes.writeBytes(isFourOctetAs ? MANDATORY_4 : MANDATORY_2);
        }
        frame(input, attributes);
        byte[] nlri = isAddPath ? NLRI_ADD_PATH : NLRI;
        Answer<Update> answer =
                new UpdateChecks(UpdateChecks.context(options)).check(body(attributes.toByteArray(), nlri));
        assertThat(answer.refusal()).isEmpty();
        NlriBlock announced = Objects.requireNonNull(answer.message()).announced();
        assertThat(announced.lengthBytes()).isEqualTo(nlri.length);
    }

    /** The attributes of the input with lengths that hold. */
    private static void frame(byte[] input, ByteArrayOutputStream into) {
        for (int at = 1; at + 3 <= input.length; ) {
            int flags = input[at] & 0xff;
            int code = input[at + 1] & 0xff;
            boolean isExtended = (flags & 0x10) != 0 && at + 4 <= input.length;
            int value = at + (isExtended ? 4 : 3);
            int promised = isExtended ? shortAt(input, at + 2) : input[at + 2] & 0xff;
            int length = Math.min(promised, input.length - value);
            if (code != 14 && code != 15) {
                into.write(isExtended ? flags : flags & ~0x10);
                into.write(code);
                if (isExtended) {
                    into.write(length >>> 8);
                }
                into.write(length);
                into.write(input, value, length);
            }
            at = value + length;
        }
    }

    private static byte[] body(byte[] attributes, byte[] nlri) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0, 0, (byte) (attributes.length >>> 8), (byte) attributes.length});
        body.writeBytes(attributes);
        body.writeBytes(nlri);
        return body.toByteArray();
    }
}

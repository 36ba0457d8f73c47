// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * UPDATE in every context that a session can give it.
 *
 * <p>Input: an octet of options (1 internal peer, 2 4-octet AS numbers, 4 and 8 families, 10 Add-Path, 20 AS_SET accepted,
 * 40 loopback next hops accepted), then the body.
 */
class UpdateFuzzTest {

    static Stream<byte[]> inputs() {
        List<byte[]> inputs = new ArrayList<>();
        GoldenMessages.ofType(Message.TYPE_UPDATE).forEach(golden -> {
            int options = UpdateChecks.options(golden);
            // As a peer of another kind and another size of AS numbers would be understood.
            for (int each : new LinkedHashSet<>(Set.of(options, options ^ 1, options ^ 2))) {
                inputs.add(withOptions(each, golden.body()));
            }
        });
        return inputs.stream();
    }

    static byte[] withOptions(int options, byte[] octets) {
        byte[] input = new byte[1 + octets.length];
        input[0] = (byte) options;
        System.arraycopy(octets, 0, input, 1, octets.length);
        return input;
    }

    @MethodSource("inputs")
    @FuzzTest
    void anUpdateIsAnsweredByTheRulesAndMeansTheSameOnceMore(byte[] input) {
        if (input.length == 0 || input.length > Message.EXTENDED_LENGTH_BYTES_MAX - Message.HEADER_LENGTH_BYTES) {
            return; // the framer's business
        }
        new UpdateChecks(UpdateChecks.context(input[0])).check(Arrays.copyOfRange(input, 1, input.length));
    }
}

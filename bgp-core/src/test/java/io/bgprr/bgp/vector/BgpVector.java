// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.vector;

import io.bgprr.bgp.wire.DecodeContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Octets of another project's tests, on one kind of session, and what a correct speaker does with them.
 *
 * @param source repository, path and licence of where the octets were found
 * @param session {@code ebgp} or {@code ibgp}, {@code as4} or {@code as2}, and where they matter {@code add-path},
 *     {@code as-set} and {@code loopback}
 * @param expected the actions that are right: accept, attribute-discard, treat-as-withdraw, {@code reset CODE/SUBCODE}, close
 *     (a NOTIFICATION is never answered), incomplete (more octets are waited for), no-crash (anything but an exception)
 * @param why the clause
 */
public record BgpVector(String id, String source, String session, List<String> expected, String why, byte[] octets) {

    /** The resources, one for each project that the octets are from. */
    private static final List<String> RESOURCES = List.of("frr", "gobgp", "exabgp-decoding", "exabgp-encoding", "code");

    /** Every vector, once for each kind of session that it is about. */
    public static List<BgpVector> all() {
        List<BgpVector> vectors = new ArrayList<>();
        for (String resource : RESOURCES) {
            for (Map<String, String> block : TextBlocks.read("/vectors/" + resource + ".txt")) {
                for (String session : alternatives(field(block, "session"))) {
                    vectors.add(of(
                            block,
                            session,
                            HexFormat.of().parseHex(field(block, "hex").replace("\n", ""))));
                }
            }
        }
        return vectors;
    }

    static BgpVector of(Map<String, String> block, String session, byte[] octets) {
        List<String> expected = alternatives(field(block, "expect"));
        return new BgpVector(
                field(block, "id"), field(block, "source"), session, expected, block.getOrDefault("why", ""), octets);
    }

    private static String field(Map<String, String> block, String key) {
        return Objects.requireNonNull(block.get(key), () -> key + " of " + block);
    }

    private static List<String> alternatives(String text) {
        return Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
    }

    /** Whether the session is of this kind, or has this option. */
    public boolean has(String option) {
        return Arrays.asList(session.split(" ", -1)).contains(option);
    }

    /** The session as the decoder sees it, with both families. */
    public DecodeContext context() {
        int families = 3;
        return new DecodeContext(
                has("ibgp"), has("as4"), families, has("add-path") ? families : 0, has("as-set"), has("loopback"));
    }

    boolean isMet(String action) {
        return expected.contains(action) || expected.contains("no-crash");
    }

    @Override
    public String toString() {
        return id + " (" + session + ")";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.vector.BgpVector;
import io.bgprr.bgp.vector.TextBlocks;
import io.bgprr.bgp.vector.VectorOutcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/**
 * Every vector through our decoder and OpenDaylight's. Where they disagree the table {@code disagreements.txt} gives the
 * reason; a disagreement that it lacks fails, and so does one that is gone.
 */
class OpenDaylightDifferentialTest {

    @Test
    void everyDisagreementIsExplained() {
        Map<String, String> explained = new LinkedHashMap<>();
        for (Map<String, String> block : TextBlocks.read("/vectors/disagreements.txt")) {
            assertThat(block.get("why")).as("%s", block).isNotBlank();
            explained.put(Objects.requireNonNull(block.get("id")), block.get("ours") + " / " + block.get("theirs"));
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (BgpVector vector : compared().values()) {
            String ours = PlainUpdate.ours(VectorOutcome.of(vector.octets(), vector.context()));
            String theirs = OpenDaylightDecoder.decode(vector.octets());
            if (!ours.equals(theirs)) {
                found.put(vector.id(), ours + " / " + theirs);
            }
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(explained);
    }

    /** Once each, from an internal peer where there is a choice: OpenDaylight has 4-octet AS numbers and no Add-Path here. */
    private static SequencedMap<String, BgpVector> compared() {
        SequencedMap<String, BgpVector> vectors = new LinkedHashMap<>();
        for (BgpVector vector : BgpVector.all()) {
            if (vector.has("as4") && !vector.has("add-path")) {
                vectors.put(vector.id(), vector);
            }
        }
        return vectors;
    }
}

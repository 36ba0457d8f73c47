// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AttributeHashTest {

    private static final String ORIGIN = "40 01 01 00";
    private static final String PATH = "40 02 06 02 01 00 00 fd e8";
    private static final String COMMUNITIES = "c0 08 08 00 01 00 02 00 03 00 04";

    private static long hash(String... attributes) {
        byte[] octets = HexFormat.of().parseHex(String.join("", attributes).replace(" ", ""));
        UpdateView view = new UpdateView();
        assertThat(view.parseAttributes(octets, 0, octets.length)).isTrue();
        return view.pathHash();
    }

    @Test
    void theOrderOfAttributesIsNoDifference() {
        assertThat(hash(ORIGIN, PATH)).isEqualTo(hash(PATH, ORIGIN));
    }

    @Test
    void theOrderOfCommunitiesIsNoDifferenceButTheirNumberIs() {
        assertThat(hash("c0 08 08 00 03 00 04 00 01 00 02")).isEqualTo(hash(COMMUNITIES));
        assertThat(hash("c0 08 04 00 01 00 02")).isNotEqualTo(hash(COMMUNITIES));
        assertThat(hash("c0 08 0c 00 01 00 02 00 03 00 04 00 03 00 04")).isNotEqualTo(hash(COMMUNITIES));
    }

    @Test
    void theExtendedLengthIsNoDifferenceButOtherFlagsAre() {
        assertThat(hash("50 01 00 01 00")).isEqualTo(hash(ORIGIN));
        assertThat(hash("c0 01 01 00")).isNotEqualTo(hash(ORIGIN));
        assertThat(hash("60 01 01 00")).isNotEqualTo(hash(ORIGIN));
    }

    @Test
    void aMedOfZeroIsNone() {
        assertThat(hash(ORIGIN, "80 04 04 00 00 00 00")).isEqualTo(hash(ORIGIN));
        assertThat(hash(ORIGIN, "80 04 04 00 00 00 01")).isNotEqualTo(hash(ORIGIN));
    }

    @Test
    void everyValueIsADifference() {
        assertThat(hash("40 01 01 01")).isNotEqualTo(hash(ORIGIN));
        assertThat(hash("40 02 06 02 01 00 00 fd e9")).isNotEqualTo(hash(PATH));
        assertThat(hash("40 02 06 01 01 00 00 fd e8")).isNotEqualTo(hash(PATH));
        assertThat(hash(ORIGIN, ORIGIN)).isNotEqualTo(hash(ORIGIN));
        assertThat(hash(ORIGIN, "c0 63 00")).isNotEqualTo(hash(ORIGIN));
    }

    @Test
    void lengthsThatContradictOneAnotherAreSeen() {
        UpdateView view = new UpdateView();
        for (String wrong : new String[] {"4001", "400102", "50010001", "800e03000101", "800f02000102"}) {
            byte[] octets = HexFormat.of().parseHex(wrong);
            assertThat(view.parseAttributes(octets, 0, octets.length)).isFalse();
        }
    }
}

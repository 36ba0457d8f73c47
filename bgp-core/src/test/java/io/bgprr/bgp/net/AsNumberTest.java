// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsNumberTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "64512, 64512", "4294967295, 4294967295", "1.0, 65536", "65535.65535, 4294967295", "0.7, 7"})
    void readsPlainAndDotted(String text, long value) {
        assertThat(AsNumber.parse(text).value()).isEqualTo(value);
        assertThat(AsNumber.parse(text)).hasToString(Long.toString(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4294967296", "1.65536", "65536.0", "1.2.3", "AS1", "1.", ".1"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> AsNumber.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void knowsWhatTwoOctetsHold() {
        assertThat(AsNumber.of(65535).fitsTwoOctets()).isTrue();
        assertThat(AsNumber.of(65536).fitsTwoOctets()).isFalse();
        assertThat(AsNumber.of(4294967295L).fitsTwoOctets()).isFalse();
    }

    @Test
    void identifiersAreNonZeroAndUnsigned() {
        assertThat(RouterId.parse("224.0.0.1")).hasToString("224.0.0.1").isGreaterThan(RouterId.parse("10.0.0.1"));
        assertThatThrownBy(() -> RouterId.parse("0.0.0.0")).hasMessageContaining("RFC 6286");
        assertThatThrownBy(() -> RouterId.parse("::1")).hasMessageContaining("dotted quad");
    }

    @Test
    void familiesAreFoundByPairAndByLabel() {
        for (AddressFamily family : AddressFamily.values()) {
            assertThat(AddressFamily.of(family.afi(), family.safi())).isSameAs(family);
            assertThat(AddressFamily.ofLabel(family.label())).isSameAs(family);
            assertThat(AddressFamily.ofOrdinal(family.ordinal())).isSameAs(family);
        }
        assertThat(AddressFamily.of(1, 128)).isNull();
        assertThat(AddressFamily.ofLabel("ipv4")).isNull();
    }
}

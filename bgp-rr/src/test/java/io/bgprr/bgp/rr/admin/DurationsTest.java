// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            -5,           00:00:00
            999,          00:00:00
            61000,        00:01:01
            86399999,     23:59:59
            86400000,     1d00h
            8639999999,   99d23h
            8640000000,   100d
            """)
    void isWhatRoutersPrint(long millis, String text) {
        assertThat(Durations.human(millis)).isEqualTo(text);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "10.0.0.0/8",
                "192.0.2.128/25",
                "192.0.2.1/32",
                "::/0",
                "2001:db8::/32",
                "2001:db8::1/128",
                "2001:db8:0:0:8000::/65"
            })
    void canonicalPrefixesReadAsTheyPrint(String text) {
        assertThat(Prefix.parse(text)).hasToString(text);
    }

    @Test
    void aBareAddressIsAHost() {
        assertThat(Prefix.parse("10.0.0.1")).hasToString("10.0.0.1/32");
        assertThat(Prefix.parse("::1")).hasToString("::1/128");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, did you mean 10.0.0.0/8",
        "2001:db8::1/64, did you mean 2001:db8::/64",
        "10.0.0.0/33, 33",
        "2001:db8::/129, 129",
        "10.0.0.0/, 0..32",
        "10.0.0.0/-1, 0..32",
        "10.0.0.0/a, 0..32",
        "10.0.0/8, is not an IPv4 or IPv6 address",
    })
    void whatIsNoPrefixIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> Prefix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void containsItselfAndWhatIsMoreSpecific() {
        Prefix ten = Prefix.parse("10.0.0.0/8");
        assertThat(ten.contains(ten)).isTrue();
        assertThat(ten.contains(Prefix.parse("10.1.0.0/16"))).isTrue();
        assertThat(ten.contains(Prefix.parse("0.0.0.0/0"))).isFalse();
        assertThat(ten.contains(Prefix.parse("11.0.0.0/16"))).isFalse();
        assertThat(Prefix.parse("0.0.0.0/0").contains(IpAddress.parse("::"))).isFalse();
        assertThat(Prefix.parse("2001:db8::/33").contains(IpAddress.parse("2001:db8:7fff::")))
                .isTrue();
        assertThat(Prefix.parse("2001:db8::/33").contains(IpAddress.parse("2001:db8:8000::")))
                .isFalse();
    }

    @Test
    void containingClearsHostBitsAtEveryLength() {
        IpAddress v6 = IpAddress.ofIpv6(-1, -1);
        for (int length = 0; length <= 128; length++) {
            Prefix prefix = Prefix.containing(v6, length);
            assertThat(Long.bitCount(prefix.address().high())
                            + Long.bitCount(prefix.address().low()))
                    .isEqualTo(length);
        }
        for (int length = 0; length <= 32; length++) {
            assertThat(Integer.bitCount(Prefix.containing(IpAddress.ofIpv4(-1), length)
                            .address()
                            .ipv4Bits()))
                    .isEqualTo(length);
        }
    }

    @Test
    void ordersByAddressThenTheShorterFirst() {
        assertThat(Stream.of("10.0.0.0/16", "::/0", "10.0.0.0/8", "9.0.0.0/8")
                        .map(Prefix::parse)
                        .sorted()
                        .map(Prefix::toString))
                .containsExactly("9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "::/0");
    }
}

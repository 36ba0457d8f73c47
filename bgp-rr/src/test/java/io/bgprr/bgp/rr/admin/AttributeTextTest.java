// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeTextTest {

    private static AttributeSet set(int flags, int code, String hex) {
        return TestAttributes.via("192.0.2.1").hex(flags, code, hex).set();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',                                         ''
            02010000fde9,                               65001
            02020000fde90000fdea0102000000010000ffff,   '65001 65002 {1,65535}'
            03020000000100000002020100000003,           '(1 2) 3'
            04010000000101010000fde9,                   '[1] {65001}'
            """)
    void asPathsShowTheirSegments(String hex, String text) {
        assertThat(AttributeText.asPath(set(0x40, 2, hex))).isEqualTo(text);
    }

    @Test
    void communitiesAreNumbersOrTheirRegisteredNames() {
        assertThat(AttributeText.communities(
                        set(0xc0, 8, "fc000064" + "ffffff01" + "ffff029a" + "ffff0007" + "ffff1234")))
                .containsExactly("64512:100", "no-export", "blackhole", "no-llgr", "65535:4660");
        assertThat(AttributeText.largeCommunities(set(0xc0, 32, "ffffffff0000000100000002")))
                .containsExactly("4294967295:1:2");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0002fc0000000064, rt:64512:100
            4003fc0000000064, soo:64512:100
            0102c00002010005, rt:192.0.2.1:5
            0202fa56ea010007, rt:4200000001:7
            030c000000000008, 0x030c000000000008
            8006000000000000, 0x8006000000000000
            """)
    void extendedCommunitiesAreSpelledWhereTheirKindIsKnown(String hex, String text) {
        assertThat(AttributeText.extendedCommunities(set(0xc0, 16, hex))).containsExactly(text);
    }

    @Test
    void ipv6ExtendedCommunitiesHoldAnAddress() {
        assertThat(AttributeText.extendedCommunities(
                        set(0xc0, 25, "0002" + "20010db8000000000000000000000001" + "0009")))
                .containsExactly("rt:[2001:db8::1]:9");
    }

    @Test
    void whatIsNotUnderstoodIsShownInHex() {
        assertThat(AttributeText.unknown(set(0xe0, 200, "cafe"))).containsExactly("code 200 flags 0xe0 value 0xcafe");
        assertThat(AttributeText.aggregator(set(0xc0, 7, "0000fc00c0000201"))).isEqualTo("64512 192.0.2.1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bgprr.bgp.attribute.Communities.Community;
import io.bgprr.bgp.attribute.ExtendedCommunities.ExtendedCommunity;
import io.bgprr.bgp.attribute.LargeCommunities.LargeCommunity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write and read: every text that a view prints, it parses to the same value. */
class AttributeTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "65001",
                "65001 65002 4200000000",
                "{1,2}",
                "65001 {1,2} 65002",
                "(64600 64601) 65001",
                "[7,8] 65001"
            })
    void pathsReadAsTheyPrint(String text) {
        assertThat(AsPath.parse(text)).hasToString(text);
        assertThat(AsPath.ofBytes(AsPath.parse(text).toBytes())).isEqualTo(AsPath.parse(text));
    }

    @Test
    void clusterListsReadAsTheyPrintWhateverAPeerHasForItsCluster() {
        List<String> texts = List.of("0.0.0.0", "192.0.2.77", "255.255.255.255");
        assertThat(ClusterList.parse(texts).texts()).isEqualTo(texts);
        assertThatThrownBy(() -> ClusterList.parse(List.of("2001:db8::1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pathsAreForgivingInTheirBlanks() {
        assertThat(AsPath.parse("  65001   1.0 { 1 2 }")).hasToString("65001 65536 {1,2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"65001 x", "{1,2", "{}", "1}", "-5"})
    void whatIsNoPathIsRefused(String text) {
        assertThatThrownBy(() -> AsPath.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "64512:100, fc000064",
        "0:0, 00000000",
        "65535:65535, ffffffff",
        "no-export, ffffff01",
        "no-advertise, ffffff02",
        "no-export-subconfed, ffffff03",
        "no-peer, ffffff04",
        "graceful-shutdown, ffff0000",
        "accept-own, ffff0001",
        "llgr-stale, ffff0006",
        "no-llgr, ffff0007",
        "blackhole, ffff029a",
    })
    void communitiesReadAsTheyPrint(String text, String hex) {
        Community community = Community.parse(text);
        assertThat(community.bits()).isEqualTo(Integer.parseUnsignedInt(hex, 16));
        assertThat(community).hasToString(text);
    }

    @Test
    void wellKnownCommunitiesMayBeWrittenAsNumbers() {
        assertThat(Community.parse("65535:65281")).isEqualTo(Community.NO_EXPORT);
        assertThat(Community.parse("NO-EXPORT")).isEqualTo(Community.NO_EXPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1:2:3", "65536:1", "1:65536", "-1:1", "a:b", "1:", "no-such", "1:99999999999"})
    void whatIsNoCommunityIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> Community.parse(text))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("no-export");
    }

    @Test
    void largeCommunitiesReadAsTheyPrintAndDoNotRepeat() {
        assertThat(LargeCommunity.parse("4294967295:0:1")).hasToString("4294967295:0:1");
        assertThat(LargeCommunities.parse(List.of("1:2:3", "4:5:6", "1:2:3"))).hasToString("1:2:3 4:5:6");
        assertThatThrownBy(() -> LargeCommunity.parse("1:2")).hasMessageContaining("'1:2'");
        assertThatThrownBy(() -> LargeCommunity.parse("1:2:4294967296")).isInstanceOf(IllegalArgumentException.class);
    }

    /** The first two are facts from FRRouting/frr:tests/bgpd/test_ecommunity.c. */
    @ParameterizedTest
    @CsvSource({
        "rt:1.2.3.4:257, 0102010203040101",
        "rt:0.23:257, 0202000000170101",
        "rt:64512:4294967295, 0002fc00ffffffff",
        "rt:70000:7, 0202000111700007",
        "soo:64512:1, 0003fc0000000001",
        "0x4004fde84c9502f9, 4004fde84c9502f9",
    })
    void extendedCommunitiesReadAsTheyPrint(String text, String hex) {
        ExtendedCommunity community = ExtendedCommunity.parse(text);
        assertThat(Long.toHexString(community.bits())).isEqualTo(hex.replaceFirst("^0+", ""));
        assertThat(community).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rt:1",
                "rt:1:2:3",
                "xx:1:2",
                "rt:70000:65536",
                "rt:1.2.3.4:65536",
                "0x12",
                "0xzzzzzzzzzzzzzzzz",
                "rt::1"
            })
    void whatIsNoExtendedCommunityIsRefused(String text) {
        assertThatThrownBy(() -> ExtendedCommunity.parse(text)).hasMessageContaining("'" + text + "'");
    }

    @Test
    void transitivityIsABitOfTheType() {
        assertThat(ExtendedCommunity.parse("rt:64512:1").isTransitive()).isTrue();
        assertThat(ExtendedCommunity.parse("0x4004fde84c9502f9").isTransitive()).isFalse();
    }

    @Test
    void knownAttributesAreNoUnknownOnes() {
        assertThatThrownBy(() -> new UnknownAttribute(2, false, new byte[0])).hasMessageContaining("known");
        assertThatThrownBy(() -> new UnknownAttribute(256, false, new byte[0])).hasMessageContaining("255");
    }
}

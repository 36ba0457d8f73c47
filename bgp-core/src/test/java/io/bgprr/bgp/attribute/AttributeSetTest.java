// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeSetTest {

    private static final IpAddress HOP = IpAddress.parse("192.0.2.1");

    private static AttributeSetBuilder full() {
        return new AttributeSetBuilder()
                .origin(Origin.EGP)
                .asPath(AsPath.parse("(64600) 65001 65002 {7,8}"))
                .med(4_000_000_000L)
                .localPref(2_147_482_623)
                .atomicAggregate()
                .aggregator(Aggregator.parse("65002 192.0.2.9"))
                .communities(Communities.parse(List.of("64512:100", "no-export")))
                .originatorId(RouterId.parse("10.0.0.9"))
                .clusterList(ClusterList.parse(List.of("10.0.0.1", "10.0.0.2")))
                .extendedCommunities(ExtendedCommunities.parse(List.of("rt:64512:7")))
                .largeCommunities(LargeCommunities.parse(List.of("64512:1:2")))
                .unknown(new UnknownAttribute(99, true, new byte[] {1, 2}))
                .nextHop(HOP);
    }

    @Test
    void theDecisionKeyIsReadFromTheOctets() {
        AttributeSet set = full().build();
        assertThat(set.origin()).isEqualTo(Origin.EGP);
        assertThat(set.asPathLength())
                .as("a set is one hop, a confederation none")
                .isEqualTo(3);
        assertThat(set.neighborAs()).isEqualTo(65001);
        assertThat(Integer.toUnsignedLong(set.med())).isEqualTo(4_000_000_000L);
        assertThat(set.localPref()).isEqualTo(2_147_482_623);
        assertThat(set.originatorId()).isEqualTo(RouterId.parse("10.0.0.9").bits());
        assertThat(set.clusterListLength()).isEqualTo(2);
        assertThat(set.clusterListContains(RouterId.parse("10.0.0.2").bits())).isTrue();
        assertThat(set.clusterListContains(RouterId.parse("10.0.0.3").bits())).isFalse();
        assertThat(set.occurrencesInAsPath(65002)).isEqualTo(1);
        assertThat(set.occurrencesInAsPath(8)).isEqualTo(1);
        assertThat(set.occurrencesInAsPath(9)).isZero();
        assertThat(set.hasAsSet()).isTrue();
        assertThat(set.isNoExport()).isTrue();
        assertThat(set.isNoAdvertise()).isFalse();
    }

    @Test
    void absentAttributesHaveTheirDefaults() {
        AttributeSet set = new AttributeSetBuilder().nextHop(HOP).build();
        assertThat(set.localPref()).isEqualTo(AttributeSet.LOCAL_PREF_DEFAULT);
        assertThat(set.hasLocalPref()).isFalse();
        assertThat(set.hasMed()).isFalse();
        assertThat(set.hasOriginatorId()).isFalse();
        assertThat(set.neighborAs()).isZero();
        assertThat(set.asPathLength()).isZero();
        assertThat(set.find(AttributeType.COMMUNITIES)).isEqualTo(-1);
        assertThat(set.value(AttributeType.COMMUNITIES)).isEmpty();
    }

    @Test
    void viewsPrintWhatWasPut() {
        AttributeSet set = full().build();
        assertThat(AsPath.of(set)).hasToString("(64600) 65001 65002 {7,8}");
        assertThat(Communities.of(set)).hasToString("64512:100 no-export");
        assertThat(ExtendedCommunities.of(set)).hasToString("rt:64512:7");
        assertThat(LargeCommunities.of(set)).hasToString("64512:1:2");
        assertThat(ClusterList.of(set)).hasToString("10.0.0.1 10.0.0.2");
        assertThat(Aggregator.of(set)).hasToString("65002 192.0.2.9");
        assertThat(UnknownAttribute.allOf(set)).hasToString("[99 partial 0x0102]");
    }

    @Test
    void aBuilderFromASetRebuildsIt() {
        AttributeSet set = full().communities(
                        new Communities(Collections.nCopies(100, Communities.Community.BLACKHOLE)))
                .build();
        AttributeSet again = AttributeSetBuilder.from(set).build();
        assertThat(again.contentEquals(set)).isTrue();
        assertThat(again.canonicalBytes()).isEqualTo(set.canonicalBytes());
        assertThat(AttributeSetBuilder.from(set).med(1).build().contentEquals(set))
                .isFalse();
        assertThat(AttributeSetBuilder.from(set)
                        .without(AttributeType.MULTI_EXIT_DISC)
                        .build()
                        .hasMed())
                .isFalse();
    }

    @Test
    void anEmptyListRemovesItsAttribute() {
        AttributeSet set = full().communities(new Communities(List.of())).build();
        assertThat(set.find(AttributeType.COMMUNITIES)).isEqualTo(-1);
    }

    @Test
    void longValuesUseTheExtendedLength() {
        AsPath path = AsPath.ofSequence(Collections.nCopies(300, new AsNumber(65001)));
        AttributeSet set = full().asPath(path).build();
        int at = set.find(AttributeType.AS_PATH);
        assertThat(set.flags(at) & AttributeType.Flags.EXTENDED_LENGTH).isNotZero();
        assertThat(set.valueLength(at)).isEqualTo(2 + 255 * 4 + 2 + 45 * 4);
        assertThat(set.asPathLength()).isEqualTo(300);
        assertThat(AsPath.of(set)).isEqualTo(path);
    }

    @Test
    void theNextHopIsPartOfWhatASetIs() {
        AttributeSet set = full().build();
        AttributeSet other = set.withNextHop(NextHop.of(IpAddress.parse("2001:db8::1")));
        assertThat(other.contentEquals(set)).isFalse();
        assertThat(other.canonicalBytes()).isSameAs(set.canonicalBytes());
        assertThat(set.withNextHop(NextHop.of(HOP))).isSameAs(set);
    }

    @Test
    void aSetNeedsANextHop() {
        assertThatThrownBy(() -> new AttributeSetBuilder().build()).hasMessageContaining("next hop");
    }

    @Test
    void theTableOfTypesIsInOrderOfItsCodes() {
        int before = 0;
        for (AttributeType type : AttributeType.values()) {
            assertThat(type.code()).isGreaterThan(before);
            assertThat(AttributeType.ofCode(type.code())).isSameAs(type);
            before = type.code();
        }
        assertThat(AttributeType.ofCode(99)).isNull();
    }
}

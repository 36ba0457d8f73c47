// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.rib.Refusal;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportRulesTest {

    private final ImportRules rules = new ImportRules(
            AsNumber.of(4_200_000_000L),
            RouterId.parse("192.0.2.10"),
            Set.of(
                    RouterId.parse("192.0.2.10").bits(),
                    RouterId.parse("10.0.0.1").bits()),
            Set.of(IpAddress.parse("198.51.100.1"), IpAddress.parse("2001:db8::1")));

    private Refusal check(boolean isInternal, UnaryOperator<AttributeSetBuilder> edit) {
        AttributeSet set = edit.apply(new AttributeSetBuilder().nextHop(IpAddress.parse("192.0.2.1")))
                .build();
        return rules.check(set, isInternal);
    }

    @Test
    void anOrdinaryRoutePasses() {
        assertThat(check(true, set -> set)).isEqualTo(Refusal.NONE);
        assertThat(check(false, set -> set.asPath(AsPath.parse("1 2 3")))).isEqualTo(Refusal.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4200000000", "1 4200000000 2", "1 {2,4200000000}", "(4200000000) 1"})
    void ourAsAnywhereInThePathIsALoop(String path) {
        assertThat(check(false, set -> set.asPath(AsPath.parse(path)))).isEqualTo(Refusal.OWN_AS);
        assertThat(check(true, set -> set.asPath(AsPath.parse(path)))).isEqualTo(Refusal.OWN_AS);
    }

    @Test
    void ourIdentifierAsOriginatorIsALoop() {
        assertThat(check(true, set -> set.originatorId(RouterId.parse("192.0.2.10"))))
                .isEqualTo(Refusal.OWN_ORIGINATOR_ID);
        assertThat(check(true, set -> set.originatorId(RouterId.parse("192.0.2.11"))))
                .isEqualTo(Refusal.NONE);
    }

    @Test
    void anyOfOurClustersInTheListIsALoop() {
        assertThat(check(true, set -> set.clusterList(ClusterList.parse(List.of("192.0.2.77", "10.0.0.1")))))
                .isEqualTo(Refusal.OWN_CLUSTER_ID);
        assertThat(check(true, set -> set.clusterList(ClusterList.parse(List.of("192.0.2.77", "192.0.2.78")))))
                .isEqualTo(Refusal.NONE);
    }

    @Test
    void reflectionAttributesMeanNothingFromAnotherAs() {
        assertThat(check(
                        false,
                        set -> set.originatorId(RouterId.parse("192.0.2.10"))
                                .clusterList(ClusterList.parse(List.of("10.0.0.1")))))
                .isEqualTo(Refusal.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.1", "2001:db8::1"})
    void aNextHopThatIsOursLeadsNowhere(String address) {
        assertThat(check(true, set -> set.nextHop(IpAddress.parse(address)))).isEqualTo(Refusal.OWN_NEXT_HOP);
        assertThat(check(false, set -> set.nextHop(IpAddress.parse(address)))).isEqualTo(Refusal.OWN_NEXT_HOP);
    }

    /** Of several reasons the first is told, the graver one. */
    @Test
    void aLoopIsToldBeforeTheNextHop() {
        assertThat(check(
                        true,
                        set -> set.asPath(AsPath.parse("4200000000"))
                                .originatorId(RouterId.parse("192.0.2.10"))
                                .nextHop(IpAddress.parse("198.51.100.1"))))
                .isEqualTo(Refusal.OWN_AS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyCompilerTest {

    private static final AttributeSet SET =
            new AttributeSetBuilder().nextHop(IpAddress.parse("192.0.2.1")).build();

    private static @Nullable AttributeSet apply(Policy policy, String text) {
        Prefix prefix = Prefix.parse(text);
        return policy.apply(
                prefix.family(), prefix.address().high(), prefix.address().low(), prefix.lengthBits(), SET);
    }

    private static PolicyDefinition prefixList(String... entries) {
        return new PolicyDefinition.MatchPrefixList(new PrefixList(
                "pods", List.of(entries).stream().map(PrefixList.Entry::parse).toList()));
    }

    /** RFC 8212 §2: an external session without a policy exchanges nothing. */
    @ParameterizedTest
    @CsvSource({
        "EBGP,            true,  false",
        "EBGP,            false, true",
        "IBGP_CLIENT,     true,  true",
        "IBGP_NON_CLIENT, true,  true",
    })
    void withoutADefinitionTheKindOfPeerDecides(PeerKind kind, boolean ebgpRequiresPolicy, boolean passes) {
        Policy policy = PolicyCompiler.compile(null, kind, ebgpRequiresPolicy);
        assertThat(apply(policy, "10.0.0.0/8")).isSameAs(passes ? SET : null);
        assertThat(policy.isMissing()).isEqualTo(!passes);
        assertThat(policy.readsPrefix()).isFalse();
        assertThat(policy.describe()).isEqualTo(passes ? "accept" : "none (RFC 8212)");
    }

    @ParameterizedTest
    @EnumSource(PeerKind.class)
    void aDefinitionHoldsForEveryKindOfPeer(PeerKind kind) {
        Policy accept = PolicyCompiler.compile(PolicyDefinition.ACCEPT, kind, true);
        Policy reject = PolicyCompiler.compile(PolicyDefinition.REJECT, kind, true);
        assertThat(apply(accept, "::/0")).isSameAs(SET);
        assertThat(apply(reject, "::/0")).isNull();
        assertThat(reject.isMissing()).isFalse();
        assertThat(accept).hasToString("accept");
        assertThat(reject).hasToString("reject");
    }

    @Test
    void aPrefixListReadsThePrefixAndLeavesTheAttributesAlone() {
        Policy policy = PolicyCompiler.compile(prefixList("10.244.0.0/16 ge 24 le 28"), PeerKind.EBGP, true);
        assertThat(policy.readsPrefix()).isTrue();
        assertThat(apply(policy, "10.244.7.0/26")).isSameAs(SET);
        assertThat(apply(policy, "10.244.0.0/16")).isNull();
        assertThat(apply(policy, "::/0")).isNull();
        assertThat(policy.describe()).isEqualTo("prefix-list pods");
    }

    /** A reload sees by this what did not change, and update groups are keyed by it. */
    @Test
    void equalDefinitionsMakeEqualPolicies() {
        Policy one = PolicyCompiler.compile(prefixList("10.0.0.0/8"), PeerKind.EBGP, true);
        assertThat(one)
                .isEqualTo(PolicyCompiler.compile(prefixList("10.0.0.0/8"), PeerKind.IBGP_CLIENT, false))
                .hasSameHashCodeAs(PolicyCompiler.compile(prefixList("10.0.0.0/8"), PeerKind.EBGP, true))
                .isNotEqualTo(PolicyCompiler.compile(prefixList("10.0.0.0/9"), PeerKind.EBGP, true))
                .isNotEqualTo(PolicyCompiler.compile(null, PeerKind.EBGP, true));
        assertThat(PolicyCompiler.compile(null, PeerKind.IBGP_CLIENT, true))
                .isEqualTo(PolicyCompiler.compile(PolicyDefinition.ACCEPT, PeerKind.EBGP, true));
        assertThat(PolicyCompiler.compile(null, PeerKind.EBGP, true))
                .isNotEqualTo(PolicyCompiler.compile(PolicyDefinition.REJECT, PeerKind.EBGP, true));
    }
}

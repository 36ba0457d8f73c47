// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyCompiler;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AS_PATH on its way to another AS. */
class OutgoingAttributesTest {

    private static final IpAddress NEXT_HOP = IpAddress.parse("192.0.2.9");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                              | 64512
            65001 65002                     | 64512 65001 65002
            {65001,65002}                   | 64512 {65001,65002}
            (65010 65011) 65001             | 64512 65001
            (65010) [65011,65012]           | 64512
            (65010) {65001,65002} 65003     | 64512 {65001,65002} 65003
            65001 (65010) 65002             | 64512 65001 65002
            """)
    void ourAsIsPrependedAndConfederationSegmentsStayBehind(String received, String sent) {
        AttributeSet set = new AttributeSetBuilder()
                .asPath(AsPath.parse(received))
                .nextHop(NEXT_HOP)
                .build();

        AttributeSet out = toAnotherAs(set);

        assertThat(AsPath.of(out)).hasToString(sent);
    }

    private static AttributeSet toAnotherAs(AttributeSet set) {
        RibPeer source = Objects.requireNonNull(new RibPeers(RouterId.parse("10.0.0.1"))
                .add(PeerKind.IBGP_NON_CLIENT, RouterId.parse("10.0.0.2"), IpAddress.parse("192.0.2.2"), 0));
        OutgoingAttributes outgoing = new OutgoingAttributes(
                new UpdateGroupKey(
                        AddressFamily.IPV4_UNICAST,
                        PeerKind.EBGP,
                        PolicyCompiler.compile(PolicyDefinition.ACCEPT, PeerKind.EBGP, true),
                        OutgoingNextHop.KEEP,
                        true,
                        4096,
                        AsNumber.of(64512),
                        0),
                false);
        outgoing.write(set, source);
        return new AttributeSet(Arrays.copyOf(outgoing.bytes(), outgoing.lengthBytes()), set.nextHop());
    }
}

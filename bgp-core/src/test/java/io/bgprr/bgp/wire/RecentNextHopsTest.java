// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.net.IpAddress;
import org.junit.jupiter.api.Test;

class RecentNextHopsTest {

    private final RecentNextHops recent = new RecentNextHops();

    @Test
    void equalOnesAreOneObjectWhereverTheyStood() {
        NextHop ofAttribute = recent.ofIpv4(new byte[] {0, (byte) 192, 0, 2, (byte) 200}, 1);
        assertThat(ofAttribute).isEqualTo(NextHop.of(IpAddress.parse("192.0.2.200")));
        assertThat(recent.ofIpv4(new byte[] {(byte) 192, 0, 2, (byte) 200}, 0)).isSameAs(ofAttribute);
        assertThat(recent.shared(NextHop.of(IpAddress.parse("192.0.2.200")))).isSameAs(ofAttribute);

        NextHop ipv6 = recent.shared(NextHop.of(IpAddress.parse("2001:db8::1")));
        assertThat(recent.shared(NextHop.of(IpAddress.parse("2001:db8::1")))).isSameAs(ipv6);
    }

    /** Places are a few bits of an address: each of these meets one that was there. */
    @Test
    void thoseThatShareAPlaceStayApart() {
        for (int i = 0; i < 100_000; i++) {
            byte[] octets = {10, (byte) (i >>> 16), (byte) (i >>> 8), (byte) i};
            NextHop mixed = new NextHop(IpAddress.ofIpv6(0, i), IpAddress.parse("fe80::1"));
            assertThat(recent.shared(mixed)).isEqualTo(mixed);
            assertThat(recent.ofIpv4(octets, 0).address().ipv4Bits()).isEqualTo(0x0a00_0000 | i);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "192.0.2.1, 192.0.2.1",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8::1, 2001:db8::1",
        "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::ffff:192.0.2.1, ::ffff:c000:201",
        "fe80::1:0:0, fe80::1:0:0",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    })
    void addressesReadAndPrintCanonically(String text, String printed) {
        IpAddress address = IpAddress.parse(text);
        assertThat(address).hasToString(printed);
        assertThat(IpAddress.parse(printed)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "a.b.c.d",
                "localhost",
                ":::",
                "1::2::3",
                "fe80::1%eth0",
                "[::1]",
                "1.2.3.4 "
            })
    void whatIsNoLiteralIsRefusedWithItsText(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void octetsComeBack() {
        for (String text : List.of("10.1.2.3", "2001:db8:1:2:3:4:5:6")) {
            IpAddress address = IpAddress.parse(text);
            byte[] bytes = new byte[20];
            address.writeTo(bytes, 3);
            assertThat(IpAddress.ofBytes(bytes, 3, address.isIpv6())).isEqualTo(address);
            assertThat(IpAddress.of(address.toInetAddress())).isEqualTo(address);
        }
    }

    @Test
    void ordersAsUnsignedNumbersWithIpv4First() {
        List<String> ordered = Stream.of("ff00::", "::1", "200.0.0.0", "10.0.0.0", "8000::")
                .map(IpAddress::parse)
                .sorted()
                .map(IpAddress::toString)
                .toList();
        assertThat(ordered).containsExactly("10.0.0.0", "200.0.0.0", "::1", "8000::", "ff00::");
    }

    @Test
    void knowsSpecialAddresses() {
        assertThat(IpAddress.parse("127.9.9.9").isLoopback()).isTrue();
        assertThat(IpAddress.parse("::1").isLoopback()).isTrue();
        assertThat(IpAddress.parse("128.0.0.1").isLoopback()).isFalse();
        assertThat(IpAddress.parse("febf::1").isIpv6LinkLocal()).isTrue();
        assertThat(IpAddress.parse("fec0::1").isIpv6LinkLocal()).isFalse();
        assertThat(IpAddress.parse("239.0.0.1").isMulticast()).isTrue();
        assertThat(IpAddress.parse("240.0.0.1").isMulticast()).isFalse();
        assertThat(IpAddress.parse("ff02::1").isMulticast()).isTrue();
        assertThat(IpAddress.parse("::").isUnspecified()).isTrue();
    }

    @Test
    void anIpv4AddressHasNoUpperBits() {
        assertThatThrownBy(() -> new IpAddress(false, 0, 1L << 32)).isInstanceOf(IllegalArgumentException.class);
    }
}

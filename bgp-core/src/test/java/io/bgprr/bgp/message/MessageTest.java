// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

    private static NlriBlock block(AddressFamily family, boolean addPath, String hex) {
        byte[] bytes = HexFormat.of().parseHex("ee" + hex);
        return new NlriBlock(family, addPath, bytes, 1, bytes.length - 1);
    }

    private static List<String> walk(NlriBlock block) {
        List<String> walked = new ArrayList<>();
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            Prefix prefix = cursor.prefix();
            assertThat(prefix.lengthBits()).isEqualTo(cursor.lengthBits());
            walked.add(cursor.pathId() + " " + prefix);
        }
        return walked;
    }

    @Test
    void aCursorWalksIpv4AndClearsHostBits() {
        assertThat(walk(block(AddressFamily.IPV4_UNICAST, false, "00" + "0a0aff" + "20c0000201" + "18c00002")))
                .containsExactly("0 0.0.0.0/0", "0 10.192.0.0/10", "0 192.0.2.1/32", "0 192.0.2.0/24");
    }

    @Test
    void aCursorWalksIpv6AcrossItsHalves() {
        assertThat(walk(block(
                        AddressFamily.IPV6_UNICAST,
                        false,
                        "00" + "2020010db8" + "4120010db80001000280" + "80" + "20010db8000000000000000000000001")))
                .containsExactly("0 ::/0", "0 2001:db8::/32", "0 2001:db8:1:2:8000::/65", "0 2001:db8::1/128");
    }

    @Test
    void aCursorReadsPathIdentifiers() {
        assertThat(walk(block(AddressFamily.IPV4_UNICAST, true, "00000007" + "080a" + "ffffffff" + "00")))
                .containsExactly("7 10.0.0.0/8", "-1 0.0.0.0/0");
    }

    @Test
    void errorsAreFoundByTheirNumbers() {
        for (ErrorCode error : ErrorCode.values()) {
            assertThat(ErrorCode.of(error.code(), error.subcode())).isSameAs(error);
        }
        assertThat(ErrorCode.of(9, 9)).isNull();
        assertThat(ErrorCode.describe(new Notification(9, 9, new byte[] {1}))).isEqualTo("NOTIFICATION (9/9), data 01");
    }

    @Test
    void theLimitOfPrefixesIsToldInWords() {
        assertThat(new Notification(6, 1, new byte[] {0, 2, 1, 0, 0, 0, 10}))
                .hasToString("Cease: Maximum Number of Prefixes Reached (6/1), ipv6-unicast, upper bound 10");
        assertThat(new Notification(6, 1, new byte[] {0, 1, (byte) 0x80, -1, -1, -1, -1}))
                .hasToString("Cease: Maximum Number of Prefixes Reached (6/1), AFI 1 SAFI 128, upper bound 4294967295");
        assertThat(new Notification(6, 1, new byte[] {0, 2}))
                .hasToString("Cease: Maximum Number of Prefixes Reached (6/1), data 0002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maintenance", "Grüße", "日本"})
    void shutdownTextsSurvive(String text) {
        Notification cease = Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, ErrorCode.shutdownData(text));
        assertThat(ErrorCode.shutdownText(cease)).isEqualTo(text);
        assertThat(cease.toString()).contains(text).contains("(6/2)");
    }

    @Test
    void shutdownTextsAreCutBetweenCharacters() {
        byte[] data = ErrorCode.shutdownData("é".repeat(200));
        assertThat(data).hasSize(1 + 254);
        assertThat(data[0] & 0xff).isEqualTo(254);
        assertThat(ErrorCode.shutdownData("")).isEmpty();
    }

    @Test
    void shutdownTextsCannotPaintTheTerminal() {
        Notification cease =
                Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_RESET, ErrorCode.shutdownData("a\u001b[31m\"b\n\u202e"));
        assertThat(Objects.requireNonNull(ErrorCode.shutdownText(cease)))
                .isEqualTo("a\\u001b[31m\\u0022b\\u000a\\u202e");
    }

    @Test
    void aTextWhoseLengthDoesNotFitIsNoText() {
        assertThat(ErrorCode.shutdownText(new Notification(6, 2, new byte[] {5, 'a'})))
                .isNull();
        assertThat(ErrorCode.shutdownText(new Notification(6, 3, ErrorCode.shutdownData("x"))))
                .isNull();
        assertThat(ErrorCode.shutdownText(new Notification(6, 2, new byte[0]))).isNull();
    }

    @Test
    void valuesWithOctetsAreEqualByTheirOctets() {
        assertThat(new Notification(1, 2, new byte[] {3}))
                .isEqualTo(new Notification(1, 2, new byte[] {3}))
                .hasSameHashCodeAs(new Notification(1, 2, new byte[] {3}))
                .isNotEqualTo(new Notification(1, 2, new byte[] {4}));
        assertThat(new Capability.Unknown(9, new byte[] {3}))
                .isEqualTo(new Capability.Unknown(9, new byte[] {3}))
                .hasSameHashCodeAs(new Capability.Unknown(9, new byte[] {3}))
                .isNotEqualTo(new Capability.Unknown(9, new byte[] {4}));
    }
}

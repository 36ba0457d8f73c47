// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * NLRI in each of the four fields that carry them, read by our cursor and by a reader of twenty lines that knows no
 * cleverness: both find the same prefixes, or none can be read (RFC 7606 §5.3).
 *
 * <p>Input: an octet of options (1 IPv6, 2 Add-Path, 4 withdrawn, 8 IPv4 in the MP attributes), then the NLRI.
 */
class NlriFuzzTest {

    private static final String ORIGIN_AND_PATH = "40010100" + "40020602010000fde9";

    static Stream<byte[]> inputs() {
        return Stream.of(
                        "00" + "18c63364" + "00" + "200a010203" + "09c080",
                        "01" + "4020010db800000001" + "00" + "80" + "20010db8000000000000000000000001"
                                + "41fe8000000000000080",
                        "02" + "0000000118c63364" + "ffffffff00",
                        "03" + "0000000930" + "20010db80000" + "00000000" + "00",
                        "04" + "18c63364" + "20ffffffff",
                        "05" + "3020010db80001",
                        "08" + "18c63364",
                        "0c" + "18c63364",
                        "00" + "21c633640100",
                        "00" + "18c633",
                        "01" + "81" + "00".repeat(17))
                .map(HexFormat.of()::parseHex);
    }

    @MethodSource("inputs")
    @FuzzTest
    void bothReadersFindTheSamePrefixes(byte[] input) {
        if (input.length == 0 || input.length > Message.LENGTH_BYTES_MAX) {
            return;
        }
        boolean isIpv6 = (input[0] & 1) != 0;
        boolean isAddPath = (input[0] & 2) != 0;
        boolean isWithdrawn = (input[0] & 4) != 0;
        boolean isMp = isIpv6 || (input[0] & 8) != 0;
        byte[] nlri = Arrays.copyOfRange(input, 1, input.length);
        Answer<Update> answer = new UpdateChecks(UpdateChecks.context(isAddPath ? 0x13 : 3))
                .check(body(nlri, isIpv6, isWithdrawn, isMp));
        List<String> expected = read(nlri, isIpv6, isAddPath);
        assertThat(answer.message() == null).isEqualTo(expected == null);
        if (expected == null) {
            return;
        }
        Update update = Objects.requireNonNull(answer.message());
        NlriBlock block = isMp
                ? isWithdrawn ? update.mpWithdrawn() : update.mpAnnounced()
                : isWithdrawn ? update.withdrawn() : update.announced();
        List<String> found = new ArrayList<>();
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            found.add(cursor.prefix() + " " + Integer.toUnsignedString(cursor.pathId()));
            assertThat(Prefix.parse(cursor.prefix().toString())).isEqualTo(cursor.prefix());
        }
        assertThat(found).isEqualTo(expected);
        if (!found.isEmpty()) {
            assertThat(block.family()).isEqualTo(isIpv6 ? AddressFamily.IPV6_UNICAST : AddressFamily.IPV4_UNICAST);
        }
    }

    /** Null when they cannot be read. */
    private static @Nullable List<String> read(byte[] nlri, boolean isIpv6, boolean isAddPath) {
        List<String> prefixes = new ArrayList<>();
        for (int at = 0; at < nlri.length; ) {
            long pathId = 0;
            if (isAddPath) {
                if (nlri.length - at < 5) {
                    return null;
                }
                for (int i = 0; i < 4; i++) {
                    pathId = pathId << 8 | nlri[at++] & 0xff;
                }
            }
            int bits = nlri[at++] & 0xff;
            int octets = (bits + 7) / 8;
            if (bits > (isIpv6 ? 128 : 32) || octets > nlri.length - at) {
                return null;
            }
            byte[] address = Arrays.copyOf(Arrays.copyOfRange(nlri, at, at + octets), isIpv6 ? 16 : 4);
            if (bits % 8 != 0) {
                address[octets - 1] &= (byte) (0xff00 >>> (bits % 8));
            }
            prefixes.add(IpAddress.ofBytes(address, 0, isIpv6) + "/" + bits + " " + pathId);
            at += octets;
        }
        return prefixes;
    }

    private static byte[] body(byte[] nlri, boolean isIpv6, boolean isWithdrawn, boolean isMp) {
        HexFormat hex = HexFormat.of();
        String head = isIpv6 ? "000201" : "000101";
        String nextHop = isIpv6 ? "1020010db8000000000000000000000002" : "040a000002";
        byte[] before;
        byte[] after;
        if (!isMp) {
            byte[] attributes = hex.parseHex(ORIGIN_AND_PATH + "4003040a000002");
            return isWithdrawn
                    ? join(lengthOf(nlri.length), nlri, lengthOf(0))
                    : join(lengthOf(0), lengthOf(attributes.length), attributes, nlri);
        } else if (isWithdrawn) {
            before = hex.parseHex(head);
            after = new byte[0];
        } else {
            before = hex.parseHex(head + nextHop + "00");
            after = hex.parseHex(ORIGIN_AND_PATH);
        }
        byte[] mp = join(
                new byte[] {(byte) 0x90, (byte) (isWithdrawn ? 15 : 14)},
                lengthOf(before.length + nlri.length),
                before,
                nlri);
        return join(lengthOf(0), lengthOf(mp.length + after.length), mp, after);
    }

    private static byte[] lengthOf(int length) {
        return new byte[] {(byte) (length >>> 8), (byte) length};
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}

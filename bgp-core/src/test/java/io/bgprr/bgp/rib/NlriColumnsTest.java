// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.SeededHash;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NlriColumnsTest {

    private final SeededHash hash = new SeededHash(7);
    private final NlriColumns columns = new NlriColumns(hash);

    private void add(AddressFamily family, int pathId, List<Prefix> prefixes) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (Prefix prefix : prefixes) {
            if (pathId != 0) {
                octets.writeBytes(new byte[] {0, 0, 0, (byte) pathId});
            }
            octets.write(prefix.lengthBits());
            long high = prefix.address().high();
            long low = prefix.address().low();
            for (int i = 0; i < (prefix.lengthBits() + 7) / 8; i++) {
                octets.write((int)
                        (family == AddressFamily.IPV4_UNICAST
                                ? low >>> 24 - 8 * i
                                : i < 8 ? high >>> 56 - 8 * i : low >>> 120 - 8 * i));
            }
        }
        columns.addAll(new NlriCursor().open(family, pathId != 0, octets.toByteArray(), 0, octets.size()));
    }

    private List<Prefix> rows(AddressFamily family) {
        return IntStream.range(0, columns.size())
                .mapToObj(row -> columns.prefix(row, family))
                .toList();
    }

    private static List<Prefix> some(String format, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Prefix.parse(String.format(format, i)))
                .toList();
    }

    @Test
    void holdsWhatWasAddedInItsOrderHashed() {
        List<Prefix> prefixes = some("10.0.%d.0/24", 200);
        add(AddressFamily.IPV4_UNICAST, 0, prefixes);
        assertThat(rows(AddressFamily.IPV4_UNICAST)).isEqualTo(prefixes);
        for (int row = 0; row < columns.size(); row++) {
            assertThat(columns.pathId(row)).isZero();
            assertThat(columns.hash(row))
                    .isEqualTo(hash.of(columns.high(row), columns.low(row), columns.lengthBits(row)));
        }
    }

    @Test
    void takesBothFamiliesWithAndWithoutPathIdentifiers() {
        add(AddressFamily.IPV4_UNICAST, 0, some("10.0.%d.0/24", 100));
        add(AddressFamily.IPV6_UNICAST, 9, some("2001:db8:0:%x::/64", 100));
        add(AddressFamily.IPV6_UNICAST, 0, some("2001:db8::%x:0/112", 100));
        assertThat(columns.prefix(99, AddressFamily.IPV4_UNICAST)).isEqualTo(Prefix.parse("10.0.99.0/24"));
        assertThat(columns.pathId(99)).isZero();
        assertThat(columns.prefix(100, AddressFamily.IPV6_UNICAST)).isEqualTo(Prefix.parse("2001:db8::/64"));
        assertThat(columns.pathId(100)).isEqualTo(9);
        assertThat(columns.prefix(299, AddressFamily.IPV6_UNICAST)).isEqualTo(Prefix.parse("2001:db8::63:0/112"));
        assertThat(columns.pathId(299)).isZero();
    }

    @Test
    void nothingOfWhatItHeldBeforeIsLeft() {
        add(AddressFamily.IPV6_UNICAST, 9, some("2001:db8:0:%x::/64", 100));
        columns.clear();
        assertThat(columns.size()).isZero();
        assertThat(columns.weightBytes()).isZero();
        List<Prefix> prefixes = some("10.0.%d.0/24", 150);
        add(AddressFamily.IPV4_UNICAST, 0, prefixes);
        assertThat(rows(AddressFamily.IPV4_UNICAST)).isEqualTo(prefixes);
        assertThat(IntStream.range(0, columns.size()).map(columns::pathId)).containsOnly(0);
        assertThat(IntStream.range(0, columns.size()).mapToLong(columns::high)).containsOnly(0L);
    }
}

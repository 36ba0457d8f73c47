// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.bench.HeldBytes;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.SeededHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DestinationTableTest {

    private static int find(DestinationTable table, Prefix prefix) {
        return table.find(prefix.address().high(), prefix.address().low(), prefix.lengthBits());
    }

    private static int findOrAdd(DestinationTable table, Prefix prefix) {
        return table.findOrAdd(prefix.address().high(), prefix.address().low(), prefix.lengthBits());
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4_UNICAST, 0.0.0.0/0",
        "IPV4_UNICAST, 128.0.0.0/1",
        "IPV4_UNICAST, 255.255.255.255/32",
        "IPV6_UNICAST, ::/0",
        "IPV6_UNICAST, 8000::/1",
        "IPV6_UNICAST, 2001:db8::/64",
        "IPV6_UNICAST, 2001:db8:0:0:8000::/65",
        "IPV6_UNICAST, ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
        "IPV6_UNICAST, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
    })
    void givesAPrefixBackAsItWas(AddressFamily family, String text) {
        DestinationTable table = new DestinationTable(family, new SeededHash(1));
        Prefix prefix = Prefix.parse(text);
        int row = findOrAdd(table, prefix);
        assertThat(row).isEqualTo(1);
        assertThat(table.prefix(row)).isEqualTo(prefix);
        assertThat(find(table, prefix)).isEqualTo(row);
        assertThat(table.hasLength(prefix.lengthBits())).isTrue();
        table.free(row);
        assertThat(find(table, prefix)).isZero();
        assertThat(table.isInUse(row)).isFalse();
        assertThat(table.hasLength(prefix.lengthBits())).isFalse();
    }

    @Test
    void tellsPrefixesOfOneAddressApart() {
        DestinationTable table = new DestinationTable(AddressFamily.IPV4_UNICAST, new SeededHash(1));
        Set<Integer> rows = new HashSet<>();
        for (int bits = 8; bits <= 32; bits++) {
            rows.add(findOrAdd(table, Prefix.parse("10.0.0.0/" + bits)));
        }
        assertThat(rows).hasSize(25);
        assertThat(find(table, Prefix.parse("8.0.0.0/7"))).isZero();
    }

    @Test
    void aFreedHandleIsGivenToTheNextPrefixWithNothingOfTheFirst() {
        DestinationTable table = new DestinationTable(AddressFamily.IPV4_UNICAST, new SeededHash(1));
        int row = findOrAdd(table, Prefix.parse("10.0.0.0/8"));
        int other = findOrAdd(table, Prefix.parse("11.0.0.0/8"));
        table.setFirstPath(row, 7);
        table.touch(row);
        table.list(row);
        table.free(row);
        assertThat(findOrAdd(table, Prefix.parse("12.0.0.0/8"))).isEqualTo(row);
        assertThat(table.firstPath(row)).isZero();
        assertThat(table.isTouched(row)).isFalse();
        assertThat(table.isListed(row)).isFalse();
        assertThat(table.limit()).isEqualTo(other + 1);
    }

    @Test
    void theTwoFlagsDoNotDisturbEachOther() {
        DestinationTable table = new DestinationTable(AddressFamily.IPV6_UNICAST, new SeededHash(1));
        int row = findOrAdd(table, Prefix.parse("::/0"));
        assertThat(table.list(row)).isTrue();
        assertThat(table.touch(row)).isTrue();
        assertThat(table.touch(row) || table.list(row)).as("again").isFalse();
        table.untouch(row);
        assertThat(table.isListed(row)).isTrue();
        assertThat(table.isTouched(row)).isFalse();
    }

    /** The index takes 9.6 octets a row at least; those of eight slabs and more are given back, though every slab stays. */
    @Test
    void theIndexShrinksWithATableWhoseSlabsAreAllInUse() {
        DestinationTable table = new DestinationTable(AddressFamily.IPV4_UNICAST, new SeededHash(1));
        int count = 10 * Slab.ROWS;
        for (int i = 0; i < count; i++) {
            table.findOrAdd(0, Integer.toUnsignedLong(i << 12), 24);
        }
        long full = HeldBytes.of(List.of(table));
        for (int row = 1; row < count; row++) {
            if (row % 64 != 0) {
                table.free(row);
            }
        }
        assertThat(table.limit()).as("all slabs are there").isGreaterThan(count);
        assertThat(full - HeldBytes.of(List.of(table))).isGreaterThan((long) (8 * Slab.ROWS * 9.6));
    }

    /** Against a map, through growth of the index and of the columns, and through long lists of free rows. */
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void agreesWithAMap(AddressFamily family) {
        SplittableRandom random = new SplittableRandom(family.ordinal() + 11);
        DestinationTable table = new DestinationTable(family, new SeededHash(1));
        Map<Prefix, Integer> model = new HashMap<>();
        List<Prefix> held = new ArrayList<>();
        int[] phases = {40_000, 30_000, 40_000, 60_000};
        for (int phase = 0; phase < phases.length; phase++) {
            for (int step = 0; step < phases[phase]; step++) {
                boolean adds = random.nextInt(8) < (phase % 2 == 0 ? 7 : 1);
                Prefix prefix = prefix(family, random);
                if (adds) {
                    int row = findOrAdd(table, prefix);
                    Integer known = model.putIfAbsent(prefix, row);
                    if (known == null) {
                        held.add(prefix);
                    } else {
                        assertThat(row).isEqualTo(known);
                    }
                } else if (!held.isEmpty()) {
                    int i = random.nextInt(held.size());
                    Prefix gone = held.get(i);
                    held.set(i, held.getLast());
                    held.removeLast();
                    table.free(Objects.requireNonNull(model.remove(gone)));
                    assertThat(find(table, gone)).isZero();
                }
                assertThat(find(table, prefix)).isEqualTo(model.getOrDefault(prefix, 0));
            }
            assertThat(table.size()).isEqualTo(model.size());
            assertThat(new HashSet<>(model.values())).hasSameSizeAs(model.values());
            model.forEach((prefix, row) -> {
                assertThat(find(table, prefix)).isEqualTo(row);
                assertThat(table.prefix(row)).isEqualTo(prefix);
                assertThat(table.isInUse(row)).isTrue();
            });
            for (int bits = 0; bits <= family.lengthBitsMax(); bits++) {
                int length = bits;
                assertThat(table.hasLength(bits))
                        .isEqualTo(model.keySet().stream().anyMatch(prefix -> prefix.lengthBits() == length));
            }
        }
    }

    /** Prefixes as they come in tables: dense, so that neighbours differ by few bits, with a few of every length. */
    private static Prefix prefix(AddressFamily family, SplittableRandom random) {
        int bits = random.nextInt(20) == 0
                ? random.nextInt(family.lengthBitsMax() + 1)
                : family == AddressFamily.IPV4_UNICAST ? 24 : 48;
        int number = random.nextInt(40_000);
        return Prefix.containing(
                family == AddressFamily.IPV4_UNICAST
                        ? IpAddress.ofIpv4(0x0a00_0000 + (number << 8))
                        : IpAddress.ofIpv6(0x2001_0db8_0000_0000L + ((long) number << 16), random.nextInt(4)),
                bits);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link PrefixList} and the {@link PrefixSet} that it compiles to. */
class PrefixListTest {

    private static PrefixList list(String... entries) {
        return new PrefixList(
                "test", Arrays.stream(entries).map(PrefixList.Entry::parse).toList());
    }

    private static boolean contains(PrefixSet set, Prefix prefix) {
        return set.contains(
                prefix.family(), prefix.address().high(), prefix.address().low(), prefix.lengthBits());
    }

    private static boolean matches(String entry, String prefix) {
        return contains(new PrefixSet(list(entry)), Prefix.parse(prefix));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,              8,   8",
        "10.0.0.0/8 ge 9,         9,   32",
        "10.0.0.0/8 le 24,        8,   24",
        "10.0.0.0/8 ge 16 le 24,  16,  24",
        "10.0.0.0/8 le 24 ge 16,  16,  24",
        "0.0.0.0/0 le 32,         0,   32",
        "2001:db8::/32 ge 48,     48,  128",
        "::/0 ge 0,               0,   128",
        "192.0.2.1,               32,  32",
    })
    void readsTheRange(String text, int ge, int le) {
        PrefixList.Entry entry = PrefixList.Entry.parse(text);
        assertThat(entry.ge()).isEqualTo(ge);
        assertThat(entry.le()).isEqualTo(le);
        assertThat(PrefixList.Entry.parse(entry.toString())).isEqualTo(entry);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8 ge",
                "10.0.0.0/8 ge 33",
                "10.0.0.0/8 le 7",
                "10.0.0.0/8 ge 7",
                "10.0.0.0/8 ge 24 le 16",
                "10.0.0.0/8 ge 16 ge 16",
                "10.0.0.0/8 eq 16",
                "10.0.0.0/8 le -1",
                "10.0.0.1/8",
                "",
                "2001:db8::/32 le 129",
                "10.0.0.0/8 le 1000",
                "10.0.0.0/8 ge 16 le 24 ge 16"
            })
    void refusesWhatMakesNoSense(String text) {
        assertThatThrownBy(() -> PrefixList.Entry.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0,                          0.0.0.0/0,              true",
        "0.0.0.0/0,                          10.0.0.0/8,             false",
        "0.0.0.0/0 le 32,                    255.255.255.255/32,     true",
        "0.0.0.0/0 ge 32,                    10.0.0.0/31,            false",
        "10.0.0.0/8 ge 9,                    10.0.0.0/8,             false",
        "10.0.0.0/8 ge 9,                    10.0.0.0/9,             true",
        "10.0.0.0/8 ge 9,                    11.0.0.0/9,             false",
        "10.0.0.0/8 ge 9,                    8.0.0.0/6,              false",
        "128.0.0.0/1 le 32,                  127.255.255.255/32,     false",
        "128.0.0.0/1 le 32,                  255.0.0.0/8,            true",
        "192.0.2.1/32,                       192.0.2.1/32,           true",
        "192.0.2.1/32,                       192.0.2.0/31,           false",
        "::/0 le 128,                        ffff::1/128,            true",
        "::/0 le 128,                        0.0.0.0/0,              false",
        "0.0.0.0/0 le 32,                    ::/0,                   false",
        "2001:db8::/64 le 128,               2001:db8::/64,          true",
        "2001:db8::/64 le 128,               2001:db8::ffff:0:0:1/128, true",
        "2001:db8::/64 le 128,               2001:db8:0:1::/64,      false",
        "2001:db8:0:0:8000::/65 le 128,      2001:db8:0:0:8000::/65, true",
        "2001:db8:0:0:8000::/65 le 128,      2001:db8:0:0:7000::/68, false",
        "2001:db8:0:0:8000::/65 le 128,      2001:db9:0:0:8000::/65, false",
        "2001:db8:0:0:8000::/65 le 128,      2001:db8::/64,          false",
        "2001:db8::2/127 le 128,             2001:db8::3/128,        true",
        "2001:db8::2/127 le 128,             2001:db8::4/128,        false",
        "2001:db8::1/128,                    2001:db8::1/128,        true",
        "2001:db8::1/128,                    2001:db8::/128,         false",
    })
    void matchesToTheBit(String entry, String prefix, boolean expected) {
        assertThat(matches(entry, prefix)).isEqualTo(expected);
    }

    @Test
    void anEmptyListMatchesNothing() {
        assertThat(contains(new PrefixSet(list()), Prefix.parse("0.0.0.0/0"))).isFalse();
        assertThat(contains(new PrefixSet(list()), Prefix.parse("::/0"))).isFalse();
    }

    @Test
    void anyEntryWillDo() {
        PrefixSet set = new PrefixSet(list("10.0.0.0/8", "2001:db8::/32 le 48", "172.16.0.0/12 ge 16 le 24"));
        assertThat(contains(set, Prefix.parse("172.31.5.0/24"))).isTrue();
        assertThat(contains(set, Prefix.parse("2001:db8:1::/48"))).isTrue();
        assertThat(contains(set, Prefix.parse("172.32.0.0/16"))).isFalse();
    }

    /** Against the plain reading: some entry contains the prefix, and its length is in range. */
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void agreesWithThePlainReading(AddressFamily family) {
        SplittableRandom random = new SplittableRandom(17);
        int matched = 0;
        for (int round = 0; round < 400; round++) {
            List<PrefixList.Entry> entries = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                Prefix prefix = prefix(family, random);
                int ge = random.nextInt(prefix.lengthBits(), family.lengthBitsMax() + 1);
                entries.add(new PrefixList.Entry(prefix, ge, random.nextInt(ge, family.lengthBitsMax() + 1)));
            }
            PrefixSet set = new PrefixSet(new PrefixList("random", entries));
            for (int i = 0; i < 100; i++) {
                Prefix asked = prefix(family, random);
                boolean expected = entries.stream()
                        .anyMatch(entry -> entry.prefix().contains(asked)
                                && asked.lengthBits() >= entry.ge()
                                && asked.lengthBits() <= entry.le());
                assertThat(contains(set, asked)).isEqualTo(expected);
                matched += expected ? 1 : 0;
            }
        }
        assertThat(matched).isBetween(1000, 39_000); // else it shows nothing
    }

    /** Few distinct bits, and lengths at the edges of words more often than not. */
    private static Prefix prefix(AddressFamily family, SplittableRandom random) {
        int[] edges = family == AddressFamily.IPV4_UNICAST
                ? new int[] {0, 1, 8, 31, 32}
                : new int[] {0, 1, 63, 64, 65, 127, 128};
        int bits =
                random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextInt(family.lengthBitsMax() + 1);
        long word = random.nextInt(3) - 1L; // all zeros, one, all ones
        return Prefix.containing(
                family == AddressFamily.IPV4_UNICAST
                        ? IpAddress.ofIpv4((int) word)
                        : IpAddress.ofIpv6(random.nextInt(3) - 1L, word),
                bits);
    }
}

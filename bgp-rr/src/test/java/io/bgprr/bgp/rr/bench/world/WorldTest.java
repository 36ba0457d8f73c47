// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bgprr.bgp.rr.bench.world.Scenario.Size;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorldTest {

    private static final Setup TABLE = Setup.of(Scenario.FULL_TABLE, Size.SMALL);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSeedMakesTheSameOctetsEachTimeAndAnotherSeedOthers(boolean isIpv6) {
        Setup setup = TABLE.with(isIpv6, false, 6, 1);
        byte[] once = stream(setup);

        assertThat(stream(setup)).isEqualTo(once);
        assertThat(stream(setup.with(isIpv6, false, 6, 2))).isNotEqualTo(once);
    }

    private static byte[] stream(Setup setup) {
        return new UpdateWriter(World.of(setup)).announceAllOf(0).takeArray();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDLE")
    void everyPrefixIsAnnouncedOnceWithTheAttributesOfItsGroup(Scenario scenario) {
        World world = World.of(Setup.of(scenario, Size.SMALL).with(true, false, 4, 9));
        ExpectedPaths expected = ExpectedPaths.of(world, Treatment.NONE);
        byte[] written = new UpdateWriter(world).announceAll(0, Treatment.NONE).takeArray();
        byte[] octets = Arrays.copyOf(written, written.length + 24);
        UpdateView view = new UpdateView();
        Set<Integer> seen = new HashSet<>();

        for (int at = 0; at < written.length; at += Octets.unsigned16(octets, at + 16)) {
            assertThat(Octets.unsigned16(octets, at + 16)).isLessThanOrEqualTo(4096);
            assertThat(view.parse(octets, at, at + Octets.unsigned16(octets, at + 16)))
                    .isTrue();
            boolean isIpv6 = view.announced().isEmpty();
            UpdateView.Prefixes prefixes = isIpv6 ? view.reached() : view.announced();
            int id = expected.find(view.pathHash() + (isIpv6 ? view.reachedNextHopHash() : view.nextHopHash()));
            assertThat(id).isNotEqualTo(ExpectedPaths.UNKNOWN);
            for (int prefixAt = prefixes.from(); prefixAt < prefixes.to(); ) {
                int prefix = world.prefixes().find(0, isIpv6, octets, prefixAt);
                assertThat(prefix).isBetween(world.first(expected.group(id)), world.end(expected.group(id)) - 1);
                assertThat(seen.add(prefix)).isTrue();
                prefixAt += 1 + (octets[prefixAt] + 7 >>> 3);
            }
        }

        assertThat(seen).hasSize((int) world.setup().prefixesTotal());
    }

    @Test
    void groupsHaveTheMeanSizeThatWasAskedFor() {
        for (double mean : new double[] {1, 6, 50}) {
            World world = World.of(TABLE.with(1, 1, 200_000).with(false, false, mean, 1));

            assertThat(200_000.0 / world.groupsCount()).isBetween(mean * 0.9, mean * 1.1);
        }
    }

    @Test
    void aPrefixIsFoundWhateverNumberIsExpectedAndAnUnknownOneIsNot() {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            World world = World.of(TABLE.with(isIpv6, false, 6, 1));
            PrefixTable table = world.prefixes();
            byte[] octets = new byte[64];
            for (int prefix = 0; prefix < table.size(); prefix += 97) {
                int _ = table.write(prefix, octets, 0);
                assertThat(table.find(prefix, isIpv6, octets, 0)).isEqualTo(prefix);
                assertThat(table.find(0, isIpv6, octets, 0)).isEqualTo(prefix);
                assertThat(table.find(table.size(), isIpv6, octets, 0)).isEqualTo(prefix);
            }
            byte[] unknown = {24, (byte) 198, 51, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
            assertThat(table.find(0, isIpv6, unknown, 0)).isEqualTo(-1);
        }
    }

    @Test
    void hostBitsAreNoDifference() {
        PrefixTable table = new PrefixTable(4, true);
        assertThat(table.addIpv4(0x0a01_0000, 20)).isTrue();
        assertThat(table.addIpv6(0x2001_0db8_0000_0000L, 0, 33)).isTrue();
        byte[] ipv4 = Arrays.copyOf(new byte[] {20, 10, 1, 0x0f}, 32);
        byte[] ipv6 = Arrays.copyOf(new byte[] {33, 0x20, 0x01, 0x0d, (byte) 0xb8, 0x7f}, 32);

        assertThat(table.find(3, false, ipv4, 0)).isZero();
        assertThat(table.find(3, true, ipv6, 0)).isEqualTo(1);
        assertThat(table.addIpv4(0x0a01_0000, 20)).isFalse();
        assertThat(table.text(0)).isEqualTo("10.1.0.0/20");
        assertThat(table.text(1)).isEqualTo("2001:db8:0:0:0:0:0:0/33");
    }

    @Test
    void whereSendersShareAGroupExactlyOneIsBestAndAnotherOneWhenItIsGone() {
        World world = World.of(Setup.of(Scenario.MULTI_PATH, Size.SMALL));
        Set<Integer> best = new HashSet<>();
        for (int group = 0; group < world.groupsCount(); group++) {
            int first = world.bestPath(group, -1);
            assertThat(world.rank(group, first)).isZero();
            assertThat(world.rank(group, world.bestPath(group, first))).isEqualTo(1);
            best.add(first);
        }
        assertThat(best).hasSize(world.setup().paths());
    }

    @Test
    void moreNodesThanOneAddressBlockHasRoomForAreRefused() {
        assertThat(World.of(Setup.of(Scenario.K8S, Size.FULL).with(50_000, 0, 0))
                        .groupsCount())
                .isEqualTo(50_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> World.of(Setup.of(Scenario.K8S, Size.FULL).with(70_000, 0, 0)))
                .withMessageContaining("no room");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            full-table,     1,   1, 1000000
            full-table-2M,  1,   1, 2000000
            rr-fanout-20k,  1,  50,   20000
            k8s-5000,    5000,   0,       4
            bgperf-100,   100,   0,   10000
            failover-wd,    1,  10,  100000
            """)
    void aNameMayHaveASize(String name, int senders, int receivers, int prefixes) {
        Setup setup = Setup.named(name, Size.FULL);

        assertThat(setup.name()).isEqualTo(name);
        assertThat(new int[] {setup.senders(), setup.receivers(), setup.prefixes()})
                .containsExactly(senders, receivers, prefixes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "table", "full-table-", "full-table-0", "k8s-9999M", "full-table-2G"})
    void aNameThatIsNoneIsRefusedWithASentence(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Setup.named(name, Size.FULL));
    }

    @Test
    void whatExternalSessionsCannotCarryIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setup.of(Scenario.FAILOVER, Size.SMALL).with(false, true, 6, 1))
                .withMessageContaining("LOCAL_PREF");
    }
}

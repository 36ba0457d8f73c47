// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.bench.DfzTable;
import io.bgprr.bgp.bench.HeldBytes;
import io.bgprr.bgp.bench.QuietSpeaker;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.speaker.EngineView;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a route costs, counted in the arrays that hold it. For IPv4, in octets: the destination 9 (address, length, first
 * path), its slot in the index 10 to 19, its place in the order of changes 8, the path 11 (15 where a prefix has several), and 2 in one Adj-RIB-Out. Sets of attributes
 * are shared and count apart.
 */
class MemoryBudgetTest {

    private static final AddressFamily IPV4 = AddressFamily.IPV4_UNICAST;
    private static final AddressFamily IPV6 = AddressFamily.IPV6_UNICAST;

    @Test
    void aMillionIpv4RoutesStayWithinTheBudget() {
        assertThat(bytesPerRoute(IPV4, 1_000_000, 1)).isBetween(32.0, 56.0);
    }

    /** However full the pages of the index are, which all fill alike and are split alike: from one doubling to the next. */
    @ParameterizedTest
    @ValueSource(ints = {100_000, 120_000, 140_000, 160_000, 180_000})
    void aRouteMoreNeverCostsMuchMore(int routes) {
        double more = 2 * bytesPerRoute(IPV4, 2 * routes, 1) - bytesPerRoute(IPV4, routes, 1);
        assertThat(more).isBetween(32.0, 61.0);
    }

    /** An address of 16 octets instead of 4. */
    @Test
    void anIpv6RouteCostsTwelveOctetsMore() {
        assertThat(bytesPerRoute(IPV6, 250_000, 1) - bytesPerRoute(IPV4, 250_000, 1))
                .isBetween(11.5, 13.0);
    }

    /** Of ten paths of a prefix only one counts for all of them. */
    @Test
    void aFurtherPathOfAPrefixCostsItsRowAlone() {
        double one = bytesPerRoute(IPV4, 65_000, 1);
        double ten = bytesPerRoute(IPV4, 65_000, 10);
        assertThat(ten * 10 - one).isBetween(9 * 15.0, 9 * 17.0);
    }

    /** The set, its octets, its places in the pool. A table's next hops are few, and shared. */
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void aSetOfAttributesStaysWithinTheBudget(AddressFamily family) {
        DfzTable table = DfzTable.of(family, 120_000);
        QuietSpeaker speaker = speakerWith(table, 1);
        AttributePool pool = speaker.view().pool();
        assertThat(pool.size()).isEqualTo(table.sets().size());
        double octets = table.sets().stream()
                .mapToInt(AttributeSet::lengthBytes)
                .average()
                .orElseThrow();
        double bytes = HeldBytes.of(List.of(pool)) / (double) pool.size();
        assertThat(bytes).isLessThan(200).isLessThan(octets + 110);
    }

    /** What it counts with are constants, and what is held depends on how full the index is. */
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void theWardenOfMemoryBelievesWhatIsHeld(AddressFamily family) {
        for (int routes : new int[] {60_000, 100_000, 150_000}) {
            for (int paths : new int[] {1, 4}) {
                EngineView view =
                        speakerWith(DfzTable.of(family, routes), paths).view();
                long held = HeldBytes.of(List.of(view.rib(family), view.groups(family), view.pool()));
                assertThat(view.memoryUsedBytes() / (double) held).isBetween(0.9, 1.2);
            }
        }
    }

    /** What stays does not depend on the peak: two slabs of every column, the pages of their index, arrays for one batch. */
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void givesBackWhatAPeakTook(AddressFamily family) {
        DfzTable table = DfzTable.of(family, 250_000);
        QuietSpeaker speaker = new QuietSpeaker();
        speaker.client();
        QuietSpeaker.Client first = speaker.client();
        QuietSpeaker.Client second = speaker.client();
        byte[] updates = DfzTable.stream(table.updates());
        first.say(updates);
        second.say(updates);
        long peak = heldBytes(speaker, family);

        first.vanish();
        second.vanish();

        assertThat(speaker.view().rib(family).destinationLimit()).isLessThan(40_000);
        assertThat(peak).isGreaterThan(20_000_000);
        assertThat(heldBytes(speaker, family)).isLessThan(6_000_000);
    }

    private static long heldBytes(QuietSpeaker speaker, AddressFamily family) {
        EngineView view = speaker.view();
        return HeldBytes.of(List.of(view.rib(family), view.groups(family), view.pool()));
    }

    private static double bytesPerRoute(AddressFamily family, int prefixes, int paths) {
        DfzTable table = DfzTable.ofFewSets(family, prefixes, 100);
        EngineView view = speakerWith(table, paths).view();
        long bytes = HeldBytes.of(List.of(view.rib(family), view.groups(family)), view.pool(), view.peers());
        return bytes / (double) prefixes / paths;
    }

    /** One that was sent a table by some clients, and has sent it to one more. */
    private static QuietSpeaker speakerWith(DfzTable table, int senders) {
        QuietSpeaker speaker = new QuietSpeaker();
        QuietSpeaker.Client receiver = speaker.client();
        byte[] updates = DfzTable.stream(table.updates());
        for (int i = 0; i < senders; i++) {
            speaker.client().say(updates);
        }
        assertThat(speaker.advertised(receiver, table.family())).isEqualTo(table.size());
        assertThat(speaker.view().rib(table.family()).pathCount()).isEqualTo(senders * table.size());
        return speaker;
    }
}

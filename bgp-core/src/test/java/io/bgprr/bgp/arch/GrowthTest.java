// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.bench.DfzTable;
import io.bgprr.bgp.bench.QuietSpeaker;
import io.bgprr.bgp.decision.BestPathSelector;
import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibPeers;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No table stops the world to grow. Whoever moves rows to a larger place must allocate it, so the most octets that one call
 * allocates bound the rows that it moves, whatever the machine: and they do not grow with the table. A million octets are cleared
 * or copied in a tenth of a millisecond.
 */
class GrowthTest {

    private static final int MILLION = 1_000_000;

    /** A slab of 16,384 rows in each column of destinations, changes and paths. */
    private static final long SLABS_BYTES = 54L * 16_384;

    /** A 256th of the index, doubled: 5 octets for each of at most 8/3 slots a row, as good as even. */
    private static final long PART_BYTES = 2L * MILLION / 256 * 8 / 3 * 5;

    private static final int SETS = 400_000;

    /** Decisions that may wait for more input, routes of the commands that a slice takes, and steps of the reaper. */
    private static final int ROWS_OF_A_SLICE = (1 << 17) + 2 * 8192 + (1 << 15) + 8192;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long bytesMax;
    private long rowsMax;

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void noAnnouncementIntoATableOfAMillionMovesMoreThanAFewSlabs(AddressFamily family) {
        AttributePool pool = new AttributePool(new AttributeHash(1));
        LocRib rib = new LocRib(family, pool, new SeededHash(1));
        RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
        BestPathSelector selector = new BestPathSelector(DecisionConfig.DEFAULT, peers);
        AdjRibIn peer = new AdjRibIn(Objects.requireNonNull(
                peers.add(PeerKind.IBGP_CLIENT, RouterId.parse("192.0.2.1"), IpAddress.parse("192.0.2.1"), 0)));
        int set = pool.acquire(set(1));
        boolean isIpv6 = family == AddressFamily.IPV6_UNICAST;
        for (int i = 0; i < MILLION; i++) {
            long high = isIpv6 ? 0x2a00_0000_0000_0000L + ((long) i << 16) : 0;
            long low = isIpv6 ? 0 : 0x0b00_0000L + ((long) i << 8);
            measure(() -> rib.announce(peer, high, low, isIpv6 ? 48 : 24, 0, set, set, Refusal.NONE));
            if (i % 8192 == 8191) {
                measure(() -> selector.decideTouched(rib));
            }
        }
        assertThat(bytesMax).isLessThan(SLABS_BYTES + PART_BYTES);
    }

    @Test
    void noSetThatComesOrGoesMovesMoreThanAPartOfThePool() {
        AttributePool pool = new AttributePool(new AttributeHash(1));
        int[] ids = new int[SETS];
        for (int i = 0; i < SETS; i++) {
            AttributeSet set = set(i);
            int number = i;
            measure(() -> ids[number] = pool.acquire(set));
        }
        assertThat(bytesMax).isLessThan(4L * 4096 + 2L * SETS / 256 * 8 / 3 * 8); // a slab of sets; a part, of 8 octets
        bytesMax = 0;
        for (int id : ids) {
            measure(() -> pool.release(id));
        }
        assertThat(bytesMax).isLessThan(4L * 2 * SETS); // the list of free ids, copied as it is
    }

    /** From one read's octets to those that a client is sent, while the table grows to a quarter of a million. */
    @Test
    void noReadCostsMoreForTheTableIsLarge() {
        DfzTable table = DfzTable.of(AddressFamily.IPV4_UNICAST, MILLION / 4);
        QuietSpeaker speaker = new QuietSpeaker();
        QuietSpeaker.Client from = speaker.client();
        QuietSpeaker.Client to = speaker.client();
        for (byte[] update : table.updates()) {
            measure(() -> from.say(update));
        }
        assertThat(speaker.advertised(to, table.family())).isEqualTo(table.size());
        assertThat(bytesMax).isLessThan(SLABS_BYTES + PART_BYTES);
    }

    /**
     * A table comes, all of it changes, and it goes with its session: the rows that a slice writes, decides, sends or frees are bounded
     * by numbers of the RibLoop, not by the table's.
     */
    @ParameterizedTest
    @ValueSource(ints = {MILLION / 4, MILLION})
    void noSliceTouchesMoreRowsForTheTableIsLarge(int routes) {
        DfzTable table = DfzTable.ofFewSets(AddressFamily.IPV4_UNICAST, routes, 100);
        QuietSpeaker speaker = new QuietSpeaker();
        QuietSpeaker.Client from = speaker.client();
        QuietSpeaker.Client to = speaker.client();
        LocRib rib = speaker.view().rib(table.family());
        long[] before = {0, 0, 0};
        speaker.afterSlice(() -> {
            long[] now = {rib.pathCount(), rib.moveCount(), rib.destinationCount() + rib.tombstoneCount()};
            rowsMax =
                    Math.max(rowsMax, Math.abs(now[0] - before[0]) + now[1] - before[1] + Math.abs(now[2] - before[2]));
            System.arraycopy(now, 0, before, 0, now.length);
        });
        from.say(DfzTable.stream(table.updates()));
        from.say(DfzTable.stream(table.otherUpdates()));
        from.vanish();
        assertThat(speaker.advertised(to, table.family())).isZero();
        assertThat(rib.destinationCount() + rib.tombstoneCount()).isZero();
        assertThat(rowsMax).isLessThan(ROWS_OF_A_SLICE);
    }

    private void measure(Runnable action) {
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        bytesMax = Math.max(bytesMax, threads.getCurrentThreadAllocatedBytes() - before);
    }

    private static AttributeSet set(int med) {
        return new AttributeSetBuilder()
                .med(med)
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build();
    }
}

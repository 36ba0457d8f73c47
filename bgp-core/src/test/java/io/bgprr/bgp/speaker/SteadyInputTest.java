// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.speaker.RibLoopLab.Peer;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** While input never pauses, decision and sending wait for more of it: how long at most, and what is said of it. */
class SteadyInputTest {

    /** As many as end a slice's taking. */
    private static final int SLICE_ROUTES = 8192;

    /** Of a subgroup's routes at most, see {@code UpdatePacker}. */
    private static final int BATCH_ROUTES = 1 << 15;

    /** A quarter of the slices that anything waits at most, and the one that sends. */
    private static final int SLICES_PER_BATCH = 64 / 4 + 1;

    /** Prefixes from here on are only there to be said again and again. */
    private static final int NOISE = 2_000_000;

    private RibLoopLab lab = new RibLoopLab(Limits.DEFAULT);
    private Peer sender = lab.peer();
    private Peer noise = lab.peer();
    private Peer reader = lab.peer();

    private void start(Limits limits) {
        lab = new RibLoopLab(limits);
        sender = lab.peer();
        noise = lab.peer();
        reader = lab.peer();
        start();
    }

    /** From here on the inbox is never empty at the end of a slice. */
    private void start() {
        say();
        lab.settle();
        say();
        say();
    }

    /** What fills a slice, and changes nothing. */
    private void say() {
        noise.announce(NOISE, SLICE_ROUTES, 1);
    }

    private void noisySlice() {
        say();
        lab.slice();
        assertThat(lab.inbox.isEmpty()).isFalse();
    }

    /** How many slices it takes until the reader was sent so many routes besides the noise. */
    private int slicesUntilItHolds(int routes) {
        int slices = 0;
        for (; reader.holds() < SLICE_ROUTES + routes; slices++) {
            assertThat(slices).isLessThan(1000);
            noisySlice();
        }
        return slices;
    }

    private int pending(Peer peer) {
        return Objects.requireNonNull(peer.link.members[RibLoopLab.FAMILY.ordinal()])
                .pendingCount(Integer.MAX_VALUE);
    }

    // --- How long things wait.

    @Test
    void aFewChangesWaitForMoreInputAndNotForEver() {
        start();
        sender.announce(0, 10, 1);
        assertThat(slicesUntilItHolds(10)).isBetween(60, 70);
    }

    @Test
    void manyChangesWaitForNothing() {
        start();
        sender.announce(0, 1 << 16, 1);
        assertThat(reader.holds()).isEqualTo(SLICE_ROUTES);
        while (reader.holds() == SLICE_ROUTES) {
            noisySlice();
        }
        assertThat(pending(reader)).as("sent in the slice that took them in").isEqualTo((1 << 16) - BATCH_ROUTES);
    }

    @Test
    void whatOneBatchCouldNotTakeHasWaitedAlready() {
        start();
        sender.announce(0, 200_000, 1);
        int batches = 200_000 / BATCH_ROUTES + 1;
        assertThat(slicesUntilItHolds(200_000)).isLessThanOrEqualTo(3 + (batches - 1) * SLICES_PER_BATCH);
    }

    /** All members take what they were sent when they have been sent what they have room for, which is two batches. */
    @Test
    void whatFoundNoRoomHasWaitedAlready() {
        start(new Limits(4, 16 << 20, 16 << 20, 49_000, 256 << 10, 2_000_000));
        sender.announce(0, 100_000, 1);
        noisySlice();
        read(false);
        // Four slices more, for what members report waits in line behind input.
        int all = SLICE_ROUTES + 100_000;
        for (int held = reader.holds(); held < all; held = reader.holds()) {
            for (int slice = 0; slice < 4 + 2 * SLICES_PER_BATCH; slice++) {
                noisySlice();
            }
            assertThat(reader.holds()).isBetween(Math.min(all, held + 10_000), held + 20_000);
            read(true);
            noisySlice();
            read(false);
        }
    }

    private void read(boolean reads) {
        lab.peers.forEach(peer -> peer.reads = reads);
    }

    @Test
    void sendingKeepsUpWithSteadyChanges() {
        start();
        sender.announce(0, 1 << 17, 1);
        for (int slice = 0; slice < 64; slice++) {
            sender.announce((1 << 17) + slice * SLICE_ROUTES, SLICE_ROUTES, 1);
            lab.slice();
            assertThat(lab.inbox.isEmpty()).isFalse();
        }
        assertThat(pending(reader)).isLessThanOrEqualTo((1 << 17) + BATCH_ROUTES);
    }

    /** Whoever waits for it waits for two slices, and not for the last route of a large table. */
    @Test
    void whatAnEndedSessionLeavesIsToldWhileTheRestIsSwept() {
        start();
        sender.announce(0, 100_000, 1);
        lab.settle();
        sender.down();
        say();
        say();
        do {
            noisySlice();
            assertThat(reader.holds() - SLICE_ROUTES).isBetween(sender.held(), sender.held() + 2 * SLICE_ROUTES);
        } while (sender.held() > 0);
    }

    /** Two peers die together: what both had is withdrawn, and never announced by the second while the first goes. */
    @Test
    void whatDiesTogetherIsDecidedTogether() {
        noise.announce(0, 30_000, 2);
        sender.announce(0, 30_000, 1);
        lab.settle();
        sender.down();
        noise.down();
        while (sender.held() > 0) {
            lab.slice();
        }
        lab.slice(); // decides
        for (; noise.held() > 0; lab.slice()) {
            assertThat(pending(reader)).isEqualTo(30_000);
        }
        lab.settle();
        assertThat(reader.holds()).isZero();
    }

    // --- How long that was.

    private long samples() {
        return Arrays.stream(lab.loop.latency().counts()).sum();
    }

    @Test
    void whatChangesNothingIsNotCountedWithWhatIsSentLater() {
        start();
        long before = samples();
        for (int slice = 0; slice < 100; slice++) {
            noisySlice();
        }
        sender.announce(0, 1 << 16, 1);
        for (int slice = 0; slice < 3; slice++) {
            noisySlice();
        }
        assertThat(pending(reader)).isPositive();
        while (pending(reader) > 0) {
            noisySlice();
        }
        assertThat(samples() - before).isLessThan(10 + SLICES_PER_BATCH);
    }

    /** Six batches: what is measured ends with the last of them. */
    @Test
    void anUpdateIsMeasuredUntilTheLastOfItsChangesIsSent() {
        lab.settle();
        long before = samples();
        sender.announce(0, 200_000, 1);
        for (int batch = 1; batch <= 200_000 / BATCH_ROUTES; batch++) {
            lab.slice();
            assertThat(pending(reader)).isEqualTo(200_000 - batch * BATCH_ROUTES);
            assertThat(samples()).isEqualTo(before);
        }
        lab.slice();
        assertThat(pending(reader)).isZero();
        assertThat(samples()).isEqualTo(before + 1);
    }

    // --- The reaper.

    /** What was announced long ago is no debt of the reaper's: its slices stay short. */
    @Test
    void theReaperOwesNothingForChangesThatLeftItNothingToDo() {
        sender.announce(0, 300_000, 1);
        lab.settle();
        sender.withdraw(299_999, 1);
        int slices = 0;
        do {
            lab.slice();
            slices++;
        } while (lab.tombstones() > 0);
        assertThat(slices).isBetween(300_000 / 8192, 300_000 / 8192 + 3);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowSpaceTest {

    private final IntColumn links = new IntColumn();
    private final Set<Integer> slabs = new HashSet<>();
    private final RowSpace rows = new RowSpace(
            new RowSpace.Table() {

                @Override
                public void addSlab(int slab) {
                    assertThat(slabs.add(slab)).isTrue();
                    links.addSlab(slab);
                }

                @Override
                public void dropSlab(int slab) {
                    assertThat(slabs.remove(slab)).isTrue();
                    links.dropSlab(slab);
                }
            },
            links);

    private List<Integer> take(int count) {
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(rows.take());
        }
        return taken;
    }

    @Test
    void beginsAtRowOneAndGoesOnInOrder() {
        assertThat(take(3)).containsExactly(1, 2, 3);
        assertThat(rows.exists(0)).isTrue();
        assertThat(rows.exists(3)).isTrue();
        assertThat(rows.exists(4)).isFalse();
        assertThat(rows.limit()).isEqualTo(4);
    }

    @Test
    void dropsWhatAPeakLeavesBehindButOneSlab() {
        List<Integer> taken = take(10 * Slab.ROWS);
        assertThat(slabs).hasSize(11);

        taken.forEach(rows::free);

        assertThat(slabs).containsExactlyInAnyOrder(0, 1);
        assertThat(rows.size()).isZero();
        assertThat(rows.limit()).isLessThanOrEqualTo(2 * Slab.ROWS);
        assertThat(rows.capacity()).isEqualTo(2 * Slab.ROWS);
        assertThat(take(3 * Slab.ROWS)).doesNotHaveDuplicates();
    }

    @Test
    void dropsASlabInTheMiddleAndMakesItAgainBeforeANewOne() {
        List<Integer> taken = take(5 * Slab.ROWS - 1);

        taken.subList(Slab.ROWS - 1, 3 * Slab.ROWS - 1).forEach(rows::free);

        assertThat(slabs).containsExactlyInAnyOrder(0, 1, 3, 4);
        assertThat(rows.exists(2 * Slab.ROWS)).isFalse();
        assertThat(rows.exists(3 * Slab.ROWS)).isTrue();
        assertThat(take(2 * Slab.ROWS))
                .doesNotHaveDuplicates()
                .allMatch(row -> row >= Slab.ROWS && row < 3 * Slab.ROWS);
        assertThat(slabs).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void makesNoSlabForARowThatComesAndGoesAtItsEdge() {
        take(2 * Slab.ROWS - 1);
        int row = rows.take();
        for (int i = 0; i < 10; i++) {
            rows.free(row);
            assertThat(slabs).hasSize(3);
            assertThat(rows.take()).isEqualTo(row);
        }
    }

    @Test
    void prefersTheLowestSlabWithRoom() {
        List<Integer> taken = take(4 * Slab.ROWS);
        rows.free(taken.get(3 * Slab.ROWS));
        rows.free(taken.get(10));

        assertThat(rows.take()).isEqualTo(taken.get(10));
        assertThat(rows.take()).isEqualTo(taken.get(3 * Slab.ROWS));
    }

    @Test
    void neverGivesARowTwiceHoweverRowsComeAndGo() {
        SplittableRandom random = new SplittableRandom(7);
        List<Integer> held = new ArrayList<>();
        Set<Integer> inUse = new HashSet<>();
        for (int round = 0; round < 40; round++) {
            int target = random.nextInt(6 * Slab.ROWS);
            while (held.size() < target) {
                int row = rows.take();
                assertThat(inUse.add(row)).isTrue();
                assertThat(rows.exists(row)).isTrue();
                held.add(row);
            }
            while (held.size() > target) {
                int at = random.nextBoolean() ? random.nextInt(held.size()) : held.size() - 1;
                int row = held.set(at, held.getLast());
                held.removeLast();
                inUse.remove(row);
                rows.free(row);
            }
            assertThat(rows.size()).isEqualTo(held.size());
            assertThat(inUse).allMatch(row -> rows.exists(row) && row < rows.limit());
        }
    }
}

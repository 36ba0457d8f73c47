// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HashIndexTest {

    private final HashIndex index = new HashIndex();

    private Set<Integer> rows(long hash) {
        Set<Integer> rows = new LinkedHashSet<>();
        for (int row = index.first(hash); row != 0; row = index.next(hash, row)) {
            assertThat(rows.add(row)).as("met once").isTrue();
        }
        return rows;
    }

    @Test
    void findsWhatIsThereAndNothingElse() {
        assertThat(index.first(0)).isZero();
        index.add(0, 1);
        index.add(-1, Integer.MAX_VALUE);
        assertThat(rows(0)).containsExactly(1);
        assertThat(rows(-1)).containsExactly(Integer.MAX_VALUE);
        assertThat(rows(1L << 32)).isEmpty();
        index.remove(0, 1);
        assertThat(rows(0)).isEmpty();
        assertThat(rows(-1)).containsExactly(Integer.MAX_VALUE);
    }

    @Test
    void keepsRowsWithTheSameHashApart() {
        long hash = 0x1234_5678_9abc_def0L;
        for (int row = 1; row <= 40; row++) {
            index.add(hash, row);
        }
        assertThat(rows(hash)).hasSize(40);
        index.remove(hash, 17);
        assertThat(rows(hash)).hasSize(39).doesNotContain(17);
    }

    @Test
    void comesAndGoesLikeAMap() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            HashIndex changing = new HashIndex();
            // Few distinct hashes make clusters and ties, in the lower of the upper 32 bits where slots come from, some
            // of them at the end of each page.
            long spread = seed % 3 == 0 ? -1 : 0xf0f0_00ff_0000_0000L;
            long atLeast = seed % 3 == 2 ? 0x0000_0300_0000_0000L : 0;
            Map<Integer, Long> model = new HashMap<>();
            for (int step = 0; step < 6000; step++) {
                int row = 1 + random.nextInt(2000);
                Long hash = model.remove(row);
                if (hash != null) {
                    changing.remove(hash, row);
                } else {
                    hash = random.nextLong() & spread | atLeast;
                    model.put(row, hash);
                    changing.add(hash, row);
                }
            }
            model.forEach((row, hash) -> {
                int found = changing.first(hash);
                while (found != row && found != 0) {
                    found = changing.next(hash, found);
                }
                assertThat(found).isEqualTo(row);
            });
        }
    }

    @Test
    void whatWasLookedForInVainIsAddedInItsPlace() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            HashIndex full = new HashIndex(); // a page nearly so, where each place is another's
            long[] hashes = random.longs(300).toArray();
            int first = 0;
            for (int i = 0; i < hashes.length; i++) {
                assertThat(full.first(hashes[i])).isZero();
                if (i % 3 == 1) {
                    full.remove(hashes[first], ++first); // moves others, so that the place is another one now
                } else if (i % 3 == 2 && i + 1 < hashes.length) {
                    full.add(hashes[i + 1], i + 2);
                    full.add(hashes[i], i + 1);
                    i++;
                    continue;
                }
                full.add(hashes[i], i + 1);
            }
            for (int i = first; i < hashes.length; i++) {
                assertThat(full.first(hashes[i])).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void pagesFillAsWellWhenTheDirectoryIsDeep() {
        SplittableRandom random = new SplittableRandom(6);
        int rows = 600_000;
        long[] hashes = random.longs(rows).map(hash -> hash >>> 7).toArray(); // as 77 million rows would be
        for (int i = 0; i < rows; i++) {
            index.add(hashes[i], i + 1);
        }
        for (int i = 0; i < rows; i++) {
            assertThat(index.first(hashes[i])).isNotZero();
        }
        long directory = 4L << 19; // and what lies beside it, seven times as deep
        assertThat(index.bytes()).isLessThan(20L * rows + directory);
    }

    @Test
    void asManyWithOneHashAsItSaysFindAPlaceAtTheEndOfAPage() {
        for (int row = 1; row <= 24; row++) {
            index.add(-1, row);
        }
        assertThat(rows(-1)).hasSize(24);
    }

    @Test
    void takesAtMostTwentyOctetsARowAtEverySize() {
        SplittableRandom random = new SplittableRandom(3);
        for (int row = 1; row <= 300_000; row++) {
            index.add(random.nextLong(), row);
            if (row % 10_000 == 0) {
                assertThat(index.bytes()).as("%d rows", row).isLessThan(20L * row);
            }
        }
    }

    @Test
    void givesPagesBack() {
        long empty = index.bytes();
        SplittableRandom random = new SplittableRandom(4);
        long[] hashes = random.longs(200_000).toArray();
        for (int i = 0; i < hashes.length; i++) {
            index.add(hashes[i], i + 1);
        }
        for (int i = 0; i < hashes.length; i++) {
            index.remove(hashes[i], i + 1);
            if (i == 100_000) {
                assertThat(index.first(hashes[i + 1])).isEqualTo(i + 2);
            }
        }
        index.trim();
        assertThat(index.bytes()).isLessThan(empty + 16_384); // the directory stays
    }

    @Test
    void saysSoWhenHashesAreNoHashes() {
        assertThatThrownBy(() -> {
                    for (int row = 1; row <= 1000; row++) {
                        index.add(row, row);
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("share the upper 22 bits");
        assertThatThrownBy(() -> index.remove(5L << 40, 5)).hasMessageContaining("row 5 is not in the index");
    }
}

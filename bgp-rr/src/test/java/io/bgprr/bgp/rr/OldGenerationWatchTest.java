// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldGenerationWatchTest {

    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "64, 0, false",
        "65, 0, true",
        "73, 10, false",
        "75, 10, true",
        "200, 100, false",
        "201, 100, true",
        "2000, 1000, false",
        "50, 100, false"
    })
    void collectsWhenThereMayBeAsMuchGarbageAsLife(long usedMib, long livingMib, boolean isDue) {
        assertThat(OldGenerationWatch.isCollectionDue(usedMib * MIB, livingMib * MIB))
                .isEqualTo(isDue);
    }

    @ParameterizedTest
    @CsvSource({"89, 100, false", "90, 100, false", "91, 100, true", "100, 100, true", "100, -1, false", "0, 0, false"})
    void isNearlyFullFromNineTenthsOn(long usedMib, long maxMib, boolean isFull) {
        assertThat(OldGenerationWatch.isNearlyFull(usedMib * MIB, maxMib < 0 ? -1 : maxMib * MIB))
                .isEqualTo(isFull);
    }

    // --- The whole watch, over a generation of 1,000 MiB that is told what it holds.

    private static final class FakeGeneration implements OldGenerationWatch.Generation {
        final long maxMib;
        long livingMib;
        long garbageMib;
        long livingAtCollectionMib;
        int collections;

        FakeGeneration(long maxMib) {
            this.maxMib = maxMib;
        }

        @Override
        public long usedBytes() {
            return (livingMib + garbageMib) * MIB;
        }

        @Override
        public long livingBytes() {
            return livingAtCollectionMib * MIB;
        }

        @Override
        public long bytesMax() {
            return maxMib * MIB;
        }

        @Override
        public void collect() {
            collections++;
            collectOfItself();
        }

        /** As the JVM does without being asked. */
        void collectOfItself() {
            garbageMib = 0;
            livingAtCollectionMib = livingMib;
        }
    }

    private final FakeGeneration generation = new FakeGeneration(1000);
    private final List<String> reliefs = new ArrayList<>();
    private long tablesMib;
    private final OldGenerationWatch watch = new OldGenerationWatch(generation, () -> tablesMib * MIB, reliefs::add, 0);

    @Test
    void asksForReliefAtTheLookAfterACollectionThatFoundLittleRoom() {
        generation.livingMib = 950;
        watch.look(500);
        assertThat(reliefs).as("no collection has said yet what lives").isEmpty();
        generation.collectOfItself();
        watch.look(1000);
        assertThat(reliefs).containsExactly("the JVM's heap is nearly full, whatever fills it");
        assertThat(generation.collections).isZero();
    }

    @Test
    void givesASessionTimeToGoBeforeItAsksForAnother() {
        generation.livingMib = 950;
        generation.collectOfItself();
        for (long now = 0; now < 2 * OldGenerationWatch.RELIEF_MILLIS; now += 500) {
            watch.look(now);
        }
        assertThat(reliefs).hasSize(2);
    }

    @Test
    void stopsAskingWhenACollectionFindsRoom() {
        generation.livingMib = 950;
        generation.collectOfItself();
        watch.look(0);
        generation.livingMib = 500; // the session's routes have become garbage
        generation.garbageMib = 450;
        watch.look(OldGenerationWatch.RELIEF_MILLIS);
        watch.look(2 * OldGenerationWatch.RELIEF_MILLIS);
        assertThat(reliefs).hasSize(1);
        assertThat(generation.collections).isOne();
    }

    @Test
    void collectsGarbageRatherThanAskingForRelief() {
        generation.livingMib = 300;
        generation.garbageMib = 650;
        watch.look(OldGenerationWatch.COLLECTION_MILLIS);
        assertThat(generation.collections).isOne();
        assertThat(reliefs).isEmpty();
    }

    @Test
    void collectsAtMostEveryHalfMinuteForTheSakeOfGarbage() {
        for (long now = 0; now <= 2 * OldGenerationWatch.COLLECTION_MILLIS; now += 500) {
            generation.garbageMib = 500;
            watch.look(now);
        }
        assertThat(generation.collections).isEqualTo(2);
    }

    @Test
    void collectsOnceSomeSecondsAfterTablesHaveShrunkToLessThanHalf() {
        tablesMib = 100;
        watch.look(0);
        tablesMib = 40;
        generation.garbageMib = 60;
        for (long now = 500; now < 500 + OldGenerationWatch.SHRUNK_MILLIS; now += 500) {
            watch.look(now);
        }
        assertThat(generation.collections).as("they may come back").isZero();
        for (long now = 500 + OldGenerationWatch.SHRUNK_MILLIS;
                now < OldGenerationWatch.COLLECTION_MILLIS;
                now += 500) {
            watch.look(now);
        }
        assertThat(generation.collections).isOne();
    }

    @Test
    void doesNotCollectWhileTablesShrinkNorWhenTheyShrinkByLittle() {
        for (tablesMib = 200; tablesMib > 100; tablesMib -= 2) {
            watch.look((200 - tablesMib) * 250);
        }
        for (tablesMib = 100; tablesMib > 10; tablesMib -= 2) {
            watch.look((200 - tablesMib) * 250);
        }
        assertThat(generation.collections)
                .as("something goes every half second")
                .isZero();
        OldGenerationWatch other = new OldGenerationWatch(generation, () -> tablesMib * MIB, reliefs::add, 0);
        tablesMib = 8;
        other.look(0);
        tablesMib = 0;
        other.look(500);
        other.look(500 + OldGenerationWatch.SHRUNK_MILLIS);
        assertThat(generation.collections).isZero();
    }

    @Test
    void takesTablesForLifeBeforeAnyCollectionTellsWhatLives() {
        tablesMib = 80;
        generation.livingMib = 100;
        watch.look(OldGenerationWatch.COLLECTION_MILLIS);
        assertThat(generation.collections).isZero();
    }

    @Test
    void leavesAGenerationWithRoomAlone() {
        generation.livingMib = 500;
        generation.collectOfItself();
        for (long now = 0; now <= 4 * OldGenerationWatch.COLLECTION_MILLIS; now += 500) {
            watch.look(now);
        }
        assertThat(generation.collections).isZero();
        assertThat(reliefs).isEmpty();
    }
}

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

    @ParameterizedTest
    @CsvSource({
        "90, 0, 100, false",
        "91, 0, 100, true",
        "91, 80, 100, true",
        "94, 88, 100, false",
        "95, 88, 100, true",
        "95, 90, 100, false",
        "96, 90, 100, true",
        "96, 88, -1, false"
    })
    void hasFilledUpWhenHalfOfTheRoomIsTaken(long usedMib, long livingMib, long maxMib, boolean isFull) {
        assertThat(OldGenerationWatch.hasFilledUp(usedMib * MIB, livingMib * MIB, maxMib < 0 ? -1 : maxMib * MIB))
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
    private final OldGenerationWatch watch =
            new OldGenerationWatch(generation, () -> tablesMib * MIB, 0, reliefs::add, 0);

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
    void doesNotCollectAGenerationThatIsNearlyFullOfLifeForALittleGarbage() {
        generation.livingMib = 880;
        generation.collectOfItself();
        int looks = 0;
        for (long now = 0; now < 10 * OldGenerationWatch.COLLECTION_MILLIS; now += 500) {
            generation.garbageMib = ++looks / 10; // 6 MiB in half a minute
            watch.look(now);
        }
        assertThat(generation.garbageMib).isEqualTo(60);
        assertThat(generation.collections).isZero();
        generation.garbageMib++;
        watch.look(10 * OldGenerationWatch.COLLECTION_MILLIS);
        assertThat(generation.collections).as("half of the room is taken").isOne();
        assertThat(reliefs).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 901", "500, 901", "800, 901", "880, 941", "900, 951"})
    void asksForReliefBeforeLifeTakesMoreThanHalfOfTheLastTenth(long livingMib, long reliefMib) {
        generation.livingMib = livingMib;
        tablesMib = livingMib; // else the garbage that there may be is reason enough
        generation.livingAtCollectionMib = livingMib;
        long now = OldGenerationWatch.COLLECTION_MILLIS;
        for (; generation.livingMib < reliefMib; generation.livingMib++, tablesMib++) {
            watch.look(now);
            now += OldGenerationWatch.COLLECTION_MILLIS;
            assertThat(reliefs).isEmpty();
        }
        assertThat(generation.collections).isZero();
        watch.look(now);
        assertThat(generation.collections).isOne();
        assertThat(reliefs).hasSize(1);
    }

    @Test
    void asksForReliefInsteadOfWaitingWhenTheJvmItselfHadToCollect() {
        watch.look(0);
        generation.livingMib = 960;
        generation.collectOfItself(); // life came faster than half a minute
        watch.look(500);
        assertThat(reliefs).hasSize(1);
        generation.livingMib = 950; // one session was not enough
        watch.look(500 + OldGenerationWatch.RELIEF_MILLIS);
        assertThat(reliefs).hasSize(2);
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
    void collectsOnceInHalfAMinuteForAPeerThatFlapsAndAtLastForWhatStaysAway() {
        for (long flap = 0; flap < 2; flap++) {
            tablesMib = 100;
            watch.look(flap * 10_000);
            tablesMib = 40;
            for (long now = 500; now < 10_000; now += 500) {
                watch.look(flap * 10_000 + now);
            }
            assertThat(generation.collections).isOne();
        }
        for (long now = 20_000; now <= 60_000; now += 500) {
            watch.look(now);
            assertThat(generation.collections).isEqualTo(now < 2500 + OldGenerationWatch.COLLECTION_MILLIS ? 1 : 2);
        }
    }

    @Test
    void givesTablesThatWereLostBeforeItsFirstLookTheSameTimeToComeBack() {
        long start = 1_000_000;
        OldGenerationWatch late =
                new OldGenerationWatch(generation, () -> tablesMib * MIB, 100 * MIB, reliefs::add, start);
        late.look(start);
        late.look(start + OldGenerationWatch.SHRUNK_MILLIS - 1);
        assertThat(generation.collections).isZero();
        late.look(start + OldGenerationWatch.SHRUNK_MILLIS);
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
        OldGenerationWatch other = new OldGenerationWatch(generation, () -> tablesMib * MIB, 0, reliefs::add, 0);
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

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldGenerationWatchTest {

    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "24, 0, false",
        "25, 0, true",
        "34, 10, false",
        "35, 10, true",
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

    // --- The whole watch, over a generation of 1,000 MiB.

    private final HeapLab lab = new HeapLab();

    @Test
    void collectsGarbageRatherThanAskingForRelief() {
        lab.livingMib = 300;
        lab.garbageMib = 650;
        lab.look(OldGenerationWatch.COLLECTION_MILLIS);
        assertThat(lab.collections).isOne();
        assertThat(lab.reliefs).isEmpty();
    }

    @Test
    void doesNotCollectAGenerationThatIsNearlyFullOfLifeForALittleGarbage() {
        lab.livingMib = 880;
        lab.collectOfItself();
        int looks = 0;
        for (long now = 0; now < 10 * OldGenerationWatch.COLLECTION_MILLIS; now += 500) {
            lab.garbageMib = ++looks / 10; // 6 MiB in half a minute
            lab.look(now);
        }
        assertThat(lab.garbageMib).isEqualTo(60);
        assertThat(lab.collections).isZero();
        lab.garbageMib++;
        lab.look(10 * OldGenerationWatch.COLLECTION_MILLIS);
        assertThat(lab.collections).as("half of the room is taken").isOne();
        assertThat(lab.reliefs).isEmpty();
    }

    @Test
    void collectsAtMostEverySomeSecondsForTheSakeOfGarbage() {
        for (long now = 0; now <= 2 * OldGenerationWatch.GARBAGE_MILLIS; now += 500) {
            lab.garbageMib = 500;
            lab.look(now);
        }
        assertThat(lab.collections).isEqualTo(2);
    }

    @Test
    void collectsOnceSomeSecondsAfterTablesHaveShrunkToLessThanHalf() {
        lab.tablesMib = 100;
        lab.look(0);
        lab.tablesMib = 40;
        lab.garbageMib = 60;
        for (long now = 500; now < 500 + OldGenerationWatch.SHRUNK_MILLIS; now += 500) {
            lab.look(now);
        }
        assertThat(lab.collections).as("they may come back").isZero();
        for (long now = 500 + OldGenerationWatch.SHRUNK_MILLIS;
                now < OldGenerationWatch.COLLECTION_MILLIS;
                now += 500) {
            lab.look(now);
        }
        assertThat(lab.collections).isOne();
    }

    @Test
    void collectsOnceInHalfAMinuteForAPeerThatFlapsAndAtLastForWhatStaysAway() {
        for (long flap = 0; flap < 2; flap++) {
            lab.tablesMib = 100;
            lab.look(flap * 10_000);
            lab.tablesMib = 40;
            for (long now = 500; now < 10_000; now += 500) {
                lab.look(flap * 10_000 + now);
            }
            assertThat(lab.collections).isOne();
        }
        for (long now = 20_000; now <= 60_000; now += 500) {
            lab.look(now);
            assertThat(lab.collections).isEqualTo(now < 2500 + OldGenerationWatch.COLLECTION_MILLIS ? 1 : 2);
        }
    }

    @Test
    void givesTablesThatWereLostBeforeItsFirstLookTheSameTimeToComeBack() {
        long start = 1_000_000;
        lab.startWatch(start, 100);
        lab.look(start);
        lab.look(start + OldGenerationWatch.SHRUNK_MILLIS - 1);
        assertThat(lab.collections).isZero();
        lab.look(start + OldGenerationWatch.SHRUNK_MILLIS);
        assertThat(lab.collections).isOne();
    }

    @Test
    void doesNotCollectWhileTablesShrinkNorWhenTheyShrinkByLittle() {
        for (lab.tablesMib = 200; lab.tablesMib > 100; lab.tablesMib -= 2) {
            lab.look((200 - lab.tablesMib) * 250);
        }
        for (lab.tablesMib = 100; lab.tablesMib > 10; lab.tablesMib -= 2) {
            lab.look((200 - lab.tablesMib) * 250);
        }
        assertThat(lab.collections).as("something goes every half second").isZero();
        lab.startWatch(0, 0);
        lab.tablesMib = 8;
        lab.look(0);
        lab.tablesMib = 0;
        lab.look(500);
        lab.look(500 + OldGenerationWatch.SHRUNK_MILLIS);
        assertThat(lab.collections).isZero();
    }

    @Test
    void aPauseIsNoPartOfTheTimeBetweenTwo() {
        lab.garbageMib = 500;
        lab.pauseMillis = 10_000;
        lab.look(OldGenerationWatch.GARBAGE_MILLIS);
        lab.garbageMib = 500;
        lab.pass(OldGenerationWatch.GARBAGE_MILLIS - 500);
        assertThat(lab.collections).isOne();
        lab.pass(500);
        assertThat(lab.collections).isEqualTo(2);
    }

    /** A table takes more of the heap than is estimated, and one that comes or goes leaves no garbage of its own. */
    @Test
    void takesATableThatComesLateForLifeAndOneThatGoesForNoGarbageOfChanges() {
        lab.tablesMib = 42;
        lab.livingMib = 10 + 76;
        lab.look(20_000);
        assertThat(lab.collections).isZero();
        lab.tablesMib = 21; // not less than half
        lab.livingMib = 10 + 38;
        lab.garbageMib = 38;
        lab.look(20_500);
        assertThat(lab.collections).isZero();
    }

    @Test
    void takesTablesForLifeBeforeAnyCollectionTellsWhatLives() {
        lab.tablesMib = 80;
        lab.livingMib = 100;
        lab.look(OldGenerationWatch.COLLECTION_MILLIS);
        assertThat(lab.collections).isZero();
    }

    @Test
    void leavesAGenerationWithRoomAlone() {
        lab.livingMib = 500;
        lab.collectOfItself();
        for (long now = 0; now <= 4 * OldGenerationWatch.COLLECTION_MILLIS; now += 500) {
            lab.look(now);
        }
        assertThat(lab.collections).isZero();
        assertThat(lab.reliefs).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has to go, and when nobody has, while what lives fills the old generation; over the whole watch, which collects for it. */
class HeapReliefTest {

    private static final long MINUTE_MILLIS = 60_000;

    /** The first looks are 2, 4, 8 and 16 seconds apart, the others half a minute. */
    private static final int LOOKS_IN_TEN_MINUTES_MAX = 24;

    private final HeapLab lab = new HeapLab();

    @ParameterizedTest
    @CsvSource({"890, 1000, -10", "900, 1000, 0", "901, 1000, 1", "1000, 1000, 100"})
    void fromNineTenthsOnThereIsRoomMissing(long livingBytes, long bytesMax, long missingBytes) {
        assertThat(HeapRelief.missingBytes(livingBytes, bytesMax)).isEqualTo(missingBytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0})
    void nothingIsMissingWithoutALimit(long bytesMax) {
        assertThat(HeapRelief.missingBytes(100, bytesMax)).isZero();
    }

    // --- Sessions go.

    /** Routes take most of it, and a collection says so. */
    private void fill(long livingMib) {
        lab.livingMib = livingMib;
        lab.tablesMib = 400;
        lab.collectOfItself();
    }

    @Test
    void asksAtTheLookAfterACollectionThatFoundLittleRoom() {
        lab.livingMib = 950;
        lab.tablesMib = 950;
        lab.look(500);
        assertThat(lab.reliefs).as("no collection has said yet what lives").isEmpty();
        lab.collectOfItself();
        lab.look(1000);
        assertThat(lab.reliefs).containsExactly("the JVM's heap is nearly full, whatever fills it");
        assertThat(lab.collections).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 901", "500, 901", "800, 901", "880, 941", "900, 951"})
    void asksBeforeLifeTakesMoreThanHalfOfTheLastTenth(long livingMib, long reliefMib) {
        lab.livingMib = livingMib;
        lab.tablesMib = livingMib; // else the garbage that there may be is reason enough
        lab.livingAtCollectionMib = livingMib;
        long now = OldGenerationWatch.COLLECTION_MILLIS;
        for (; lab.livingMib < reliefMib; lab.livingMib++, lab.tablesMib++) {
            lab.look(now);
            now += OldGenerationWatch.COLLECTION_MILLIS;
            assertThat(lab.reliefs).isEmpty();
        }
        assertThat(lab.collections).isZero();
        lab.look(now);
        assertThat(lab.collections).isOne();
        assertThat(lab.reliefs).hasSize(1);
    }

    /** It gave room, or its routes went and others took their room; each is enough to go on. */
    @ParameterizedTest
    @CsvSource({"950, 380", "950, 400", "980, 380"})
    void asksForAnotherWhenTheFirstWasNotEnough(long livingMib, long tablesMib) {
        fill(980);
        lab.look(500);
        lab.livingMib = livingMib;
        lab.tablesMib = tablesMib;
        lab.pass(HeapRelief.GONE_MILLIS - 500);
        assertThat(lab.reliefs).as("its routes may still be on their way out").hasSize(1);
        lab.pass(500);
        assertThat(lab.collections).isOne();
        assertThat(lab.reliefs).hasSize(2);
    }

    @Test
    void asksForAnotherWhenOthersBroughtMoreInThePlaceOfWhatWent() {
        fill(980);
        lab.look(500);
        lab.livingMib = 990;
        lab.tablesMib = 410;
        lab.pass(HeapRelief.GONE_MILLIS);
        assertThat(lab.reliefs).hasSize(2);
    }

    @Test
    void aSessionsTimeToGoBeginsWhenTheCollectionsPauseIsOver() {
        lab.livingMib = 980;
        lab.tablesMib = 400;
        lab.pauseMillis = HeapRelief.GONE_MILLIS - 100;
        lab.look(OldGenerationWatch.COLLECTION_MILLIS);
        assertThat(lab.collections).isOne();
        assertThat(lab.reliefs).hasSize(1);
        lab.tablesMib = 380;
        lab.pass(HeapRelief.GONE_MILLIS - 500);
        assertThat(lab.collections).isOne();
        assertThat(lab.reliefs).hasSize(1);
        lab.pass(500);
        assertThat(lab.collections).isEqualTo(2);
        assertThat(lab.reliefs).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionsTimeToGoBeginsWhenTheSpeakerHasDoneItsPart(boolean isDone) {
        lab.answer = new CompletableFuture<>();
        fill(980);
        lab.look(500);
        lab.tablesMib = 380;
        lab.pass(MINUTE_MILLIS);
        assertThat(lab.collections).isZero();
        assertThat(lab.reliefs).as("the first still waits").hasSize(1);
        if (isDone) {
            lab.answer.complete(null);
        } else {
            lab.answer.completeExceptionally(new IllegalStateException("stopped"));
        }
        lab.pass(HeapRelief.GONE_MILLIS - 500);
        assertThat(lab.reliefs).hasSize(1);
        lab.pass(500);
        assertThat(lab.reliefs).hasSize(2);
    }

    @Test
    void nobodyGoesAnyMoreWhenACollectionFindsRoom() {
        fill(950);
        lab.look(500);
        lab.livingMib = 500; // the session's routes have become garbage
        lab.garbageMib = 450;
        lab.pass(MINUTE_MILLIS);
        assertThat(lab.reliefs).hasSize(1);
        assertThat(lab.collections).isOne();
        assertThat(lab.warnings).isEmpty();
    }

    @Test
    void manySmallSessionsGoWhenTogetherTheyMakeRoom() {
        fill(950);
        while (lab.reliefs.size() < 50) {
            int before = lab.reliefs.size();
            lab.pass(HeapRelief.GONE_MILLIS);
            assertThat(lab.reliefs).hasSize(before + 1);
            lab.livingMib--;
            lab.tablesMib--;
        }
        lab.pass(MINUTE_MILLIS);
        assertThat(lab.reliefs).hasSize(50);
        assertThat(lab.warnings).isEmpty();
    }

    // --- Nobody goes in vain.

    @Test
    void nobodyGoesForWhatIsNotRoutes() {
        fill(950);
        lab.tablesMib = 24; // of the 50 that are missing, by a generous estimate 48
        lab.pass(10 * MINUTE_MILLIS);

        assertThat(lab.reliefs).isEmpty();
        assertThat(lab.warnings)
                .containsExactly(
                        "the JVM's heap is nearly full, and no session's routes fill it: of 1000 MiB 950 are in use,"
                                + " 24 by routes");
        assertThat(lab.collections).isBetween(1, LOOKS_IN_TEN_MINUTES_MAX);
    }

    /** Nodes with four routes each: all of them would make room, but one of them makes none that could be seen. */
    @Test
    void onlyOneGoesWhereOneMakesNoRoom() {
        fill(950);
        lab.pass(10 * MINUTE_MILLIS);

        assertThat(lab.reliefs).hasSize(1);
        assertThat(lab.warnings).hasSize(1);
        assertThat(lab.collections).isBetween(1, LOOKS_IN_TEN_MINUTES_MAX);
    }

    @Test
    void routesThatCameSinceMayHaveToGo() {
        fill(950);
        lab.pass(10 * MINUTE_MILLIS);
        lab.tablesMib++;
        lab.pass(HeapRelief.PAUSE_MILLIS_MAX);

        assertThat(lab.reliefs).hasSize(2);
        lab.tablesMib -= 100;
        lab.livingMib -= 100;
        lab.pass(HeapRelief.GONE_MILLIS);
        int collections = lab.collections;
        lab.pass(10 * MINUTE_MILLIS);
        assertThat(lab.reliefs).hasSize(2);
        assertThat(lab.collections).as("there is room").isEqualTo(collections);
        assertThat(lab.warnings).hasSize(1);
    }

    @Test
    void whatHelpedNotOneTimeMayHelpTheNext() {
        fill(950);
        lab.pass(MINUTE_MILLIS);
        lab.livingMib = 500;
        lab.pass(HeapRelief.PAUSE_MILLIS_MAX);
        assertThat(lab.reliefs).hasSize(1);
        fill(950);
        lab.pass(MINUTE_MILLIS);

        assertThat(lab.reliefs).hasSize(2);
        assertThat(lab.warnings).as("once each time").hasSize(2);
    }

    // --- Where the JVM collects of itself alone.

    @Test
    void asksInsteadOfWaitingWhenTheJvmItselfHadToCollect() {
        lab.look(500);
        fill(960); // life came faster than half a minute
        lab.look(1000);
        assertThat(lab.reliefs).hasSize(1);
    }

    @Test
    void nobodyGoesForWhatWasFoundBeforeTheLastOneWent() {
        lab.isDeaf = true;
        fill(980);
        lab.look(500);
        lab.tablesMib = 300;
        lab.livingMib = 940;
        lab.garbageMib = 40;
        lab.pass(MINUTE_MILLIS);
        assertThat(lab.reliefs).hasSize(1);
        assertThat(lab.warnings)
                .containsExactly(
                        "the JVM does not collect garbage when it is asked to (-XX:+DisableExplicitGC?): the heap"
                                + " may grow to its limit, and memory is not given back");
        lab.collectOfItself();
        lab.pass(HeapRelief.GONE_MILLIS);
        assertThat(lab.reliefs).hasSize(2);
        lab.livingMib = 500;
        lab.collectOfItself();
        lab.pass(MINUTE_MILLIS);
        assertThat(lab.reliefs).hasSize(2);
        assertThat(lab.warnings).hasSize(1);
    }
}

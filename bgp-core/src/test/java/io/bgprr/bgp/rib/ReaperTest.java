// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the reaper frees, what it leaves, and whom it calls, as seen from the Loc-RIB that it cleans. */
class ReaperTest {

    private final RibLab lab = RibLab.ipv4();
    private final LocRib rib = lab.rib;
    private final AdjRibIn a = lab.peer();
    private final AdjRibIn b = lab.peer();

    // --- Tombstones.

    @Test
    void aWithdrawnPrefixStaysForWhoHasNotReadIt() {
        RibCursor cursor = rib.cursorAtHead();
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        RibLab.step(cursor);
        lab.withdraw(a, "10.0.0.0/8");
        lab.decide();
        lab.reapAll();
        assertThat(rib.tombstoneCount()).isEqualTo(1);
        assertThat(rib.destinationCount()).isZero();
        assertThat(lab.ahead(cursor)).containsExactly("10.0.0.0/8");
        int tombstone = RibLab.step(cursor);
        assertThat(rib.best(tombstone)).isZero();
        assertThat(rib.isInUse(tombstone)).isFalse();
        assertThat(rib.isListed(tombstone)).isTrue();
        lab.reapAll();
        assertThat(rib.tombstoneCount()).isZero();
        assertThat(rib.isListed(tombstone)).isFalse();
        assertThat(lab.destination("10.0.0.0/8")).isZero();
    }

    @Test
    void waitsForNobodyWhoReadsWhatWasPassed() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(a, "11.0.0.0/8", 1);
        lab.decide();
        RibCursor cursor = rib.cursorAtTail();
        RibCursor again = cursor.passed();
        List<String> fired = new ArrayList<>();
        lab.withdraw(a, "11.0.0.0/8");
        lab.decide();
        rib.watch(() -> fired.add("fired"));
        lab.reapAll();
        assertThat(rib.tombstoneCount()).as("for who has not read it").isEqualTo(1);
        RibLab.stepToTail(cursor);
        lab.reapAll();
        assertThat(rib.tombstoneCount()).isZero();
        assertThat(fired).hasSize(1);

        lab.announce(a, "12.0.0.0/8", 1); // with the handle that came free
        lab.decide();
        assertThat(lab.ahead(again)).containsExactly("10.0.0.0/8");
        assertThat(lab.ahead(cursor)).containsExactly("12.0.0.0/8");
    }

    @Test
    void aReturningPrefixRevivesItsHandle() {
        RibCursor cursor = rib.cursorAtTail();
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        int handle = lab.destination("10.0.0.0/8");
        lab.withdraw(a, "10.0.0.0/8");
        lab.decide();
        lab.announce(b, "11.0.0.0/8", 1);
        lab.announce(b, "10.0.0.0/8", 1);
        lab.decide();
        assertThat(lab.destination("10.0.0.0/8")).isEqualTo(handle);
        assertThat(rib.tombstoneCount()).isZero();
        assertThat(lab.ahead(cursor)).containsExactly("11.0.0.0/8", "10.0.0.0/8");
    }

    @Test
    void aTombstoneThatIsRevivedAndBuriedInOneBatchIsOneTombstone() {
        RibCursor cursor = rib.cursorAtHead();
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        lab.withdraw(a, "10.0.0.0/8");
        lab.decide();
        lab.announce(b, "10.0.0.0/8", 2);
        lab.withdraw(b, "10.0.0.0/8");
        lab.decide();
        assertThat(rib.tombstoneCount()).isEqualTo(1);
        RibLab.stepToTail(cursor);
        lab.reapAll();
        assertThat(rib.tombstoneCount()).isZero();
        assertThat(lab.pool.references()).isZero();
    }

    /** Where only refused paths were left, nothing is sent when they go, but the handle must come free all the same. */
    @Test
    void aPrefixThatLosesItsRefusedPathsBehindTheReaperIsFreedToo() {
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(a, "11.0.0.0/8", 1);
        lab.decide();
        lab.refuse(a, "10.0.0.0/8", 1);
        lab.decide();
        RibCursor cursor = rib.cursorAtTail();
        lab.withdraw(a, "11.0.0.0/8");
        lab.decide();
        lab.reapAll(); // is now in front of the cursor, past 10/8
        lab.withdraw(a, "10.0.0.0/8");
        lab.decide();
        assertThat(rib.tombstoneCount()).isEqualTo(2);
        RibLab.stepToTail(cursor);
        lab.reapAll();
        assertThat(rib.tombstoneCount()).isZero();
        assertThat(lab.destination("10.0.0.0/8")).isZero();
    }

    @ParameterizedTest(name = "with a cursor behind {0} destinations, {1} tombstones stay")
    @CsvSource({"0, 6", "1, 5", "3, 3", "5, 1", "6, 0"})
    void theReaperStopsBehindTheRearmostCursor(int read, int stay) {
        for (int i = 0; i < 6; i++) {
            lab.announce(a, "10.0." + i + ".0/24", 1);
        }
        lab.decide();
        RibCursor rear = rib.cursorAtTail();
        RibCursor front = rib.cursorAtTail();
        for (int i = 0; i < 6; i++) {
            lab.withdraw(a, "10.0." + i + ".0/24");
        }
        lab.decide();
        RibLab.stepToTail(front);
        for (int i = 0; i < read; i++) {
            RibLab.step(rear);
        }
        lab.reapAll();
        assertThat(rib.tombstoneCount()).isEqualTo(stay);
        rear.close();
        lab.reapAll();
        assertThat(rib.tombstoneCount()).isZero();
        assertThat(front.isAtTail()).isTrue();
    }

    @Test
    void aCursorAtTheHeadTakesTheReaperBack() {
        RibCursor cursor = rib.cursorAtTail();
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(a, "11.0.0.0/8", 1);
        lab.decide();
        lab.withdraw(a, "11.0.0.0/8");
        lab.decide();
        RibLab.stepToTail(cursor);
        lab.reapAll();
        RibCursor late = rib.cursorAtHead();
        lab.withdraw(a, "10.0.0.0/8");
        lab.decide();
        RibLab.stepToTail(cursor);
        lab.reapAll();
        assertThat(lab.ahead(late)).containsExactly("10.0.0.0/8");
        RibLab.stepToTail(late);
        lab.reapAll();
        assertThat(rib.tombstoneCount()).isZero();
    }

    @Test
    void reapingDoesNoMoreThanItsBudget() {
        for (int i = 0; i < 10; i++) {
            lab.announce(a, "10.0." + i + ".0/24", 1);
        }
        lab.decide();
        rib.withdrawAll(a, 10);
        lab.decide();
        assertThat(rib.reap(4)).isTrue();
        assertThat(rib.tombstoneCount()).isEqualTo(6);
        assertThat(rib.reap(6)).isFalse();
        assertThat(rib.tombstoneCount()).isZero();
    }

    // --- Watches.

    @Test
    void aWatchFiresOnceEveryCursorOfThenHasPassed() {
        List<String> fired = new ArrayList<>();
        lab.announce(a, "10.0.0.0/8", 1);
        lab.announce(a, "11.0.0.0/8", 1);
        lab.decide();
        RibCursor slow = rib.cursorAtHead();
        RibCursor fast = rib.cursorAtTail();
        rib.watch(() -> fired.add("first"));
        lab.announce(a, "12.0.0.0/8", 1);
        lab.decide();
        rib.watch(() -> fired.add("second"));
        lab.reapAll();
        assertThat(fired).isEmpty();
        RibLab.stepToTail(fast);
        RibLab.step(slow);
        lab.reapAll();
        assertThat(fired).isEmpty();
        RibLab.step(slow);
        RibLab.step(slow);
        lab.reapAll();
        assertThat(fired).containsExactly("first", "second");
    }

    @Test
    void aWatchInAnEmptyRibFiresAtOnce() {
        List<String> fired = new ArrayList<>();
        RibCursor cursor = rib.cursorAtHead();
        rib.watch(() -> fired.add("fired"));
        lab.reapAll();
        assertThat(fired).hasSize(1);
        assertThat(cursor.isAtTail()).isTrue();
    }

    @Test
    void aCursorThatIsClosedHoldsNoWatch() {
        List<String> fired = new ArrayList<>();
        lab.announce(a, "10.0.0.0/8", 1);
        lab.decide();
        RibCursor cursor = rib.cursorAtHead();
        rib.watch(() -> fired.add("fired"));
        lab.reapAll();
        assertThat(fired).isEmpty();
        cursor.close();
        lab.reapAll();
        assertThat(fired).hasSize(1);
    }
}

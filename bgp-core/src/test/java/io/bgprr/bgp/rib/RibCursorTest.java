// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RibCursorTest {

    private final RibLab lab = RibLab.ipv4();
    private final AdjRibIn peer = lab.peer();

    @BeforeEach
    void threeRoutes() {
        lab.announce(peer, "10.0.0.0/8", 1);
        lab.announce(peer, "11.0.0.0/8", 1);
        lab.announce(peer, "12.0.0.0/8", 1);
        lab.decide();
    }

    @Test
    void atTheHeadEverythingIsAhead() {
        RibCursor cursor = lab.rib.cursorAtHead();
        assertThat(lab.ahead(cursor)).containsExactly("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8");
        assertThat(cursor.isAtTail()).isFalse();
    }

    @Test
    void atTheTailOnlyWhatChangesFromNowOn() {
        RibCursor cursor = lab.rib.cursorAtTail();
        assertThat(cursor.isAtTail()).isTrue();
        lab.announce(peer, "10.0.0.0/8", 2);
        lab.decide();
        assertThat(lab.ahead(cursor)).containsExactly("10.0.0.0/8");
    }

    @Test
    void toLookIsNotToMove() {
        RibCursor cursor = lab.rib.cursorAtHead();
        assertThat(cursor.peek()).isEqualTo(cursor.peek());
        assertThat(cursor.countAhead(10)).isEqualTo(3);
        assertThat(cursor.countAhead(2)).isEqualTo(2);
        assertThat(cursor.countAhead(0)).isZero();
    }

    @Test
    void whatChangesTwiceIsReadOnce() {
        RibCursor cursor = lab.rib.cursorAtHead();
        RibLab.step(cursor);
        for (int med = 2; med < 12; med++) {
            lab.announce(peer, "11.0.0.0/8", med);
            lab.decide();
        }
        assertThat(lab.ahead(cursor)).containsExactly("12.0.0.0/8", "11.0.0.0/8");
    }

    @Test
    void whatWasReadAndChangesAgainIsReadAgain() {
        RibCursor cursor = lab.rib.cursorAtHead();
        RibLab.step(cursor);
        lab.announce(peer, "10.0.0.0/8", 2);
        lab.decide();
        assertThat(lab.ahead(cursor)).containsExactly("11.0.0.0/8", "12.0.0.0/8", "10.0.0.0/8");
    }

    @Test
    void severalDestinationsMayBePassedAtOnce() {
        RibCursor cursor = lab.rib.cursorAtHead();
        cursor.moveBehind(lab.destination("11.0.0.0/8"));
        assertThat(lab.ahead(cursor)).containsExactly("12.0.0.0/8");
    }

    @Test
    void aCopyGoesItsOwnWay() {
        RibCursor cursor = lab.rib.cursorAtHead();
        RibLab.step(cursor);
        RibCursor copy = cursor.copy();
        RibLab.step(cursor);
        assertThat(lab.ahead(copy)).containsExactly("11.0.0.0/8", "12.0.0.0/8");
        assertThat(lab.ahead(cursor)).containsExactly("12.0.0.0/8");
        cursor.close();
        assertThat(lab.ahead(copy)).containsExactly("11.0.0.0/8", "12.0.0.0/8");
    }

    @Test
    void whatOneHasPassedAnotherReadsAgain() {
        RibCursor cursor = lab.rib.cursorAtHead();
        RibLab.step(cursor);
        RibLab.step(cursor);
        RibCursor again = cursor.passed();
        RibLab.step(cursor);
        assertThat(lab.ahead(again)).containsExactly("10.0.0.0/8", "11.0.0.0/8");
        RibLab.step(again);
        assertThat(lab.ahead(again)).containsExactly("11.0.0.0/8");
        RibLab.step(again);
        assertThat(again.isAtTail()).isTrue();
        assertThat(again.countAhead(10)).isZero();
    }

    @Test
    void whatChangesMeanwhileIsNotReadAgain() {
        RibCursor cursor = lab.rib.cursorAtHead();
        RibLab.stepToTail(cursor);
        RibCursor again = cursor.passed();
        lab.announce(peer, "10.0.0.0/8", 2);
        lab.announce(peer, "13.0.0.0/8", 1);
        lab.decide();
        assertThat(lab.ahead(again)).containsExactly("11.0.0.0/8", "12.0.0.0/8");
        assertThat(lab.ahead(cursor)).containsExactly("10.0.0.0/8", "13.0.0.0/8");
    }

    @Test
    void whereNothingWasPassedNothingIsReadAgain() {
        RibCursor cursor = lab.rib.cursorAtHead();
        RibCursor again = cursor.passed();
        RibLab.stepToTail(cursor);
        assertThat(again.isAtTail()).isTrue();
        again.close();
        cursor.close();
        assertThat(again.isClosed()).isTrue();
        assertThat(lab.order()).hasSize(3);
    }

    @Test
    void aPlaceForWhichNothingIsKeptHasNoCopies() {
        RibCursor again = lab.rib.cursorAtTail().passed();
        assertThatThrownBy(again::copy).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBoundIsKeptWhenLookingAhead() {
        RibCursor cursor = lab.rib.cursorAtHead();
        int[] seen = {0};
        cursor.forEachAhead(2, destination -> seen[0]++);
        assertThat(seen[0]).isEqualTo(2);
    }

    @Test
    void closingTwiceIsClosingOnce() {
        RibCursor cursor = lab.rib.cursorAtHead();
        RibCursor other = lab.rib.cursorAtHead();
        cursor.close();
        cursor.close();
        assertThat(cursor.isClosed()).isTrue();
        RibCursor third = lab.rib.cursorAtTail();
        assertThat(other.countAhead(10)).isEqualTo(3);
        assertThat(third.isAtTail()).isTrue();
    }
}

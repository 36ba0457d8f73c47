// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.speaker.RibLoopLab.Peer;
import org.junit.jupiter.api.Test;

/**
 * Withdrawn routes wait for whoever has not been told of them. Past the limit the session that they wait for ends; those that
 * take what they are sent are not touched, and those that ask for it again are waited for no longer than others.
 */
class TombstoneSheddingTest {

    private static final int LIMIT = 1000;

    /** A subgroup is encoded 2,000 octets ahead of its fastest member. */
    private static Limits limits() {
        return new Limits(4, 1 << 20, 1 << 30, 2000, 1 << 20, LIMIT);
    }

    @Test
    void sessionsEndWhenNoneOfTheirGroupTakesWhatItIsSent() {
        RibLoopLab lab = new RibLoopLab(limits());
        Peer sender = lab.peer();
        Peer stalled = lab.peer();
        sender.announce(0, 4 * LIMIT, 1);
        lab.settle();
        assertThat(stalled.holds()).isEqualTo(4 * LIMIT);

        sender.reads = false; // a member too: a subgroup stands still only when nobody reads
        stalled.reads = false;
        for (int i = 0; i < 3; i++) {
            sender.announce(0, 4 * LIMIT, 2 + i);
            lab.settle();
        }
        sender.withdraw(0, 4 * LIMIT);
        lab.settle();

        assertThat(lab.tombstones()).isEqualTo(4 * LIMIT);
        assertThat(stalled.ended).as("who is slow may still make it").isEmpty();
        lab.pass(1);
        assertThat(stalled.ended).hasSize(1);
        assertThat(sender.ended).hasSize(1);
        stalled.down();
        sender.down();
        stalled.reads = true; // their loops give back what the sessions had not taken
        sender.reads = true;
        lab.settle();
        assertThat(lab.tombstones()).isZero();
    }

    @Test
    void aSessionThatHasNotPassedASegmentEndsThoughItsSubgroupIsAtTheTail() {
        RibLoopLab lab = new RibLoopLab(limits());
        Peer sender = lab.peer();
        Peer reader = lab.peer();
        Peer stalled = lab.peer();
        lab.settle();

        stalled.reads = false;
        for (int i = 0; i < 4; i++) {
            sender.announce(i * LIMIT, LIMIT, i);
            lab.settle();
            sender.withdraw(i * LIMIT, LIMIT);
            lab.settle();
        }

        assertThat(lab.tombstones()).isGreaterThan(LIMIT);
        lab.pass(1);
        assertThat(stalled.ended).hasSize(1);
        assertThat(stalled.ended.getFirst()).isInstanceOfSatisfying(SessionCommand.EndBehind.class, end -> {
            assertThat(end.segmentNumber()).isEqualTo(1);
            assertThat(end.why()).isEqualTo("too many withdrawn routes wait for it");
        });
        assertThat(reader.ended).isEmpty();
        assertThat(sender.ended).isEmpty();

        stalled.down();
        stalled.reads = true; // its loop gives back what the session had not taken
        lab.settle();
        assertThat(lab.tombstones()).isZero();
        assertThat(reader.holds()).isZero();
    }

    @Test
    void theNextOneThatHoldsUpEndsToo() {
        RibLoopLab lab = new RibLoopLab(limits());
        Peer sender = lab.peer();
        Peer first = lab.peer();
        Peer second = lab.peer();
        lab.settle();

        first.reads = false;
        for (int i = 0; i < 8; i++) {
            sender.announce(i * LIMIT, LIMIT, i);
            lab.settle();
            sender.withdraw(i * LIMIT, LIMIT);
            lab.settle();
            second.reads = i < 2;
        }
        lab.pass(1);
        assertThat(first.ended).hasSize(1);
        assertThat(second.ended).isEmpty();
        int before = lab.tombstones();

        first.down();
        first.reads = true;
        lab.settle();
        lab.pass(1);

        assertThat(lab.tombstones()).isBetween(LIMIT, before - 1);
        assertThat(second.ended).hasSize(1);
        assertThat(first.ended).hasSize(1);
    }

    /** Each takes its answer only after the other's was begun. */
    @Test
    void sessionsThatAskForRefreshesInTurnHoldUpNothing() {
        RibLoopLab lab = new RibLoopLab(limits());
        Peer sender = lab.peer();
        Peer one = lab.peer();
        Peer two = lab.peer();
        lab.peer();
        Peer gone = lab.peer();
        gone.announce(50_000, 5, 1);
        sender.announce(0, LIMIT, 1);
        lab.settle();
        for (int i = 0; i < 200; i++) {
            Peer asks = i % 2 == 0 ? one : two;
            asks.refresh();
            asks.reads = false;
            lab.settle();
            if (i == 20) {
                gone.down();
                lab.settle();
            }
            (asks == one ? two : one).reads = true;
            sender.announce(2000 + i * 30, 30, 1);
            lab.settle();
            sender.withdraw(2000 + i * 30, 30);
            lab.settle();
            lab.pass(0.5);
            assertThat(lab.tombstones()).isLessThan(100);
        }

        assertThat(lab.loop.peers().size()).as("indexes in use").isEqualTo(4);
        assertThat(one.ended).isEmpty();
        assertThat(two.ended).isEmpty();
    }

    /** More of them in each slice than the reaper steps over when nothing happens. */
    @Test
    void theReaperKeepsUpWithRoutesThatComeAndGo() {
        RibLoopLab lab = new RibLoopLab(Limits.DEFAULT);
        Peer sender = lab.peer();
        lab.peer();
        lab.settle();
        for (int round = 0; round < 40; round++) {
            sender.announce(20_000 * round, 20_000, 1);
            lab.slice();
            sender.withdraw(20_000 * round, 20_000);
            lab.slice();
            assertThat(lab.tombstones()).as("round %d", round).isLessThan(50_000);
        }
        lab.settle();
        assertThat(lab.tombstones()).isZero();
    }

    @Test
    void nobodyEndsWhileEverybodyTakesWhatItIsSent() {
        RibLoopLab lab = new RibLoopLab(limits());
        Peer sender = lab.peer();
        Peer reader = lab.peer();
        sender.announce(0, 20 * LIMIT, 1);
        lab.settle();
        assertThat(reader.holds()).isEqualTo(20 * LIMIT);

        sender.withdraw(0, 20 * LIMIT);
        lab.settle();
        lab.pass(1);

        assertThat(lab.tombstones()).isZero();
        assertThat(sender.ended).isEmpty();
        assertThat(reader.ended).isEmpty();
    }
}

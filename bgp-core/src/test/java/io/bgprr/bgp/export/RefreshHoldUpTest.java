// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.PeerKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests for a refresh (RFC 2918) hold up nothing, whoever asks, how often, and whether it reads the answer: neither the
 * answers to others, nor the tombstones, nor the indexes of peers that are gone. And nothing holds up the answers.
 */
class RefreshHoldUpTest {

    private static final UpdateGroupKey CLIENTS =
            LabKey.of(PeerKind.IBGP_CLIENT).build();
    private static final UpdateGroupKey NON_CLIENTS =
            LabKey.of(PeerKind.IBGP_NON_CLIENT).build();

    /** The last of 100 routes: with it an answer is whole. */
    private static final String LAST = "+10.0.99.0/24";

    private static void announceHundred(ExportLab lab) {
        for (int i = 0; i < 100; i++) {
            lab.announce(lab.local, "10.0." + i + ".0/24", 1000 + i);
        }
    }

    /** A route that nobody is sent, and that leaves a tombstone. */
    private static void comeAndGo(ExportLab lab, int number) {
        String prefix = "12." + (number >> 8) + "." + (number & 255) + ".0/24";
        lab.announce(lab.local, prefix, 100);
        lab.withdraw(lab.local, prefix);
    }

    private static int answers(List<LabPeer> asking) {
        int answers = 0;
        for (LabPeer member : asking) {
            answers += (int) member.takeEvents().stream().filter(LAST::equals).count();
        }
        return answers;
    }

    // --- Who does not read.

    @ParameterizedTest(name = "one that does not read, and asks: {0}")
    @ValueSource(booleans = {false, true})
    void oneThatDoesNotReadKeepsNoAnswerFromAnother(boolean stuckAsks) {
        try (ExportLab lab = ExportLab.ipv4()) {
            announceHundred(lab);
            LabPeer stuck = lab.member("stuck", CLIENTS);
            LabPeer good = lab.member("good", CLIENTS);
            stuck.isStalled = true;
            lab.settle();
            good.takeEvents();
            if (stuckAsks) {
                lab.refresh(stuck);
            }
            for (int round = 0; round < 3; round++) {
                lab.refresh(good);
                lab.settle();
                assertThat(answers(List.of(good))).isEqualTo(1);
            }
        }
    }

    /** What it has not read of the log that it shared stays behind there, with those who go on with that log. */
    @ParameterizedTest(name = "{0} others")
    @ValueSource(ints = {1, 5})
    void oneThatAskedAndDoesNotReadKeepsNoAnswerFromTheOthers(int others) {
        try (ExportLab lab = ExportLab.ipv4()) {
            announceHundred(lab);
            LabPeer stuck = lab.member("stuck", CLIENTS);
            List<LabPeer> good = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                good.add(lab.member("good " + i, CLIENTS));
            }
            stuck.isStalled = true;
            lab.settle();
            lab.refresh(stuck);
            lab.settle();
            answers(good);
            for (int round = 0; round < 3; round++) {
                good.forEach(lab::refresh);
                lab.settle();
                assertThat(answers(good)).isEqualTo(others);
            }
        }
    }

    @Test
    void whatIsEncodedForOneThatAsksAndDoesNotReadIsBounded() {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            announceHundred(lab);
            LabPeer stuck = lab.member("stuck", CLIENTS);
            LabPeer good = lab.member("good", CLIENTS);
            lab.settle();
            stuck.isStalled = true;
            for (int round = 0; round < 100; round++) {
                lab.refresh(stuck);
                lab.settle();
            }
            assertThat(lab.groups.liveBytes()).isLessThan(1500);
            assertThat(lab.groups.subgroupCount()).isEqualTo(2);
            good.takeEvents();
            lab.announce(lab.local, "11.0.0.0/8", 100);
            lab.settle();
            assertThat(good.takeEvents()).containsExactly("+11.0.0.0/8");
        }
    }

    // --- Who asks all the time.

    @ParameterizedTest(name = "{0} that ask, in {1} groups")
    @CsvSource({"1, 1", "2, 1", "3, 1", "2, 2", "3, 2"})
    void membersThatAskInTurnHoldUpNothing(int asking, int groupCount) {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            announceHundred(lab);
            List<LabPeer> ask = new ArrayList<>();
            for (int i = 0; i < asking; i++) {
                ask.add(lab.member("asks " + i, i % groupCount == 0 ? CLIENTS : NON_CLIENTS));
            }
            lab.member("other", CLIENTS);
            lab.settle();
            answers(ask);
            boolean[] isTold = {false};
            int answers = 0;
            for (int round = 0; round < 600; round++) {
                for (int i = 0; i < asking; i++) {
                    if (round >= 8 * i) { // at another place of the table each
                        lab.refresh(ask.get(i));
                    }
                }
                comeAndGo(lab, round);
                if (round == 100) {
                    lab.rib.watch(() -> isTold[0] = true); // as the index of a peer that left is released
                }
                lab.groups.advance();
                lab.read();
                lab.rib.reap(16);
                assertThat(lab.rib.tombstoneCount()).isLessThan(8);
                assertThat(isTold[0] || round < 105).isTrue();
                answers += answers(ask);
            }
            assertThat(answers).as("whole answers").isGreaterThan(asking * 15);
            lab.settle();
            assertThat(answers(ask)).as("the rest, and what waited").isBetween(asking, 2 * asking);
        }
    }

    /** Each reads its answer only after the other's was begun. */
    @Test
    void membersThatAskWhileTheOthersAnswerIsUnreadHoldUpNothing() {
        try (ExportLab lab = ExportLab.ipv4()) {
            announceHundred(lab);
            LabPeer one = lab.member("one", CLIENTS);
            LabPeer two = lab.member("two", CLIENTS);
            lab.member("other", CLIENTS);
            lab.settle();
            boolean[] isTold = {false};
            lab.rib.watch(() -> isTold[0] = true);
            answers(List.of(one, two));
            int answers = 0;
            for (int round = 0; round < 600; round++) {
                LabPeer asks = round % 2 == 0 ? one : two;
                asks.isStalled = true;
                lab.refresh(asks);
                comeAndGo(lab, round);
                lab.groups.advance();
                (asks == one ? two : one).isStalled = false;
                lab.read();
                lab.rib.reap(16);
                assertThat(lab.rib.tombstoneCount()).isLessThan(8);
                answers += answers(List.of(one, two));
            }
            assertThat(answers).isBetween(590, 600);
            assertThat(isTold[0]).isTrue();
        }
    }

    // --- Routes that change all the time.

    /** Each of 240 prefixes comes and goes, more of them in a round than the reaper takes steps. */
    @ParameterizedTest(name = "{0} changes for 8 steps of the reaper")
    @ValueSource(ints = {4, 7, 20})
    void anAnswerDoesNotWaitForTheReaper(int changes) {
        try (ExportLab lab = ExportLab.ipv4()) {
            announceHundred(lab);
            LabPeer asks = lab.member("asks", CLIENTS);
            lab.member("other", CLIENTS);
            lab.settle();
            int flips = 0;
            for (int round = 0; round < 300; round++) {
                for (int i = 0; i < changes; i++, flips++) {
                    String prefix = "13.0." + flips % 240 + ".0/24";
                    if (flips / 240 % 2 == 0) {
                        lab.announce(lab.local, prefix, 100);
                    } else {
                        lab.withdraw(lab.local, prefix);
                    }
                }
                if (round == 200) {
                    asks.takeEvents();
                    lab.refresh(asks);
                }
                boolean more = lab.groups.advance();
                lab.read();
                lab.rib.reap(8);
                if (round > 204) {
                    assertThat(more).as("more to be done at once").isFalse();
                }
            }
            assertThat(answers(List.of(asks))).isEqualTo(1);
        }
    }

    /** More changes than a member takes, so that it is never done with them: it is answered once for each request. */
    @ParameterizedTest(name = "{0} changes in each round")
    @ValueSource(ints = {3, 12})
    void anAnswerDoesNotWaitForTheTail(int changes) {
        try (ExportLab lab = ExportLab.withLimits(500, 500)) {
            announceHundred(lab);
            LabPeer asks = lab.member("asks", CLIENTS);
            for (int i = 0; i < 200; i++) {
                lab.announce(lab.local, "13.0." + i + ".0/24", 2000 + i);
            }
            lab.settle();
            asks.takeEvents();
            int flips = 0;
            for (int request = 1; request <= 5; request++) {
                lab.refresh(asks);
                int answers = 0;
                for (int round = 0; round < 200; round++) {
                    for (int i = 0; i < changes; i++, flips++) {
                        lab.announce(lab.local, "13.0." + flips % 200 + ".0/24", 3000 + flips);
                    }
                    lab.groups.advance();
                    lab.read();
                    answers += answers(List.of(asks));
                }
                assertThat(answers).as("answers to request %d", request).isEqualTo(1);
                assertThat(lab.rib.tombstoneCount()).isZero();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rib.RibCursor;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log of encoded UPDATEs: segments, runs, who is given them, how far who is, and the places it remembers in the RIB. */
class UpdateLogTest {

    private static final char MEMBER = 7;
    private static final char OTHER = 8;

    /** What a loop was given; it owns a reference to the segment. */
    private record Publication(int loop, LogRuns runs) {}

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final UpdateLog log = new UpdateLog(allocator, 2, 1 << 20);
    private final List<Publication> published = new ArrayList<>();
    private final ExportLab lab = ExportLab.ipv4();
    private final LabPeer peer = lab.peer("peer", PeerKind.IBGP_CLIENT);
    private final RibCursor cursor = lab.rib.cursorAtHead();

    private final ExportOutput output = new ExportOutput() {
        @Override
        public void joined(Recipient recipient, UpdateLog joined) {
            throw new AssertionError("a log lets nobody join");
        }

        @Override
        public void published(int loop, UpdateLog from, LogRuns runs) {
            assertThat(from).isSameAs(log);
            published.add(new Publication(loop, runs));
        }

        @Override
        public void tooLong(UpdateGroupKey key, Prefix prefix, int routes) {
            throw new AssertionError("a log judges nothing");
        }

        @Override
        public void shedBehind(int loop, UpdateLog from, long segmentNumber, String why) {
            throw new AssertionError("a log sheds nobody");
        }
    };

    /** Each publication is released by its owner, and then nothing is left. */
    @AfterEach
    void nothingIsLeft() {
        log.close(output);
        published.forEach(publication -> publication.runs().segment().release());
        log.progress(0, log.tailBytes(), log.tailBytes());
        log.progress(1, log.tailBytes(), log.tailBytes());
        cursor.close();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        lab.close(); // no cursor holds a tombstone
    }

    private void append(int octets, int tag) {
        byte[] bytes = new byte[octets];
        Arrays.fill(bytes, (byte) tag);
        log.append(bytes, octets, 1, tag, cursor, output);
    }

    private List<LogRuns> runsOf(int loop) {
        return published.stream()
                .filter(publication -> publication.loop() == loop)
                .map(Publication::runs)
                .toList();
    }

    // --- Runs.

    @Test
    void neighboursWithTheSameTagAreOneRun() {
        log.addMember(0);
        append(100, 0);
        append(50, 0);
        append(30, MEMBER);
        append(20, LogRuns.ONLY | MEMBER);
        append(10, 0);
        log.publish(output);

        LogRuns runs = runsOf(0).getFirst();
        assertThat(runs.ends()).containsExactly(150, 180, 200, 210);
        assertThat(runs.tags()).containsExactly(0, MEMBER, LogRuns.ONLY | MEMBER, 0);
        assertThat(runs.messages()).containsExactly(2, 1, 1, 1);
        assertThat(runs.start(0)).isZero();
        assertThat(runs.start(2)).isEqualTo(180);
        assertThat(runs.lengthBytes()).isEqualTo(210);
        assertThat(runs.endBytes()).isEqualTo(210);
    }

    @Test
    void aRunIsForThoseItsTagNames() {
        log.addMember(0);
        append(1, 0);
        append(1, MEMBER);
        append(1, LogRuns.ONLY | MEMBER);
        log.publish(output);

        LogRuns runs = runsOf(0).getFirst();
        assertThat(List.of(runs.isFor(0, MEMBER), runs.isFor(1, MEMBER), runs.isFor(2, MEMBER)))
                .containsExactly(true, false, true);
        assertThat(List.of(runs.isFor(0, OTHER), runs.isFor(1, OTHER), runs.isFor(2, OTHER)))
                .containsExactly(true, true, false);
    }

    @Test
    void manyRunsKeepTheirOrder() {
        log.addMember(0);
        for (int i = 0; i < 100; i++) {
            append(1 + i % 3, 2 + i % 2);
        }
        log.publish(output);

        LogRuns runs = runsOf(0).getFirst();
        assertThat(runs.runCount()).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(runs.tags()[i]).isEqualTo(2 + i % 2);
            assertThat(runs.ends()[i] - runs.start(i)).isEqualTo(1 + i % 3);
        }
    }

    // --- Publication.

    @Test
    void eachLoopWithMembersIsGivenAReferenceOfItsOwn() {
        log.addMember(0);
        log.addMember(1);
        log.addMember(1);
        append(100, 0);
        log.publish(output);

        assertThat(published).extracting(Publication::loop).containsExactly(0, 1);
        assertThat(runsOf(0).getFirst().segment().refCnt()).isEqualTo(3); // the log's own, and one for each loop
    }

    @Test
    void aLoopWithoutMembersIsGivenNothing() {
        log.addMember(1);
        log.addMember(0);
        log.removeMember(0);
        append(100, 0);
        log.publish(output);

        assertThat(published).extracting(Publication::loop).containsExactly(1);
    }

    @Test
    void whatWasPublishedIsNotPublishedAgain() {
        log.addMember(0);
        append(100, 0);
        log.publish(output);
        log.publish(output);
        append(50, 0);
        log.publish(output);

        assertThat(runsOf(0)).hasSize(2);
        assertThat(runsOf(0).get(1).from()).isEqualTo(100);
        assertThat(runsOf(0).get(1).ends()).containsExactly(150);
        assertThat(runsOf(0).get(1).endBytes()).isEqualTo(150);
    }

    @Test
    void closingPublishesTheRest() {
        log.addMember(0);
        append(100, 0);
        log.close(output);

        assertThat(runsOf(0)).hasSize(1);
        assertThat(runsOf(0).getFirst().segment().refCnt()).isEqualTo(1);
    }

    // --- Segments.

    @Test
    void segmentsGrowAndMessagesAreNeverCut() {
        log.addMember(0);
        for (int i = 0; i < 500; i++) {
            append(4000, 0);
            log.publish(output);
        }

        List<Integer> sizes = published.stream()
                .map(publication -> publication.runs().segment().capacity())
                .distinct()
                .toList();
        assertThat(sizes).containsExactly(8 << 10, 16 << 10, 32 << 10, 64 << 10, 128 << 10);
        assertThat(runsOf(0)).allSatisfy(runs -> assertThat(runs.lengthBytes()).isEqualTo(4000));
        assertThat(runsOf(0)).extracting(LogRuns::segmentNumber).isSorted();
    }

    @Test
    void aFullSegmentIsPublishedBeforeTheNextIsOpened() {
        log.addMember(0);
        append(8000, 0);
        append(8000, 0);

        assertThat(runsOf(0)).hasSize(1);
        assertThat(runsOf(0).getFirst().endBytes()).isEqualTo(8000);
    }

    @Test
    void whatIsLongerThanASegmentGetsALongerOne() {
        log.addMember(0);
        append(100_000, 0);
        log.publish(output);

        assertThat(runsOf(0).getFirst().segment().capacity()).isEqualTo(100_000);
    }

    // --- How far who is.

    @Test
    void whatIsAheadIsCountedToTheFastestAndWhatLivesToTheSlowest() {
        log.addMember(0);
        log.addMember(1);
        append(1000, 0);
        log.publish(output);
        assertThat(log.aheadBytes()).isEqualTo(1000);
        assertThat(log.liveBytes()).isEqualTo(1000);

        log.progress(0, 700, 200);
        assertThat(log.aheadBytes()).isEqualTo(300);
        assertThat(log.liveBytes()).isEqualTo(1000); // loop 1 has not read anything

        log.progress(1, 400, 300);
        assertThat(log.aheadBytes()).isEqualTo(300);
        assertThat(log.liveBytes()).isEqualTo(800);

        log.progress(0, 600, 100); // an older report
        assertThat(log.aheadBytes()).isEqualTo(300);
        assertThat(log.liveBytes()).isEqualTo(800);
    }

    @Test
    void whoMakesTheFirstRoomSaysSo() {
        log.addMember(0);
        log.addMember(1);
        for (int i = 0; i < 15; i++) {
            append(70_000, 0);
        }
        log.publish(output);
        assertThat(log.hasRoom()).isFalse();
        assertThat(log.progress(0, 1000, 0)).as("not enough").isFalse();
        assertThat(log.progress(1, 70_000, 70_000)).isTrue();
        assertThat(log.hasRoom()).isTrue();
        assertThat(log.progress(0, 140_000, 0)).as("there was some").isFalse();
    }

    @Test
    void whatWasNotPublishedLivesForNobody() {
        log.addMember(0);
        append(1000, 0);

        assertThat(log.aheadBytes()).isEqualTo(1000);
        assertThat(log.liveBytes()).isZero();
    }

    @Test
    void aMemberThatComesHasNothingToWaitFor() {
        log.addMember(0);
        append(1000, 0);
        log.publish(output);
        log.addMember(1);

        assertThat(log.aheadBytes()).isZero();
        assertThat(log.liveBytes()).isEqualTo(1000); // the loop that was given octets
    }

    @Test
    void aLoopWhoseMembersLeftStillHoldsWhatItWasGiven() {
        log.addMember(0);
        log.addMember(1);
        append(1000, 0);
        log.publish(output);
        log.progress(1, 1000, 1000);
        log.removeMember(0);

        assertThat(log.aheadBytes()).isZero();
        assertThat(log.liveBytes()).isEqualTo(1000);
        log.progress(0, 1000, 1000);
        assertThat(log.liveBytes()).isZero();
    }

    // --- Places in the RIB.

    private int place(long segment) {
        return Objects.requireNonNull(log.cursorOf(segment)).peek();
    }

    @Test
    void aSegmentRemembersThePlaceBeforeItsFirstOctet() {
        lab.announce(peer, "10.0.0.0/8", 100);
        lab.announce(peer, "11.0.0.0/8", 100);
        int first = lab.destination("10.0.0.0/8");
        int second = lab.destination("11.0.0.0/8");
        log.addMember(0);
        append(8000, 0);
        cursor.moveBehind(first);
        append(100, 0);
        append(8000, 0);
        log.publish(output);

        assertThat(place(1)).isEqualTo(first);
        assertThat(place(2)).isEqualTo(second);
        log.progress(0, 8100, 8100); // through with the first segment
        assertThat(place(1)).isEqualTo(second);
        log.progress(0, 16_100, 16_100);
        assertThat(log.cursorOf(1)).isNull();
        assertThat(log.cursorOf(2)).isNull();
    }

    @Test
    void aSegmentThatAllHavePassedRemembersAnewWhenItGoesOn() {
        lab.announce(peer, "10.0.0.0/8", 100);
        log.addMember(0);
        append(100, 0);
        log.publish(output);
        log.progress(0, 100, 100);
        assertThat(log.cursorOf(1)).isNull();

        cursor.moveBehind(lab.destination("10.0.0.0/8"));
        lab.announce(peer, "11.0.0.0/8", 100);
        append(100, 0);
        log.publish(output);
        assertThat(log.segmentNumber()).isEqualTo(1);
        assertThat(place(1)).isEqualTo(lab.destination("11.0.0.0/8"));
    }

    @Test
    void aPlaceIsRememberedForLoopsWhoseMembersLeft() {
        lab.announce(peer, "10.0.0.0/8", 100);
        log.addMember(0);
        log.addMember(1);
        append(100, 0);
        log.publish(output);
        log.removeMember(1);
        log.progress(0, 100, 100);

        assertThat(place(1)).isEqualTo(lab.destination("10.0.0.0/8"));
        log.progress(1, 100, 100);
        assertThat(log.cursorOf(1)).isNull();
    }
}

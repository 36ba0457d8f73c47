// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.export.UpdateGroups;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.speaker.RibLoopLab.Peer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** The memory cap: who may still come, who has to go, and what becomes of the others. */
class MemoryWardenTest {

    private static final long CAP = 1 << 20;

    private final RibLoopLab lab = new RibLoopLab(Limits.DEFAULT.withMemory(CAP));

    /** Announces until so many hundredths of the cap are taken; how many routes that was. */
    private int fill(Peer peer, int from, int hundredths) {
        int count = 0;
        for (; lab.loop.memory().usedBytes() < CAP / 100 * hundredths; count += 100) {
            peer.announce(from + count, 100, 1);
            lab.settle();
        }
        return count;
    }

    /** The other way round; where the first is that is left. */
    private int drain(Peer peer, int from, int hundredths) {
        int next = from;
        for (; lab.loop.memory().usedBytes() > CAP / 100 * hundredths; next += 100) {
            peer.withdraw(next, 100);
            lab.settle();
        }
        return next;
    }

    @Test
    void theHeaviestSessionEndsAndNothingElseChanges() {
        Peer reader = lab.peer();
        Peer light = lab.peer();
        Peer heavy = lab.peer();
        light.announce(0, 1000, 1);
        heavy.announce(2000, 3000, 2);
        lab.settle();
        assertThat(reader.holds()).isEqualTo(4000);

        heavy.announce(5000, 20_000, 3);
        heavy.announce(25_000, 60_000, 4); // on the way already, and dropped
        lab.settle();

        assertThat(heavy.ended).singleElement().isInstanceOfSatisfying(SessionCommand.Shed.class, shed -> {
            assertThat(shed.link()).isSameAs(heavy.link);
            assertThat(shed.why()).isEqualTo("routes take more memory than the limit allows");
            assertThat(shed.isOffender()).isTrue();
        });
        assertThat(heavy.link.isEnded).isTrue();
        assertThat(light.ended).isEmpty();
        assertThat(reader.ended).isEmpty();
        assertThat(light.held()).isEqualTo(1000);
        assertThat(reader.holds()).isEqualTo(1000);
        assertThat(lab.loop.memory().usedBytes()).isLessThan(CAP / 4);
        assertThat(events(SpeakerEvent.SessionShed.class)).singleElement().satisfies(shed -> {
            assertThat(shed.peer()).isEqualTo(heavy.link.peerAddress());
            assertThat(shed.usedBytes()).isGreaterThan(CAP);
            assertThat(shed.heldBytes()).isBetween(CAP / 2, shed.usedBytes());
            assertThat(shed.limitBytes()).isEqualTo(CAP);
        });

        heavy.down(); // its loop says so as well, later
        lab.settle();
        assertThat(lab.loop.links()).containsExactly(reader.link, light.link);
    }

    @Test
    void ofEquallyHeavySessionsTheNewestEnds() {
        Peer first = lab.peer();
        Peer second = lab.peer();
        Peer third = lab.peer();
        int count = fill(first, 0, 36);
        second.announce(count, count, 1);
        third.announce(2 * count, count, 1);
        lab.settle();
        assertThat(first.ended).isEmpty();
        assertThat(second.ended).isEmpty();
        assertThat(third.ended).hasSize(1);
    }

    @Test
    void setsOfAttributesAreSharedOutAmongTheRoutesThatHaveThem() {
        Peer many = lab.peer();
        Peer bomb = lab.peer();
        many.announce(0, 5000, 1);
        for (int i = 0; i < 4600; i++) {
            bomb.announce(10_000 + i, 1, 10 + i); // as many sets as routes
        }
        lab.settle();
        assertThat(many.ended).isEmpty();
        assertThat(bomb.ended).hasSize(1);
        assertThat(lab.loop.pool().size()).isEqualTo(1);
    }

    // Until the decision the sets of before are held too, by the batch; that is no reason to end a session, nor to
    // refuse one.

    /** Announces routes with a set each until so many hundredths of the cap are taken; how many. */
    private int fillWithSets(Peer peer, int hundredths) {
        int count = 0;
        for (; lab.loop.memory().usedBytes() < CAP / 100 * hundredths; count++) {
            peer.announce(count, 1, count);
            lab.settle();
        }
        return count;
    }

    private static void replaceSets(Peer peer, int count) {
        for (int i = 0; i < count; i++) {
            peer.announce(i, 1, 10_000 + i);
        }
    }

    /** Keeps the batch open at the end of the slice: there is more input, though it says nothing. */
    private void sliceWithInputLeft(Peer peer) {
        peer.withdraw(1 << 20, 1 << 14);
        peer.withdraw(1 << 20, 1);
        lab.slice();
        assertThat(lab.inbox.isEmpty()).isFalse();
    }

    @Test
    void whatOnlyAnOpenBatchHoldsEndsNobody() {
        Peer peer = lab.peer();
        int count = fillWithSets(peer, 60);
        replaceSets(peer, count);
        lab.settle();
        assertThat(peer.ended).isEmpty();
        assertThat(peer.held()).isEqualTo(count);
        assertThat(events(SpeakerEvent.MemoryTight.class)).isEmpty();
    }

    @Test
    void whatOnlyAnOpenBatchHoldsKeepsNobodyAway() {
        Peer peer = lab.peer();
        replaceSets(peer, fillWithSets(peer, 55) / 6 * 5);
        sliceWithInputLeft(peer);
        assertThat(lab.loop.memory().usedBytes()).as("with the open batch").isBetween(CAP / 8 * 7, CAP);
        assertThat(lab.takesNewcomers()).isTrue();
        assertThat(events(SpeakerEvent.MemoryTight.class)).isEmpty();
    }

    @Test
    void whatOnlyAnOpenBatchHoldsRefusesNobody() {
        Peer peer = lab.peer();
        replaceSets(peer, fillWithSets(peer, 55) / 6 * 5);
        Peer late = lab.peer();
        sliceWithInputLeft(peer);
        assertThat(late.ended).isEmpty();
        assertThat(lab.loop.links()).contains(late.link);
    }

    @Test
    void nearTheCapNoNewSessionIsTakenUntilThereIsRoomAgain() {
        Peer old = lab.peer();
        int count = fill(old, 0, 90);
        assertThat(events(SpeakerEvent.MemoryTight.class))
                .singleElement()
                .satisfies(tight -> assertThat(tight.isTight()).isTrue());
        assertThat(lab.takesNewcomers()).isFalse();

        Peer late = lab.peer();
        late.announce(count, 10, 1);
        lab.settle();
        assertThat(late.ended)
                .singleElement()
                .isInstanceOfSatisfying(
                        SessionCommand.Shed.class,
                        shed -> assertThat(shed.isOffender()).isFalse());
        assertThat(lab.loop.rib(RibLoopLab.FAMILY).pathCount()).isEqualTo(count);
        late.down();
        assertThat(old.ended).isEmpty();

        int left = drain(old, 0, 80); // not yet enough: it would be refused and taken in turns
        assertThat(lab.takesNewcomers()).isFalse();
        drain(old, left, 74);
        assertThat(lab.takesNewcomers()).isTrue();
        Peer next = lab.peer();
        next.announce(count, 10, 1);
        lab.settle();
        assertThat(next.held()).isEqualTo(10);
    }

    @Test
    void whoeverKnowsThatTheProcessIsShortOfMemoryMayAskForRelief() {
        Peer light = lab.peer();
        Peer heavy = lab.peer();
        light.announce(0, 10, 1);
        heavy.announce(100, 20, 1);
        lab.settle();

        lab.inbox.send(new RibCommand.Relieve("the heap is full"));
        lab.settle();

        assertThat(light.ended).isEmpty();
        assertThat(heavy.ended)
                .singleElement()
                .isInstanceOfSatisfying(
                        SessionCommand.Shed.class,
                        shed -> assertThat(shed.why()).isEqualTo("the heap is full"));
        assertThat(light.holds()).isZero();
        assertThat(light.held()).isEqualTo(10);
    }

    /** More routes than a slice lets go of: whoever asked would ask again too early. */
    @Test
    void reliefIsAnsweredOnceTheRoutesAreGone() {
        SpeakerLab speaker = new SpeakerLab(clients("192.0.2.1"));
        SpeakerLab.RawPeer heavy = speaker.establish("192.0.2.1");
        for (int net = 0; net < 40; net++) {
            heavy.announce(0, routes(net));
        }
        RibLoop rib = speaker.engines().rib();

        CompletableFuture<Void> relief = speaker.engines().relieve("the heap is full");

        assertThat(relief).isNotDone();
        while (!relief.isDone()) {
            rib.runSlice();
        }
        assertThat(rib.rib(RibLoopLab.FAMILY).pathCount()).isZero();
        speaker.run();
        assertThat(heavy.lastWord()).isEqualTo("6/8");
    }

    @Test
    void saysWhenThereIsNobodyWhoseEndWouldBeARelief() {
        lab.peer();
        lab.settle();

        lab.inbox.send(new RibCommand.Relieve("the heap is full"));
        lab.settle();

        assertThat(events(SpeakerEvent.SessionShed.class)).isEmpty();
        assertThat(events(SpeakerEvent.Warning.class))
                .containsExactly(
                        new SpeakerEvent.Warning(null, "the heap is full, and no session has routes to let go of"));
    }

    @Test
    void aPeerThatIsShedStaysAwayLongerEachTimeAndIsForgivenInTheEnd() {
        Neighbor neighbor = new Neighbor(
                Configs.speaker(64512, "192.0.2.255").peer("192.0.2.1").build(), null);
        long minute = 60_000_000_000L;
        assertThat(neighbor.holdAfterShed(0)).isEqualTo(minute);
        assertThat(neighbor.holdAfterShed(minute)).isEqualTo(2 * minute);
        assertThat(neighbor.holdAfterShed(2 * minute)).isEqualTo(4 * minute);
        for (int i = 0; i < 100; i++) {
            assertThat(neighbor.holdAfterShed(3 * minute)).isBetween(8 * minute, 60 * minute);
        }
        assertThat(neighbor.holdAfterShed(3 * minute)).isEqualTo(60 * minute);
        assertThat(neighbor.holdAfterShed(64 * minute)).isEqualTo(minute);
    }

    @Test
    void whoeverOnlyComesAtABadTimeIsRefusedForTenSecondsEachTimeAndMayComeWhenThereIsRoom() {
        Configs config = Configs.speaker(64512, "192.0.2.10").limits(Limits.DEFAULT.withMemory(CAP / 4));
        config.neighbor(config.peer("192.0.2.1").client().passive().build());
        config.neighbor(config.peer("192.0.2.2").client().passive().build());
        SpeakerLab speaker = new SpeakerLab(config.build());
        SpeakerLab.RawPeer heavy = speaker.establish("192.0.2.1");
        int nets = 0;
        while (memoryBytes(speaker) < CAP / 400 * 88) {
            heavy.announce(0, routes(nets++));
        }

        for (int i = 0; i < 8; i++) {
            SpeakerLab.RawPeer bystander = speaker.connect("192.0.2.2");
            bystander.comeUp();
            assertThat(bystander.lastWord()).isEqualTo("6/8");
            speaker.pass(9.9);
            assertThat(speaker.connect("192.0.2.2").lastWord()).isEqualTo(SpeakerLab.REJECTED);
            speaker.pass(0.2);
        }
        speaker.connect("192.0.2.2").comeUp();
        assertThat(speaker.connect("192.0.2.2").lastWord()).isEqualTo(SpeakerLab.REJECTED);
        while (memoryBytes(speaker) > CAP / 400 * 74) {
            heavy.withdraw(routes(--nets));
        }
        speaker.establish("192.0.2.2");
        assertThat(heavy.isClosed).isFalse();
    }

    private static long memoryBytes(SpeakerLab speaker) {
        return speaker.answer(speaker.engines().snapshot(List.of())).rib().memoryBytes();
    }

    private static SpeakerConfig clients(String... addresses) {
        Configs config = Configs.speaker(64512, "192.0.2.10");
        for (String address : addresses) {
            config.neighbor(config.peer(address).client().passive().build());
        }
        return config.build();
    }

    private static String[] routes(int net) {
        return IntStream.range(0, 250)
                .mapToObj(i -> "10." + net + "." + i + ".0/24")
                .toArray(String[]::new);
    }

    @Test
    void nobodyIsKeptAwayForWhatIsHeldNoMore() {
        for (boolean isAsked : new boolean[] {true, false}) {
            UpdateGroups groups = Mockito.mock(UpdateGroups.class);
            Mockito.when(groups.adjRibOutBytes()).thenReturn(90L);
            Mailbox<SessionCommand> session = new Mailbox<>(() -> {});
            MemoryWarden warden = new MemoryWarden(
                    100,
                    new LocRib[0],
                    new AttributePool(new AttributeHash(1)),
                    new UpdateGroups[] {groups},
                    List.of(session),
                    event -> {});
            warden.judge();
            assertThat(session.poll()).isEqualTo(new SessionCommand.TakeNewcomers(false));

            Mockito.when(groups.adjRibOutBytes()).thenReturn(10L);
            if (isAsked) {
                assertThat(warden.refuses(Mockito.mock(SessionLink.class))).isFalse();
            } else {
                warden.judge();
            }

            assertThat(session.poll()).isEqualTo(new SessionCommand.TakeNewcomers(true));
            assertThat(session.isEmpty()).isTrue();
        }
    }

    @Test
    void nobodyIsKeptAwayWhenWhatComesTakesThePlaceOfWhatWent() {
        UpdateGroups groups = Mockito.mock(UpdateGroups.class);
        Mockito.when(groups.adjRibOutBytes()).thenReturn(600L);
        Mailbox<SessionCommand> session = new Mailbox<>(() -> {});
        AttributePool pool = new AttributePool(new AttributeHash(1));
        MemoryWarden warden =
                new MemoryWarden(1000, new LocRib[0], pool, new UpdateGroups[] {groups}, List.of(session), event -> {});
        warden.judge();
        Mockito.when(groups.adjRibOutBytes()).thenReturn(0L);
        pool.acquire(RibLoopLab.attributes(1));
        pool.acquire(RibLoopLab.attributes(2));
        warden.judge();
        assertThat(warden.usedBytes()).isBetween(276L, 400L);
        assertThat(session.isEmpty()).isTrue();
    }

    private <E extends SpeakerEvent> List<E> events(Class<E> type) {
        return lab.events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}

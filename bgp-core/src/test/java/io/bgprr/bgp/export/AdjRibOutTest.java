// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.rib.RibPeers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What members were sent, by destination: against a naive model, and one at a time. */
class AdjRibOutTest {

    private static final int CHUNK_BYTES = 2 * 4096;

    private final AdjRibOut.Tally tally = new AdjRibOut.Tally();

    @Test
    void holdsNothingAtFirst() {
        AdjRibOut adjRibOut = new AdjRibOut(tally);

        assertThat(adjRibOut.get(1)).isEqualTo(RibPeers.NONE);
        assertThat(adjRibOut.get(10_000_000)).isEqualTo(RibPeers.NONE);
        assertThat(adjRibOut.unknownCount()).isZero();
        assertThat(adjRibOut.advertisedTo((char) 2)).isZero();
        assertThat(adjRibOut.ownBytes()).isZero();
    }

    @Test
    void aMemberIsNotCountedWhatIsItsOwn() {
        AdjRibOut adjRibOut = new AdjRibOut(tally);
        adjRibOut.set(1, (char) 2);
        adjRibOut.set(2, (char) 3);
        adjRibOut.set(3, RibPeers.LOCAL);
        adjRibOut.set(4, RibPeers.UNKNOWN);

        assertThat(adjRibOut.advertisedTo((char) 2)).isEqualTo(2);
        assertThat(adjRibOut.advertisedTo((char) 3)).isEqualTo(2);
        assertThat(adjRibOut.advertisedTo((char) 4)).isEqualTo(3);
        assertThat(adjRibOut.advertisedTo(RibPeers.INDEX_MAX)).isEqualTo(3);
        assertThat(adjRibOut.unknownCount()).isEqualTo(1);
    }

    @Test
    void aCopySharesMemoryUntilEitherWrites() {
        AdjRibOut one = new AdjRibOut(tally);
        one.set(1, (char) 2);
        one.set(5_000, (char) 2);
        assertThat(one.ownBytes()).isEqualTo(2 * CHUNK_BYTES);

        AdjRibOut other = one.copy();
        assertThat(one.ownBytes() + other.ownBytes()).isZero();
        assertThat(tally.bytes()).isEqualTo(2 * CHUNK_BYTES);

        other.set(1, (char) 2); // says nothing new
        assertThat(other.ownBytes()).isZero();
        other.set(1, (char) 3);
        assertThat(other.ownBytes()).isEqualTo(CHUNK_BYTES);
        assertThat(one.get(1)).isEqualTo((char) 2);

        one.set(1, (char) 4);
        assertThat(other.get(1)).isEqualTo((char) 3);
        assertThat(one.ownBytes()).isEqualTo(CHUNK_BYTES);
        assertThat(tally.bytes()).isEqualTo(3 * CHUNK_BYTES);
    }

    @Test
    void theLastThatSharesAChunkHasItForItself() {
        AdjRibOut one = new AdjRibOut(tally);
        one.set(1, (char) 2);
        AdjRibOut other = one.copy();
        AdjRibOut third = other.copy();
        one.set(1, (char) 3);
        assertThat(one.ownBytes()).isEqualTo(CHUNK_BYTES);
        assertThat(other.ownBytes() + third.ownBytes()).as("two share it").isZero();
        assertThat(tally.bytes()).isEqualTo(2 * CHUNK_BYTES);

        third.release();
        assertThat(other.ownBytes()).isEqualTo(CHUNK_BYTES);
        assertThat(tally.bytes()).isEqualTo(2 * CHUNK_BYTES);
        other.set(1, (char) 4); // in place
        assertThat(tally.bytes()).isEqualTo(2 * CHUNK_BYTES);
        assertThat(one.get(1)).isEqualTo((char) 3);
        one.release();
        other.release();
        assertThat(tally.bytes()).isZero();
    }

    @Test
    void whatHoldsNothingAnyMoreIsGivenBack() {
        AdjRibOut adjRibOut = new AdjRibOut(tally);
        for (int destination = 1; destination < 10_000; destination++) {
            adjRibOut.set(destination, (char) (2 + destination % 3));
        }
        assertThat(tally.bytes()).isEqualTo(3 * CHUNK_BYTES);
        for (int destination = 4096; destination < 8192; destination++) {
            adjRibOut.set(destination, destination % 2 == 0 ? RibPeers.UNKNOWN : RibPeers.NONE);
        }
        assertThat(tally.bytes()).isEqualTo(3 * CHUNK_BYTES);
        for (int destination = 4096; destination < 8192; destination++) {
            adjRibOut.set(destination, RibPeers.NONE);
        }
        assertThat(tally.bytes()).isEqualTo(2 * CHUNK_BYTES);
        assertThat(adjRibOut.get(4095)).isEqualTo((char) 2);
        assertThat(adjRibOut.get(4096)).isEqualTo(RibPeers.NONE);
        adjRibOut.set(5000, (char) 9);
        assertThat(adjRibOut.get(5000)).isEqualTo((char) 9);
        assertThat(adjRibOut.get(5001)).isEqualTo(RibPeers.NONE);
        assertThat(tally.bytes()).isEqualTo(3 * CHUNK_BYTES);
    }

    @Test
    void aCopyThatGivesItsLastEntryUpLeavesItToTheOther() {
        AdjRibOut one = new AdjRibOut(tally);
        one.set(1, (char) 2);
        AdjRibOut other = one.copy();
        other.set(1, RibPeers.NONE);

        assertThat(other.ownBytes()).isZero();
        assertThat(one.get(1)).isEqualTo((char) 2);
        assertThat(one.ownBytes()).isEqualTo(CHUNK_BYTES);
        assertThat(tally.bytes()).isEqualTo(CHUNK_BYTES);
        other.set(2, (char) 3);
        assertThat(other.get(1)).isEqualTo(RibPeers.NONE);
        assertThat(other.ownBytes()).isEqualTo(CHUNK_BYTES);
        assertThat(one.get(2)).isEqualTo(RibPeers.NONE);
    }

    @Test
    void holdsTheSameWhoeverSharesItAndHowFarItReaches() {
        AdjRibOut one = new AdjRibOut(tally);
        one.set(1, (char) 2);
        one.set(9_000, (char) 2);
        AdjRibOut shares = one.copy();
        AdjRibOut built = new AdjRibOut(tally);
        built.set(1, (char) 2);
        assertThat(one.holdsTheSame(shares)).isTrue();
        assertThat(built.holdsTheSame(one) || one.holdsTheSame(built)).isFalse();

        built.set(9_000, (char) 2);
        assertThat(built.holdsTheSame(one) && one.holdsTheSame(built)).isTrue();
        built.set(1, (char) 3);
        assertThat(built.holdsTheSame(one)).isFalse();
        one.set(9_000, RibPeers.NONE);
        shares.set(9_000, RibPeers.NONE);
        shares.set(2, (char) 5);
        shares.set(2, RibPeers.NONE);
        assertThat(one.holdsTheSame(shares))
                .as("what was held once makes no difference")
                .isTrue();
    }

    /** A chunk may be full. */
    @Test
    void countsTheLastEntryOfAFullChunk() {
        AdjRibOut adjRibOut = new AdjRibOut(tally);
        for (int destination = 0; destination < 4096; destination++) {
            adjRibOut.set(destination, (char) 2);
        }
        for (int destination = 0; destination < 4095; destination++) {
            adjRibOut.set(destination, RibPeers.NONE);
        }
        assertThat(tally.bytes()).isEqualTo(CHUNK_BYTES);
        adjRibOut.set(4095, RibPeers.NONE);
        assertThat(tally.bytes()).isZero();
    }

    @Test
    void oneThatKnowsNothingKnowsHowManyDestinationsStand() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer peer = lab.peer("peer", PeerKind.IBGP_CLIENT);
            lab.announce(peer, "10.0.0.0/8", 100);
            lab.announce(peer, "10.1.0.0/16", 100);
            AdjRibOut adjRibOut = AdjRibOut.unknown(tally, lab.rib);

            assertThat(adjRibOut.unknownCount()).isEqualTo(2);
            assertThat(adjRibOut.get(lab.destination("10.1.0.0/16"))).isEqualTo(RibPeers.UNKNOWN);
            assertThat(adjRibOut.advertisedTo((char) 9)).isZero();
        }
    }

    /** Several copies of copies, each with a map of its own, and random writes to any of them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithMaps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<AdjRibOut> tested = new ArrayList<>(List.of(new AdjRibOut(tally)));
        List<Map<Integer, Character>> models = new ArrayList<>(List.of(new HashMap<>()));
        for (int step = 0; step < 20_000; step++) {
            int i = random.nextInt(tested.size());
            if (random.nextInt(500) == 0) {
                if (tested.size() < 6) {
                    tested.add(tested.get(i).copy());
                    models.add(new HashMap<>(models.get(i)));
                } else {
                    tested.remove(i).release();
                    models.remove(i);
                }
            } else {
                int destination = destination(random);
                char source = source(random);
                tested.get(i).set(destination, source);
                models.get(i).put(destination, source);
            }
            if (step % 200 == 0) {
                assertAgree(tested, models);
            }
        }
        assertAgree(tested, models);
        while (tested.size() > 1) {
            tested.removeLast().release();
        }
        assertThat(tally.bytes()).isEqualTo(chunks(models.getFirst()) * CHUNK_BYTES);
        assertThat(tested.getFirst().ownBytes()).isEqualTo(tally.bytes());
    }

    /** Mostly few, so that entries change often; a few in chunks far apart, so that those are made and given back. */
    private static int destination(SplittableRandom random) {
        return random.nextInt(4) == 0 ? 4096 * random.nextInt(15) + 1 + random.nextInt(3) : 1 + random.nextInt(50);
    }

    private static char source(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> RibPeers.NONE;
            case 1 -> RibPeers.UNKNOWN;
            case 2 -> (char) (RibPeers.INDEX_MAX - random.nextInt(3));
            default -> (char) (1 + random.nextInt(20));
        };
    }

    private void assertAgree(List<AdjRibOut> tested, List<Map<Integer, Character>> models) {
        assertThat(tally.bytes())
                .isBetween(
                        models.stream().mapToLong(AdjRibOutTest::chunks).max().orElse(0) * CHUNK_BYTES,
                        models.stream().mapToLong(AdjRibOutTest::chunks).sum() * CHUNK_BYTES);
        for (int i = 0; i < tested.size(); i++) {
            AdjRibOut adjRibOut = tested.get(i);
            Map<Integer, Character> model = models.get(i);
            model.forEach((destination, source) ->
                    assertThat(adjRibOut.get(destination)).isEqualTo(source.charValue()));
            assertThat(adjRibOut.unknownCount()).isEqualTo(count(model, RibPeers.UNKNOWN));
            int known = model.size() - count(model, RibPeers.NONE) - count(model, RibPeers.UNKNOWN);
            assertThat(adjRibOut.ownBytes()).isBetween(0L, chunks(model) * CHUNK_BYTES);
            for (char member : new char[] {2, 7, 40, RibPeers.INDEX_MAX}) {
                assertThat(adjRibOut.advertisedTo(member)).isEqualTo(known - count(model, member));
            }
        }
    }

    private static long chunks(Map<Integer, Character> model) {
        return model.entrySet().stream()
                .filter(entry -> entry.getValue() != RibPeers.NONE)
                .mapToInt(entry -> entry.getKey() >>> 12)
                .distinct()
                .count();
    }

    private static int count(Map<Integer, Character> model, char source) {
        return (int) model.values().stream().filter(found -> found == source).count();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class SeededHashTest {

    private static final int SAMPLES = 1 << 14;

    @Test
    void theSameSeedGivesTheSameHashAndAnotherSeedAnother() {
        byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25};
        assertThat(new SeededHash(7).of(bytes, 1, 24, 3)).isEqualTo(new SeededHash(7).of(bytes, 1, 24, 3));
        assertThat(new SeededHash(7).of(bytes, 1, 24, 3)).isNotEqualTo(new SeededHash(8).of(bytes, 1, 24, 3));
        assertThat(new SeededHash(7).of(1, 2, 3)).isNotEqualTo(new SeededHash(8).of(1, 2, 3));
    }

    @Test
    void everyOctetAndTheLengthCount() {
        SeededHash hash = new SeededHash(1);
        Set<Long> seen = new HashSet<>();
        for (int length = 0; length <= 40; length++) {
            byte[] bytes = new byte[length];
            seen.add(hash.of(bytes, 0, length, 0));
            for (int i = 0; i < length; i++) {
                bytes[i] = 1;
                seen.add(hash.of(bytes, 0, length, 0));
                bytes[i] = 0;
            }
        }
        assertThat(seen).hasSize(41 + 40 * 41 / 2);
    }

    /** What differs by a pattern must not share its slots, under any seed: the weakness that hash flooding uses. */
    @Test
    void noDifferenceBetweenOctetsSurvivesASeed() {
        for (int bit = 0; bit < 64; bit++) {
            for (int other = 0; other < 64; other += 3) {
                int collisions = 0;
                for (int seed = 0; seed < 32; seed++) {
                    SeededHash hash = new SeededHash(seed);
                    byte[] one = new byte[24];
                    byte[] two = new byte[24];
                    two[bit / 8] ^= (byte) (1 << bit % 8);
                    two[8 + other / 8] ^= (byte) (1 << other % 8);
                    collisions += (int) hash.of(one, 0, 24, 0) == (int) hash.of(two, 0, 24, 0) ? 1 : 0;
                }
                assertThat(collisions).as("bits %d and %d", bit, other).isLessThan(2);
            }
        }
    }

    @Test
    void prefixesInARowSpreadOverAllSlots() {
        SeededHash hash = new SeededHash(new SplittableRandom(5).nextLong());
        assertThat(fullest(i -> hash.of(0, 0x0a00_0000L + (i << 8), 24))).isLessThan(16);
        assertThat(fullest(i -> hash.of(0, i << 16, 16))).isLessThan(16);
        assertThat(fullest(i -> hash.of(0x2001_0db8_0000_0000L + (i << 16), 0, 48)))
                .isLessThan(16);
        assertThat(fullest(i -> hash.of(i << 48, 0, 16))).isLessThan(16);
        assertThat(fullest(i -> hash.of(1, i, 128))).isLessThan(16);
    }

    /** The size of the fullest of as many slots as there are samples; a random function gives some 7. */
    private static int fullest(LongUnaryOperator hashOf) {
        int[] low = new int[SAMPLES];
        int[] high = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long hash = hashOf.applyAsLong(i);
            low[(int) hash & (SAMPLES - 1)]++;
            high[(int) hash >>> 18]++;
        }
        return Math.max(
                Arrays.stream(low).max().orElseThrow(),
                Arrays.stream(high).max().orElseThrow());
    }
}

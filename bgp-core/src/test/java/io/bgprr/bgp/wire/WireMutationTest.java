// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damages every golden vector many times, by seed: whatever arrives, the decoder answers with a message or with a {@link
 * MalformedMessageException}, and what it accepts is valid through and through.
 */
class WireMutationTest {

    private static final int ROUNDS = 60;
    private static final int HEADER = Message.HEADER_LENGTH_BYTES;

    private final UpdateDecoder decoder = new UpdateDecoder(new DecodeCache(256, 42));
    private final NlriCursor cursor = new NlriCursor();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_101, 0x5eed})
    void damagedMessagesAreAnsweredAndNeverThrowAnythingElse(long seed) throws IOException {
        List<WireVector> corpus = WireVector.all();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            for (WireVector vector : corpus) {
                byte[] octets = vector.octets();
                byte[] damaged =
                        damage(octets, corpus.get(random.nextInt(corpus.size())).octets(), random);
                play(vector, damaged, "seed " + seed + " round " + round);
            }
        }
    }

    private static byte[] damage(byte[] octets, byte[] other, SplittableRandom random) {
        byte[] damaged = octets.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && damaged.length > HEADER; i++) {
            int at = HEADER + random.nextInt(damaged.length - HEADER);
            switch (random.nextInt(7)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) random.nextInt(256);
                case 2 -> damaged[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                case 3 -> damaged[at] += (byte) (random.nextBoolean() ? 1 : -1);
                case 4 -> damaged = Arrays.copyOf(damaged, at);
                case 5 -> damaged = splice(damaged, at, other, random);
                default -> damaged = repeat(damaged, at, random);
            }
        }
        fixLength(damaged, random);
        return damaged;
    }

    private static byte[] splice(byte[] octets, int at, byte[] other, SplittableRandom random) {
        int from = random.nextInt(other.length);
        int length = Math.min(random.nextInt(40), other.length - from);
        byte[] spliced = Arrays.copyOf(octets, at + length);
        System.arraycopy(other, from, spliced, at, length);
        return spliced;
    }

    private static byte[] repeat(byte[] octets, int at, SplittableRandom random) {
        int length = Math.min(1 + random.nextInt(16), octets.length - at);
        byte[] longer = Arrays.copyOf(octets, octets.length + length);
        System.arraycopy(octets, at, longer, at + length, octets.length - at);
        return longer;
    }

    /** Nearly always the header's length is right, else damage would never reach the body's decoder. */
    private static void fixLength(byte[] octets, SplittableRandom random) {
        if (octets.length >= HEADER && random.nextInt(20) > 0) {
            octets[16] = (byte) (octets.length >>> 8);
            octets[17] = (byte) octets.length;
        }
    }

    private void play(WireVector vector, byte[] octets, String when) {
        try {
            new MessageFramer((type, bytes, offset, length) -> {
                        if (type == Message.TYPE_UPDATE) {
                            requireValid(decoder.decode(bytes, offset, length, vector.context()));
                        } else {
                            MessageEncoder.encode(MessageDecoder.decode(type, bytes, offset, length));
                        }
                        return true;
                    })
                    .received(octets, 0, octets.length);
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageNotContaining("null");
        } catch (RuntimeException e) {
            fail(vector + ", " + when + ": " + HexFormat.of().formatHex(octets), e);
        }
    }

    private void requireValid(Update update) {
        boolean isWithdraw = update.outcome() == UpdateOutcome.TREAT_AS_WITHDRAW;
        assertThat(update.attributes() == null)
                .isEqualTo(isWithdraw || update.announced().isEmpty());
        assertThat(update.mpAttributes() == null)
                .isEqualTo(isWithdraw || update.mpAnnounced().isEmpty());
        requireValid(update.attributes());
        requireValid(update.mpAttributes());
        for (var block : List.of(update.withdrawn(), update.mpWithdrawn(), update.announced(), update.mpAnnounced())) {
            cursor.open(block);
            while (cursor.next()) {
                assertThat(cursor.prefix().lengthBits())
                        .isLessThanOrEqualTo(block.family().lengthBitsMax());
            }
        }
    }

    /** Canonical: ascending, lengths in the short form where they fit, nothing left over. */
    private static void requireValid(@Nullable AttributeSet set) {
        if (set == null) {
            return;
        }
        int before = -1;
        int at = 0;
        for (; at < set.lengthBytes(); at = set.end(at)) {
            assertThat(set.typeCode(at)).isGreaterThan(before).isNotIn(3, 14, 15, 17, 18);
            assertThat((set.flags(at) & 0x10) != 0).isEqualTo(set.valueLength(at) > 255);
            assertThat(set.flags(at) & 0x0f).isZero();
            before = set.typeCode(at);
        }
        assertThat(at).isEqualTo(set.lengthBytes());
        byte[] out = new byte[4 * set.lengthBytes() + 64];
        for (boolean isFourOctetAs : new boolean[] {true, false}) {
            int end = UpdateEncoder.putAttributes(out, 0, set, isFourOctetAs, false);
            assertThat(end).isEqualTo(UpdateEncoder.attributesLength(set, isFourOctetAs, false));
        }
    }

    @Test
    void messagesOfRandomOctetsAreAnswered() throws IOException {
        WireVector vector = WireVector.all().getFirst();
        SplittableRandom random = new SplittableRandom(99);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[HEADER + random.nextInt(120)];
            random.nextBytes(octets);
            Arrays.fill(octets, 0, 16, (byte) 0xff);
            octets[18] = (byte) (1 + random.nextInt(5));
            fixLength(octets, random);
            play(vector, octets, "random message " + i);
        }
    }
}

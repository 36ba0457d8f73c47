// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateDecoderTest {

    private static final int HEADER = Message.HEADER_LENGTH_BYTES;
    private static final DecodeContext INTERNAL = new DecodeContext(true, true, 3, 0, false, false);
    private static final DecodeContext EXTERNAL = new DecodeContext(false, true, 3, 0, false, false);

    private final DecodeCache cache = new DecodeCache(64, 1);
    private final UpdateDecoder decoder = new UpdateDecoder(cache);

    private static AttributeSet set(String path) {
        return new AttributeSetBuilder()
                .asPath(AsPath.parse(path))
                .communities(Communities.parse(List.of("64512:100", "no-export")))
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build();
    }

    private static byte[] announce(AttributeSet set, String... prefixes) {
        List<Prefix> parsed = new ArrayList<>();
        for (String prefix : prefixes) {
            parsed.add(Prefix.parse(prefix));
        }
        return UpdateMessages.PLAIN.announce(set, parsed).getFirst();
    }

    private Update decode(byte[] message, DecodeContext context) throws MalformedMessageException {
        return decoder.decode(message, HEADER, message.length - HEADER, context);
    }

    @Test
    void equalBlocksYieldTheSameSet() throws MalformedMessageException {
        Update one = decode(announce(set("65001"), "10.0.0.0/8"), INTERNAL);
        Update other = decode(announce(set("65001"), "10.1.0.0/16", "10.2.0.0/16"), INTERNAL);
        assertThat(requireNonNull(other.attributes())).isSameAs(one.attributes());
        assertThat(cache.hits()).isEqualTo(1);
    }

    @Test
    void equalBlocksOfDifferentSessionsMeanDifferentThings() throws MalformedMessageException {
        byte[] message =
                announce(AttributeSetBuilder.from(set("65001")).localPref(200).build(), "10.0.0.0/8");
        assertThat(requireNonNull(decode(message, INTERNAL).attributes()).localPref())
                .isEqualTo(200);
        Update fromOutside = decode(message, EXTERNAL);
        assertThat(requireNonNull(fromOutside.attributes()).hasLocalPref()).isFalse();
        assertThat(fromOutside.outcome()).isEqualTo(UpdateOutcome.ATTRIBUTE_DISCARD);
        assertThat(decode(message, EXTERNAL).findings()).isEqualTo(fromOutside.findings());
    }

    @Test
    void theMpNextHopIsPartOfTheKey() throws MalformedMessageException {
        AttributeSet one = AttributeSetBuilder.from(set("65001"))
                .nextHop(IpAddress.parse("2001:db8::1"))
                .build();
        AttributeSet other = AttributeSetBuilder.from(one)
                .nextHop(IpAddress.parse("2001:db8::2"))
                .build();
        Update first = decode(announce(one, "2001:db8:1::/48"), INTERNAL);
        Update second = decode(announce(other, "2001:db8:1::/48"), INTERNAL);
        Update third = decode(announce(one, "2001:db8:2::/48"), INTERNAL);
        assertThat(requireNonNull(first.mpAttributes()).contentEquals(one)).isTrue();
        assertThat(requireNonNull(second.mpAttributes()).contentEquals(other)).isTrue();
        assertThat(third.mpAttributes()).isSameAs(first.mpAttributes());
    }

    @Test
    void aFullSlotIsReplacedAndStillRight() throws MalformedMessageException {
        UpdateDecoder small = new UpdateDecoder(new DecodeCache(1, 3));
        for (int round = 0; round < 3; round++) {
            for (String path : List.of("65001", "65002", "65001 65002")) {
                byte[] message = announce(set(path), "10.0.0.0/8");
                Update update = small.decode(message, HEADER, message.length - HEADER, INTERNAL);
                assertThat(requireNonNull(update.attributes()).contentEquals(set(path)))
                        .isTrue();
            }
        }
    }

    @Test
    void decodingARepeatedBlockAllocatesNothingPerRoute() throws MalformedMessageException {
        String[] few = {"10.0.0.0/24"};
        String[] many = new String[800];
        for (int i = 0; i < many.length; i++) {
            many[i] = "10." + i / 256 + "." + i % 256 + ".0/24";
        }
        byte[] small = announce(set("65001"), few);
        byte[] large = announce(set("65001"), many);
        // A constant of a few records a message, and the same for one route and for eight hundred.
        long smallBytes = allocated(small);
        long largeBytes = allocated(large);
        assertThat(largeBytes).isEqualTo(smallBytes).isLessThan(300);
    }

    private long allocated(byte[] message) throws MalformedMessageException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        NlriCursor cursor = new NlriCursor();
        long sum = 0;
        for (int i = 0; i < 2000; i++) {
            sum += walk(message, cursor);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            sum += walk(message, cursor);
        }
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(sum).isPositive();
        return Math.round((after - before) / 1000.0 / 8) * 8;
    }

    private long walk(byte[] message, NlriCursor cursor) throws MalformedMessageException {
        Update update = decode(message, INTERNAL);
        long sum = 0;
        cursor.open(update.announced());
        while (cursor.next()) {
            sum += cursor.low();
        }
        return sum;
    }

    @Test
    void routesOfBothFamiliesShareTheirAttributesAndNotTheirNextHop() throws MalformedMessageException {
        byte[] message = HexFormat.of()
                .parseHex("ffffffffffffffffffffffffffffffff004c0200000031800e1a0002011020010db8000000000000"
                        + "0000000000010020" + "20010db84001010040020602010000fde94003040a00000218c63364");
        Update update = decode(message, EXTERNAL);
        AttributeSet body = requireNonNull(update.attributes());
        AttributeSet mp = requireNonNull(update.mpAttributes());
        assertThat(body.nextHop().toString()).isEqualTo("10.0.0.2");
        assertThat(mp.nextHop().toString()).isEqualTo("2001:db8::1");
        assertThat(mp.canonicalBytes()).isEqualTo(body.canonicalBytes());
    }

    @Test
    void corruptingAnyAttributeNeverEndsTheSession() throws MalformedMessageException {
        List<Integer> codes = new ArrayList<>(List.of(128, 200, 255));
        for (int code = 1; code <= 40; code++) {
            if (code != 14 && code != 15) {
                codes.add(code);
            }
        }
        for (int code : codes) {
            for (int flags : new int[] {0x00, 0x40, 0x80, 0xc0, 0xe0}) {
                for (String value : List.of("", "ff", "ffff", "ffffffff", "ff".repeat(8), "ff".repeat(255))) {
                    byte[] message = withAttribute(flags, code, value);
                    for (DecodeContext context : List.of(INTERNAL, EXTERNAL)) {
                        Update update = decode(message, context);
                        assertThat(update.announced().isEmpty()).isFalse();
                    }
                }
            }
        }
    }

    private static byte[] withAttribute(int flags, int code, String value) {
        String others = (code == 1 ? "" : "40010100")
                + (code == 2 ? "" : "40020602010000fde9")
                + (code == 3 ? "" : "4003040a000002");
        String attributes = String.format("%02x%02x%02x", flags, code, value.length() / 2) + value + others;
        String body = "0000" + String.format("%04x", attributes.length() / 2) + attributes + "18c63364";
        String header = "ff".repeat(16) + String.format("%04x02", HEADER + body.length() / 2);
        return HexFormat.of().parseHex(header + body);
    }

    @Test
    void onlyTheBodyDecidesThatALengthIsTooLong() {
        byte[] message = HexFormat.of().parseHex("ff".repeat(16) + "001902" + "0000ffff4001");
        var error = catchThrowableOfType(MalformedMessageException.class, () -> decode(message, INTERNAL));
        assertThat(requireNonNull(error.notification()).toString()).contains("(3/1)");
    }

    // --- Paths that grow when 2-octet numbers become 4-octet ones.

    /** @param segmentCount how many numbers each AS_SEQUENCE holds */
    private static byte[] path(int count, int segmentCount, int asBytes) {
        ByteBuffer path = ByteBuffer.allocate(Message.EXTENDED_LENGTH_BYTES_MAX);
        for (int left = count; left > 0; left -= segmentCount) {
            int numbers = Math.min(segmentCount, left);
            path.put((byte) AsPathCodec.AS_SEQUENCE).put((byte) numbers);
            for (int i = 0; i < numbers; i++) {
                path.put(new byte[asBytes - 2]).putShort((short) 65001);
            }
        }
        return Arrays.copyOf(path.array(), path.position());
    }

    private static byte[] fromOldSpeaker(byte[] path, byte[] as4Path) {
        ByteBuffer attributes = ByteBuffer.allocate(2 * Message.EXTENDED_LENGTH_BYTES_MAX);
        attributes
                .put(new byte[] {0x40, 1, 1, 0, 0x50, 2})
                .putShort((short) path.length)
                .put(path);
        attributes.put(new byte[] {0x40, 3, 4, 10, 0, 0, 2});
        if (as4Path.length > 0) {
            attributes
                    .put(new byte[] {(byte) 0xd0, 17})
                    .putShort((short) as4Path.length)
                    .put(as4Path);
        }
        ByteBuffer message = ByteBuffer.allocate(Message.EXTENDED_LENGTH_BYTES_MAX);
        message.position(HEADER + 2);
        message.putShort((short) attributes.position())
                .put(attributes.array(), 0, attributes.position())
                .put(new byte[] {24, 10, 0, 0});
        return Arrays.copyOf(message.array(), message.position());
    }

    private static final DecodeContext OLD_SPEAKER = new DecodeContext(false, false, 3, 0, false, false);

    @Test
    void theLongestPathOfAnOldSpeakerThatAnAttributeCanCarryIsTaken() throws MalformedMessageException {
        // 64 segments of 255 numbers and one of 31: 65,534 octets with 4-octet numbers
        Update update = decode(fromOldSpeaker(path(64 * 255 + 31, 255, 2), new byte[0]), OLD_SPEAKER);
        assertThat(update.outcome()).isEqualTo(UpdateOutcome.ACCEPT);
        assertThat(requireNonNull(update.attributes()).asPathLength()).isEqualTo(64 * 255 + 31);
    }

    @Test
    void aPathOfAnOldSpeakerThatNoAttributeCanCarryIsTreatedAsWithdrawn() throws MalformedMessageException {
        for (int count : new int[] {64 * 255 + 32, 20_000, 32_000}) {
            Update update = decode(fromOldSpeaker(path(count, 255, 2), new byte[0]), OLD_SPEAKER);
            assertThat(update.outcome()).as("%s numbers", count).isEqualTo(UpdateOutcome.TREAT_AS_WITHDRAW);
            assertThat(update.findings().getFirst().typeCode()).isEqualTo(2);
        }
    }

    @Test
    void aPathThatGrowsTooLongWithItsAs4PathIsTreatedAsWithdrawn() throws MalformedMessageException {
        byte[] message = fromOldSpeaker(path(16_000, 255, 2), path(5_000, 1, 4));
        assertThat(decode(message, OLD_SPEAKER).outcome()).isEqualTo(UpdateOutcome.TREAT_AS_WITHDRAW);
    }
}

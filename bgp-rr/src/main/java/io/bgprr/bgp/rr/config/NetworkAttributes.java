// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigSchema.*;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.attribute.AttributeType.Flags;
import io.bgprr.bgp.attribute.NextHop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The attributes of an originated route in their canonical form, ascending by type code. */
final class NetworkAttributes {

    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);

    private NetworkAttributes() {}

    static AttributeSet of(Block network, NextHop nextHop) {
        NetworkAttributes made = new NetworkAttributes();
        made.add(AttributeType.ORIGIN, new byte[] {(byte) network.get(ORIGIN).ordinal()});
        made.add(AttributeType.AS_PATH, new byte[0]);
        Integer med = network.valueOf(MED);
        if (med != null) {
            made.add(AttributeType.MULTI_EXIT_DISC, octets(IntStream.of(med)));
        }
        Integer localPref = network.valueOf(LOCAL_PREF);
        if (localPref != null) {
            made.add(AttributeType.LOCAL_PREF, octets(IntStream.of(localPref)));
        }
        made.addCommunities(network);
        return new AttributeSet(Arrays.copyOf(made.bytes.array(), made.bytes.position()), nextHop);
    }

    /** Each kind sorted and without repetition, so that the order in the file makes no difference. */
    private void addCommunities(Block network) {
        List<Located<Integer>> standard = network.get(COMMUNITIES);
        if (!standard.isEmpty()) {
            add(
                    AttributeType.COMMUNITIES,
                    octets(values(standard)
                            .sorted(Integer::compareUnsigned)
                            .distinct()
                            .mapToInt(community -> community)));
        }
        List<Located<Long>> extended = network.get(EXTENDED_COMMUNITIES);
        if (!extended.isEmpty()) {
            add(
                    AttributeType.EXTENDED_COMMUNITIES,
                    octets(values(extended)
                            .sorted(Long::compareUnsigned)
                            .distinct()
                            .mapToLong(community -> community)));
        }
        List<Located<CommunityText.Large>> large = network.get(LARGE_COMMUNITIES);
        if (!large.isEmpty()) {
            add(
                    AttributeType.LARGE_COMMUNITIES,
                    octets(values(large)
                            .sorted()
                            .distinct()
                            .flatMapToInt(community -> IntStream.of(
                                    community.globalAdministrator(), community.local1(), community.local2()))));
        }
    }

    private static <T> Stream<T> values(List<Located<T>> located) {
        return located.stream().map(Located::value);
    }

    private static byte[] octets(IntStream numbers) {
        int[] all = numbers.toArray();
        ByteBuffer octets = ByteBuffer.allocate(4 * all.length);
        octets.asIntBuffer().put(all);
        return octets.array();
    }

    private static byte[] octets(LongStream numbers) {
        long[] all = numbers.toArray();
        ByteBuffer octets = ByteBuffer.allocate(8 * all.length);
        octets.asLongBuffer().put(all);
        return octets.array();
    }

    private void add(AttributeType type, byte[] value) {
        boolean isExtended = value.length > 255;
        bytes.put((byte) (type.flags() | (isExtended ? Flags.EXTENDED_LENGTH : 0)));
        bytes.put((byte) type.code());
        if (isExtended) {
            bytes.putShort((short) value.length);
        } else {
            bytes.put((byte) value.length);
        }
        bytes.put(value);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** LARGE_COMMUNITY for people and policies (RFC 8092): {@code 64512:1:100}, without repetitions, in the order of the wire. */
public record LargeCommunities(List<LargeCommunity> values) {

    /** One large community: three unsigned 32-bit numbers. */
    public record LargeCommunity(int globalAdministrator, int localData1, int localData2) {

        /**
         * Parses {@code a:b:c}.
         *
         * @throws IllegalArgumentException with the text and what is allowed
         */
        public static LargeCommunity parse(String text) {
            long[] parts = NumberList.parse(text, 3, 0xffff_ffffL);
            if (parts.length == 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a large community: number:number:number, each 0..4294967295");
            }
            return new LargeCommunity((int) parts[0], (int) parts[1], (int) parts[2]);
        }

        @Override
        public String toString() {
            return Integer.toUnsignedString(globalAdministrator) + ":" + Integer.toUnsignedString(localData1) + ":"
                    + Integer.toUnsignedString(localData2);
        }
    }

    public LargeCommunities {
        values = values.stream().distinct().toList();
    }

    public static LargeCommunities of(AttributeSet set) {
        ByteBuffer buffer = ByteBuffer.wrap(set.value(AttributeType.LARGE_COMMUNITIES));
        List<LargeCommunity> values = new ArrayList<>();
        while (buffer.hasRemaining()) {
            values.add(new LargeCommunity(buffer.getInt(), buffer.getInt(), buffer.getInt()));
        }
        return new LargeCommunities(values);
    }

    /**
     * Parses each text.
     *
     * @throws IllegalArgumentException for the first that is no large community
     */
    public static LargeCommunities parse(List<String> texts) {
        return new LargeCommunities(texts.stream().map(LargeCommunity::parse).toList());
    }

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(12 * values.size());
        for (LargeCommunity community : values) {
            buffer.putInt(community.globalAdministrator());
            buffer.putInt(community.localData1());
            buffer.putInt(community.localData2());
        }
        return buffer.array();
    }

    public List<String> texts() {
        return values.stream().map(LargeCommunity::toString).toList();
    }

    @Override
    public String toString() {
        return String.join(" ", texts());
    }
}

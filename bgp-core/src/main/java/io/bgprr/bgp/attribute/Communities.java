// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * COMMUNITIES for people and policies (RFC 1997), in the order of the wire. A community's text is {@code 64512:100}, or the
 * name of a well-known one.
 */
public record Communities(List<Community> values) {

    /**
     * One community.
     *
     * @param bits unsigned; the AS in the upper half
     */
    public record Community(int bits) {

        /** RFC 8326. */
        public static final Community GRACEFUL_SHUTDOWN = new Community(0xffff_0000);

        /** RFC 7611. */
        public static final Community ACCEPT_OWN = new Community(0xffff_0001);

        /** RFC 9494. */
        public static final Community LLGR_STALE = new Community(0xffff_0006);

        /** RFC 9494. */
        public static final Community NO_LLGR = new Community(0xffff_0007);

        /** RFC 7999. */
        public static final Community BLACKHOLE = new Community(0xffff_029a);

        /** RFC 1997. */
        public static final Community NO_EXPORT = new Community(0xffff_ff01);

        /** RFC 1997. */
        public static final Community NO_ADVERTISE = new Community(0xffff_ff02);

        /** RFC 1997. */
        public static final Community NO_EXPORT_SUBCONFED = new Community(0xffff_ff03);

        /** RFC 3765. */
        public static final Community NO_PEER = new Community(0xffff_ff04);

        private static final Map<Community, String> NAMES = Map.of(
                GRACEFUL_SHUTDOWN, "graceful-shutdown",
                ACCEPT_OWN, "accept-own",
                LLGR_STALE, "llgr-stale",
                NO_LLGR, "no-llgr",
                BLACKHOLE, "blackhole",
                NO_EXPORT, "no-export",
                NO_ADVERTISE, "no-advertise",
                NO_EXPORT_SUBCONFED, "no-export-subconfed",
                NO_PEER, "no-peer");

        private static final Map<String, Community> BY_NAME =
                NAMES.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

        /**
         * Parses {@code 64512:100} or a well-known name.
         *
         * @throws IllegalArgumentException with the text and what is allowed
         */
        public static Community parse(String text) {
            Community named = BY_NAME.get(text.toLowerCase(Locale.ROOT));
            if (named != null) {
                return named;
            }
            long[] parts = NumberList.parse(text, 2, 0xffff);
            if (parts.length == 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a community: number:number, each 0..65535, or one of "
                                + BY_NAME.keySet().stream().sorted().toList());
            }
            return new Community((int) (parts[0] << 16 | parts[1]));
        }

        @Override
        public String toString() {
            String name = NAMES.get(this);
            return name != null ? name : (bits >>> 16) + ":" + (bits & 0xffff);
        }
    }

    public Communities {
        values = List.copyOf(values);
    }

    public static Communities of(AttributeSet set) {
        ByteBuffer buffer = ByteBuffer.wrap(set.value(AttributeType.COMMUNITIES));
        List<Community> values = new ArrayList<>();
        while (buffer.hasRemaining()) {
            values.add(new Community(buffer.getInt()));
        }
        return new Communities(values);
    }

    /**
     * Parses each text.
     *
     * @throws IllegalArgumentException for the first that is no community
     */
    public static Communities parse(List<String> texts) {
        return new Communities(texts.stream().map(Community::parse).toList());
    }

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.size());
        values.forEach(community -> buffer.putInt(community.bits()));
        return buffer.array();
    }

    public List<String> texts() {
        return values.stream().map(Community::toString).toList();
    }

    @Override
    public String toString() {
        return String.join(" ", texts());
    }
}

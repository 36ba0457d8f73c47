// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Path attributes by type code. Their text is the same for two lists that mean the same: ascending, the Extended Length bit
 * left out. The next hop of MP_REACH_NLRI stands under its code, without the rest of that attribute.
 */
final class PathAttributes {

    static final int ORIGIN = 1;
    static final int AS_PATH = 2;
    static final int NEXT_HOP = 3;
    static final int MED = 4;
    static final int LOCAL_PREF = 5;
    static final int ATOMIC_AGGREGATE = 6;
    static final int AGGREGATOR = 7;
    static final int COMMUNITIES = 8;
    static final int ORIGINATOR_ID = 9;
    static final int CLUSTER_LIST = 10;
    static final int MP_REACH = 14;
    static final int MP_UNREACH = 15;
    static final int EXTENDED_COMMUNITIES = 16;
    static final int AS4_PATH = 17;
    static final int AS4_AGGREGATOR = 18;
    static final int IPV6_EXTENDED_COMMUNITIES = 25;
    static final int AIGP = 26;
    static final int LARGE_COMMUNITIES = 32;
    static final int ONLY_TO_CUSTOMER = 35;

    static final int EXTENDED_LENGTH = 0x10;

    private record Attribute(int flags, byte[] value) {}

    private final Map<Integer, Attribute> byCode = new TreeMap<>();

    PathAttributes copy() {
        PathAttributes copy = new PathAttributes();
        copy.byCode.putAll(byCode);
        return copy;
    }

    void put(int code, int flags, byte[] value) {
        byCode.put(code, new Attribute(flags & ~EXTENDED_LENGTH, value));
    }

    void remove(int code) {
        byCode.remove(code);
    }

    boolean has(int code) {
        return byCode.containsKey(code);
    }

    byte @Nullable [] value(int code) {
        Attribute attribute = byCode.get(code);
        return attribute == null ? null : attribute.value;
    }

    int flags(int code) {
        Attribute attribute = byCode.get(code);
        return attribute == null ? 0 : attribute.flags;
    }

    /** The first four octets of a value as an unsigned number, or the other when there is no such attribute. */
    long number(int code, long absent) {
        byte[] value = value(code);
        return value == null ? absent : Octets.unsigned(value, 0, 4);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        byCode.forEach((code, attribute) -> text.append(text.isEmpty() ? "" : ", ")
                .append(code)
                .append(' ')
                .append(Integer.toHexString(attribute.flags))
                .append(' ')
                .append(HexFormat.of().formatHex(attribute.value)));
        return text.toString();
    }
}

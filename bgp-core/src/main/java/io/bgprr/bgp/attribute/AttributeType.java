// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import org.jspecify.annotations.Nullable;

/** The path attributes this speaker understands, in IANA order, with the flags each must carry (RFC 4271 §4.3, §5). */
public enum AttributeType {
    ORIGIN(1, Flags.TRANSITIVE),
    AS_PATH(2, Flags.TRANSITIVE),
    NEXT_HOP(3, Flags.TRANSITIVE),
    MULTI_EXIT_DISC(4, Flags.OPTIONAL),
    LOCAL_PREF(5, Flags.TRANSITIVE),
    ATOMIC_AGGREGATE(6, Flags.TRANSITIVE),
    AGGREGATOR(7, Flags.OPTIONAL | Flags.TRANSITIVE),
    COMMUNITIES(8, Flags.OPTIONAL | Flags.TRANSITIVE),
    ORIGINATOR_ID(9, Flags.OPTIONAL),
    CLUSTER_LIST(10, Flags.OPTIONAL),
    MP_REACH_NLRI(14, Flags.OPTIONAL),
    MP_UNREACH_NLRI(15, Flags.OPTIONAL),
    EXTENDED_COMMUNITIES(16, Flags.OPTIONAL | Flags.TRANSITIVE),
    AS4_PATH(17, Flags.OPTIONAL | Flags.TRANSITIVE),
    AS4_AGGREGATOR(18, Flags.OPTIONAL | Flags.TRANSITIVE),
    IPV6_EXTENDED_COMMUNITIES(25, Flags.OPTIONAL | Flags.TRANSITIVE),
    LARGE_COMMUNITIES(32, Flags.OPTIONAL | Flags.TRANSITIVE);

    /** The bits of the attribute flags octet (RFC 4271 §4.3). */
    public static final class Flags {
        public static final int OPTIONAL = 0x80;
        public static final int TRANSITIVE = 0x40;
        public static final int PARTIAL = 0x20;
        public static final int EXTENDED_LENGTH = 0x10;

        private Flags() {}
    }

    private static final @Nullable AttributeType[] BY_CODE = new AttributeType[256];

    static {
        for (AttributeType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int flags;

    AttributeType(int code, int flags) {
        this.code = code;
        this.flags = flags;
    }

    public int code() {
        return code;
    }

    /** The Optional and Transitive bits that the attribute must carry. */
    public int flags() {
        return flags;
    }

    public boolean isOptional() {
        return (flags & Flags.OPTIONAL) != 0;
    }

    public boolean isTransitive() {
        return (flags & Flags.TRANSITIVE) != 0;
    }

    /** The type of a code, or null when this speaker does not know it. */
    public static @Nullable AttributeType ofCode(int code) {
        return BY_CODE[code & 0xff];
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import org.jspecify.annotations.Nullable;

/**
 * An (AFI, SAFI) pair that this speaker routes (RFC 4760 §2). The ordinal is the dense index of arrays by family.
 */
public enum AddressFamily {
    IPV4_UNICAST(1, 1, 32, "ipv4-unicast"),
    IPV6_UNICAST(2, 1, 128, "ipv6-unicast");

    /** How many families there are: the length of an array by family. */
    public static final int COUNT = values().length;

    private static final AddressFamily[] BY_ORDINAL = values();

    private final int afi;
    private final int safi;
    private final int lengthBitsMax;
    private final String label;

    AddressFamily(int afi, int safi, int lengthBitsMax, String label) {
        this.afi = afi;
        this.safi = safi;
        this.lengthBitsMax = lengthBitsMax;
        this.label = label;
    }

    public int afi() {
        return afi;
    }

    public int safi() {
        return safi;
    }

    /** The longest prefix length, in bits: 32 or 128. */
    public int lengthBitsMax() {
        return lengthBitsMax;
    }

    /** The name in configuration, API and metrics, for example {@code ipv4-unicast}. */
    public String label() {
        return label;
    }

    /** This family's bit in a set of families kept as an {@code int}. */
    public int bit() {
        return 1 << ordinal();
    }

    public static AddressFamily ofOrdinal(int ordinal) {
        return BY_ORDINAL[ordinal];
    }

    /** The family of a wire pair, or null when this speaker does not know it. */
    public static @Nullable AddressFamily of(int afi, int safi) {
        for (AddressFamily family : BY_ORDINAL) {
            if (family.afi == afi && family.safi == safi) {
                return family;
            }
        }
        return null;
    }

    /** The family of a configuration label, or null. */
    public static @Nullable AddressFamily ofLabel(String label) {
        for (AddressFamily family : BY_ORDINAL) {
            if (family.label.equals(label)) {
                return family;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return label;
    }
}

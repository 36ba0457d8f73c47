// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import org.jspecify.annotations.Nullable;

/**
 * An Autonomous System number: unsigned 32 bits kept in an {@code int} (RFC 6793).
 *
 * @param bits unsigned
 */
public record AsNumber(int bits) {

    /** AS_TRANS, the stand-in of a 4-octet number towards a 2-octet speaker (RFC 6793 §9). */
    public static final int AS_TRANS = 23456;

    /** AS 0 may not be used (RFC 7607). */
    public static final int ZERO = 0;

    public static AsNumber of(long value) {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException(value + " is not an AS number in 0..4294967295");
        }
        return new AsNumber((int) value);
    }

    // Written out for speed, as IpAddress says.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AsNumber that && bits == that.bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    /**
     * Parses asplain ({@code 65536}) or asdot ({@code 1.0}), RFC 5396.
     *
     * @throws IllegalArgumentException with the text
     */
    public static AsNumber parse(String text) {
        try {
            int dot = text.indexOf('.');
            if (dot < 0) {
                return of(Long.parseLong(text));
            }
            int high = Integer.parseInt(text, 0, dot, 10);
            int low = Integer.parseInt(text, dot + 1, text.length(), 10);
            if (high < 0 || high > 0xffff || low < 0 || low > 0xffff) {
                throw new IllegalArgumentException(text);
            }
            return new AsNumber(high << 16 | low);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not an AS number (0..4294967295 or high.low)", e);
        }
    }

    public boolean fitsTwoOctets() {
        return bits >>> 16 == 0;
    }

    public long value() {
        return Integer.toUnsignedLong(bits);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(bits);
    }
}

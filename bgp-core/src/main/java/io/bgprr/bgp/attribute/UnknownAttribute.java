// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An optional transitive attribute that this speaker does not understand and passes on (RFC 4271 §5, §9).
 *
 * @param isPartial somebody on the way did not understand it; we set it ourselves on receipt
 */
public record UnknownAttribute(int code, boolean isPartial, byte[] value) {

    public UnknownAttribute {
        if (code < 0 || code > 255 || AttributeType.ofCode(code) != null) {
            throw new IllegalArgumentException("attribute " + code + " is known, or not in 0..255");
        }
    }

    /** All such attributes of a set, ascending. */
    public static List<UnknownAttribute> allOf(AttributeSet set) {
        List<UnknownAttribute> unknown = new ArrayList<>();
        byte[] bytes = set.canonicalBytes();
        for (int at = 0; at < bytes.length; at = set.end(at)) {
            if (AttributeType.ofCode(set.typeCode(at)) == null) {
                boolean isPartial = (set.flags(at) & AttributeType.Flags.PARTIAL) != 0;
                byte[] value = Arrays.copyOfRange(bytes, set.valueOffset(at), set.end(at));
                unknown.add(new UnknownAttribute(set.typeCode(at), isPartial, value));
            }
        }
        return unknown;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnknownAttribute that
                && code == that.code
                && isPartial == that.isPartial
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * code + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return code + (isPartial ? " partial 0x" : " 0x") + HexFormat.of().formatHex(value);
    }
}

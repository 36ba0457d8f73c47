// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.message.UpdateOutcome;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of attributes: which lengths are right, and what becomes of an UPDATE whose attribute is malformed
 * (RFC 7606 §7). What a value must look like beyond its length is in {@link AttributeDecoder}; the MP attributes, whose
 * errors end the session, are in {@link UpdateDecoder}.
 *
 * @param unitBytes the exact length, or with {@code isList} the length of one element of a non-empty list; 0 = the value's
 *     own check says
 * @param onMalformed what RFC 7606 asks for
 * @param isInternalOnly from an external peer it is discarded unread
 * @param section where that stands
 */
record AttributeRule(
        AttributeType type,
        int unitBytes,
        boolean isList,
        UpdateOutcome onMalformed,
        boolean isInternalOnly,
        String section) {

    private static final @Nullable AttributeRule[] BY_CODE = new AttributeRule[256];

    static {
        withdraw(AttributeType.ORIGIN, 1, "RFC 7606 §7.1");
        withdraw(AttributeType.AS_PATH, 0, "RFC 7606 §7.2");
        withdraw(AttributeType.NEXT_HOP, 4, "RFC 7606 §7.3");
        withdraw(AttributeType.MULTI_EXIT_DISC, 4, "RFC 7606 §7.4");
        internal(AttributeType.LOCAL_PREF, false, "RFC 7606 §7.5");
        discard(AttributeType.ATOMIC_AGGREGATE, "RFC 7606 §7.6");
        discard(AttributeType.AGGREGATOR, "RFC 7606 §7.7");
        list(AttributeType.COMMUNITIES, 4, "RFC 7606 §7.8");
        internal(AttributeType.ORIGINATOR_ID, false, "RFC 7606 §7.9");
        internal(AttributeType.CLUSTER_LIST, true, "RFC 7606 §7.10");
        list(AttributeType.EXTENDED_COMMUNITIES, 8, "RFC 7606 §7.14");
        discard(AttributeType.AS4_PATH, "RFC 6793 §6");
        discard(AttributeType.AS4_AGGREGATOR, "RFC 6793 §6");
        list(AttributeType.IPV6_EXTENDED_COMMUNITIES, 20, "RFC 7606 §7.15");
        list(AttributeType.LARGE_COMMUNITIES, 12, "RFC 8092 §6");
    }

    private static void withdraw(AttributeType type, int lengthBytes, String section) {
        add(new AttributeRule(type, lengthBytes, false, UpdateOutcome.TREAT_AS_WITHDRAW, false, section));
    }

    private static void list(AttributeType type, int unitBytes, String section) {
        add(new AttributeRule(type, unitBytes, true, UpdateOutcome.TREAT_AS_WITHDRAW, false, section));
    }

    private static void internal(AttributeType type, boolean isList, String section) {
        add(new AttributeRule(type, 4, isList, UpdateOutcome.TREAT_AS_WITHDRAW, true, section));
    }

    private static void discard(AttributeType type, String section) {
        add(new AttributeRule(type, 0, false, UpdateOutcome.ATTRIBUTE_DISCARD, false, section));
    }

    private static void add(AttributeRule rule) {
        BY_CODE[rule.type.code()] = rule;
    }

    /** The row of a type code; null for the MP attributes and for what this speaker does not know. */
    static @Nullable AttributeRule ofCode(int code) {
        return BY_CODE[code];
    }

    boolean isLength(int lengthBytes) {
        if (unitBytes == 0) {
            return true;
        }
        return isList ? lengthBytes > 0 && lengthBytes % unitBytes == 0 : lengthBytes == unitBytes;
    }

    String lengthText(int lengthBytes) {
        return "length " + lengthBytes + ", must be " + (isList ? "a non-zero multiple of " : "") + unitBytes + " ("
                + section + ")";
    }
}

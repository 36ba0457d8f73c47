// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

/** ORIGIN (RFC 4271 §5.1.1). The ordinal is the wire value, and the lower is preferred. */
public enum Origin {
    IGP("i"),
    EGP("e"),
    INCOMPLETE("?");

    private static final Origin[] BY_VALUE = values();

    private final String mark;

    Origin(String mark) {
        this.mark = mark;
    }

    /** The one-letter mark of route tables. */
    public String mark() {
        return mark;
    }

    public static Origin ofValue(int value) {
        return BY_VALUE[value];
    }
}

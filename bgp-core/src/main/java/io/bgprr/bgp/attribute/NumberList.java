// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

/** Decimal numbers parted by colons: the text of communities. */
final class NumberList {

    private static final long[] NONE = {};

    private NumberList() {}

    /** Exactly {@code count} numbers of at most {@code max}, or an empty array. */
    static long[] parse(String text, int count, long max) {
        String[] parts = text.split(":", -1);
        if (parts.length != count) {
            return NONE;
        }
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = number(parts[i], max);
            if (numbers[i] < 0) {
                return NONE;
            }
        }
        return numbers;
    }

    /** The number, or -1. */
    static long number(String text, long max) {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        long number = Long.parseLong(text);
        return number <= max ? number : -1;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The small formats of the file: numbers, durations and sizes with their units, switches. */
final class TextFormats {

    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,9})\\s*([A-Za-z]*)");

    private static final Map<String, Long> SECONDS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("s", 1L),
            Map.entry("second", 1L),
            Map.entry("seconds", 1L),
            Map.entry("m", 60L),
            Map.entry("minute", 60L),
            Map.entry("minutes", 60L),
            Map.entry("h", 3600L),
            Map.entry("hour", 3600L),
            Map.entry("hours", 3600L));

    private static final Map<String, Long> BYTES = Map.of(
            "", 1L, "b", 1L, "k", 1L << 10, "kib", 1L << 10, "m", 1L << 20, "mib", 1L << 20, "g", 1L << 30, "gib",
            1L << 30);

    private TextFormats() {}

    /** {@code 90}, {@code 90s}, {@code 3m}, {@code 1h}: whole seconds. */
    static ValueType.Scalar<Integer> seconds(int min, int max, boolean mayBeZero) {
        String allowed =
                (mayBeZero ? "0, or " : "") + min + "s to " + max + "s (units s, m, h; without a unit: seconds)";
        return ValueType.Scalar.of(allowed, text -> {
            long seconds = quantity(text, SECONDS, "a duration");
            if (seconds == 0 && mayBeZero) {
                return 0;
            }
            return (int) inRange(text, seconds, min, max);
        });
    }

    /** {@code 256KiB}, {@code 16M}: octets, powers of 1024. */
    static ValueType.Scalar<Long> bytes(long min, long max) {
        String allowed = min + " to " + max + " octets (units KiB, MiB, GiB; without a unit: octets)";
        return ValueType.Scalar.of(allowed, text -> inRange(text, quantity(text, BYTES, "a size"), min, max));
    }

    /** {@code 75}, {@code 75%}, {@code 75 %}. */
    static ValueType.Scalar<Integer> percent(int min, int max) {
        return ValueType.Scalar.of(min + " % to " + max + " %", text -> {
            String number =
                    text.endsWith("%") ? text.substring(0, text.length() - 1).trim() : text;
            return (int) inRange(text, number(number), min, max);
        });
    }

    static ValueType.Scalar<Integer> integer(int min, int max) {
        return ValueType.Scalar.of(
                "a number in " + min + ".." + max, text -> (int) inRange(text, number(text), min, max));
    }

    /** 0..4294967295, kept as an unsigned {@code int}. */
    static ValueType.Scalar<Integer> unsigned() {
        return ValueType.Scalar.of(
                "a number in 0..4294967295", text -> (int) inRange(text, number(text), 0, 0xffff_ffffL));
    }

    static ValueType.Scalar<Boolean> onOff() {
        return ValueType.Scalar.of("true | false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        });
    }

    static ValueType.Scalar<String> text(String allowed, int lengthMax) {
        return ValueType.Scalar.of(allowed, text -> {
            if (text.length() > lengthMax) {
                throw new IllegalArgumentException("has " + text.length() + " characters");
            }
            return text;
        });
    }

    /** One of a few words. */
    static <T> ValueType.Scalar<T> choice(Map<String, T> values, String allowed) {
        return ValueType.Scalar.of(allowed, text -> {
            T value = values.get(text);
            if (value == null) {
                String guess = Spelling.nearest(text, values.keySet())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
                throw new IllegalArgumentException("'" + text + "' is not one of them" + guess);
            }
            return value;
        });
    }

    private static long number(String text) {
        if (!text.matches("-?\\d{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
        return Long.parseLong(text);
    }

    private static long inRange(String text, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(text + " is out of range");
        }
        return value;
    }

    private static long quantity(String text, Map<String, Long> units, String noun) {
        Matcher matcher = QUANTITY.matcher(text.trim());
        Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' is not " + noun);
        }
        return Long.parseLong(matcher.group(1)) * unit; // nine digits times 2^30 fit a long
    }
}

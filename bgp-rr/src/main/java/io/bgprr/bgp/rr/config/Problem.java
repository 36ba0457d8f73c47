// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

/**
 * Something wrong, or worth a warning, in a configuration file.
 *
 * @param key the path of the key, for example {@code bgp.neighbors[3].hold-time}; empty when it is about the whole file
 * @param text what is wrong, and after {@code "; allowed: "} what would be right; never a secret
 */
public record Problem(Position position, String key, String text) {

    public Problem {
        key = printable(key);
        text = printable(text);
    }

    /** What was read is quoted, and a terminal or a log must not obey it. */
    private static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                printable.append(String.format("\\u%04x", c));
            } else {
                printable.append((char) c);
            }
        });
        return printable.toString();
    }

    /** {@code FILE:LINE: KEY: what is wrong; allowed: what would be right}. */
    @Override
    public String toString() {
        return position + ": " + (key.isEmpty() ? "" : key + ": ") + text;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

/**
 * Something wrong, or worth a warning, in a configuration file.
 *
 * @param key the path of the key, for example {@code bgp.neighbors[3].hold-time}; empty when it is about the whole file
 * @param text what is wrong, and after {@code "; allowed: "} what would be right; never a secret
 */
public record Problem(Position position, String key, String text) {

    /** {@code FILE:LINE: KEY: what is wrong; allowed: what would be right}. */
    @Override
    public String toString() {
        return position + ": " + (key.isEmpty() ? "" : key + ": ") + text;
    }
}

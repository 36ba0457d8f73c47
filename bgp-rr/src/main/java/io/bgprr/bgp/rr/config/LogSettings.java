// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How the daemon logs. */
public record LogSettings(Level level, Format format) {

    /** What holds until a configuration has been read. */
    public static final LogSettings DEFAULT = new LogSettings(Level.INFO, Format.TEXT);

    /** From this severity on. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG;

        static Map<String, Level> byName() {
            return LogSettings.byName(values());
        }
    }

    /** The shape of a line. */
    public enum Format {
        /** A sentence for people, then {@code key=value} pairs. */
        TEXT,
        /** One JSON object a line. */
        JSON;

        static Map<String, Format> byName() {
            return LogSettings.byName(values());
        }
    }

    private static <E extends Enum<E>> Map<String, E> byName(E[] values) {
        Map<String, E> byName = new TreeMap<>();
        for (E value : values) {
            byName.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return byName;
    }
}

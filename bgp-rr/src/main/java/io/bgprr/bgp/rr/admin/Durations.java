// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import java.util.Locale;

/** Durations as routers print them: {@code 00:04:09} below a day, {@code 3d04h} below a hundred, then {@code 120d}. */
final class Durations {

    private static final long DAY_SECONDS = 86_400;

    private Durations() {}

    static String human(long millis) {
        long seconds = Math.max(0, millis / 1000);
        if (seconds < DAY_SECONDS) {
            return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
        }
        long days = seconds / DAY_SECONDS;
        return days < 100 ? String.format(Locale.ROOT, "%dd%02dh", days, seconds % DAY_SECONDS / 3600) : days + "d";
    }
}

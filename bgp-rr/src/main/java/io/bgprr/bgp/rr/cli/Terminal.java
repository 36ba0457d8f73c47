// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err complaints
 * @param environment of the process
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment) {

    private static final int WIDTH_MIN = 40;

    /** {@code COLUMNS}, which the launcher sets when standard output is a terminal; 0 = no limit. */
    int width() {
        try {
            int columns = Integer.parseInt(environment.getOrDefault("COLUMNS", "0"));
            return columns <= 0 ? 0 : Math.max(columns, WIDTH_MIN);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import org.jspecify.annotations.Nullable;

/**
 * Where something stands in a configuration file.
 *
 * @param file as the user named it
 * @param line from 1, or 0 when only the file is known
 */
public record Position(String file, int line) implements Comparable<Position> {

    static Position ofFile(String file) {
        return new Position(file, 0);
    }

    /** By file, then by line. */
    @Override
    public int compareTo(@Nullable Position other) {
        if (other == null) {
            return 1;
        }
        int byFile = file.compareTo(other.file);
        return byFile != 0 ? byFile : Integer.compare(line, other.line);
    }

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}

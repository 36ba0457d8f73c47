// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A list of cases in the resources: one line for each, fields between bars; lines that start with # are comments. */
final class CaseTable {

    private CaseTable() {}

    /** The fields of each line, without blanks around them. */
    static List<List<String>> read(String name, int fieldCount) {
        try (InputStream in = CaseTable.class.getResourceAsStream("/io/bgprr/bgp/rr/hostile/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> fields(line, fieldCount))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> fields(String line, int fieldCount) {
        List<String> fields =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (fields.size() != fieldCount) {
            throw new IllegalArgumentException("not " + fieldCount + " fields: " + line);
        }
        return fields;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.vector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Resources of facts: blocks of lines {@code key: value}, parted by empty lines. A value goes on in lines that begin with two
 * blanks; a line that begins with # is a comment.
 */
public final class TextBlocks {

    private TextBlocks() {}

    /** The blocks of a resource, compressed when its name says so, each with its keys in the order of the file. */
    public static List<Map<String, String>> read(String resource) {
        try (InputStream in = Objects.requireNonNull(TextBlocks.class.getResourceAsStream(resource), resource)) {
            InputStream text = resource.endsWith(".gz") ? new GZIPInputStream(in) : in;
            return parse(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of a file, such as one that a test rewrites. */
    public static List<Map<String, String>> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<String, String>> parse(String text) {
        List<Map<String, String>> blocks = new ArrayList<>();
        for (String block : text.split("\n\n+", -1)) {
            Map<String, String> fields = new LinkedHashMap<>();
            String key = "";
            for (String line : block.lines().filter(l -> !l.startsWith("#")).toList()) {
                if (line.startsWith("  ")) {
                    fields.merge(key, line.strip(), (before, more) -> before.isEmpty() ? more : before + "\n" + more);
                } else {
                    int colon = line.indexOf(':');
                    key = line.substring(0, colon);
                    fields.put(key, line.substring(colon + 1).strip());
                }
            }
            if (!fields.isEmpty()) {
                blocks.add(fields);
            }
        }
        return blocks;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.vector.GoldenFiles;
import io.bgprr.bgp.vector.TextBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One block of a golden file: octets, the session they arrive on, what must come of them, and how they read
 * ({@link TextBlocks}).
 *
 * <p>{@code expect} is a fact from the RFC or the source and is never rewritten; {@code decoded} and {@code encoded} are what
 * this code makes of it, rewritten with {@code -Dgolden.update=true} and then read by a human.
 */
record WireVector(Path file, Map<String, String> fields) {

    /** The golden files, by name. */
    static List<Path> files() throws IOException {
        return GoldenFiles.of("wire");
    }

    static List<WireVector> all() throws IOException {
        List<WireVector> vectors = new ArrayList<>();
        for (Path file : files()) {
            vectors.addAll(read(file));
        }
        return vectors;
    }

    static List<WireVector> read(Path file) {
        return TextBlocks.read(file).stream()
                .map(fields -> new WireVector(file, fields))
                .toList();
    }

    static void write(Path file, List<WireVector> vectors) throws IOException {
        GoldenFiles.write(
                file,
                vectors.stream().map(WireVector::fields).toList(),
                key -> key.equals("hex") || key.equals("decoded"));
    }

    WireVector with(String decoded, String encoded) {
        Map<String, String> changed = new LinkedHashMap<>(fields);
        changed.put("decoded", decoded);
        changed.put("encoded", encoded);
        return new WireVector(file, changed);
    }

    String field(String key) {
        return Objects.requireNonNullElse(fields.get(key), "");
    }

    byte[] octets() {
        return HexFormat.of().parseHex(field("hex").replace("\n", ""));
    }

    List<String> expected() {
        return Arrays.stream(field("expect").split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    boolean has(String option) {
        return Arrays.asList(field("options").split(" ", -1)).contains(option);
    }

    DecodeContext context() {
        int families = has("families=ipv4") ? 1 : has("families=ipv6") ? 2 : 3;
        return new DecodeContext(
                has("ibgp"), has("as4"), families, has("add-path") ? families : 0, has("as-set"), has("loopback"));
    }

    @Override
    public String toString() {
        return file.getFileName() + ": " + field("name");
    }
}

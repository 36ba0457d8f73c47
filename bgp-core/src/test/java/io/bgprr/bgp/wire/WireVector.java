// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.vector.TextBlocks;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

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
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    /** The source directory, so that an update changes what git sees. */
    private static Path directory() {
        Path sources = Path.of("src/test/resources/wire");
        if (Files.isDirectory(sources)) {
            return sources;
        }
        try {
            return Path.of(Objects.requireNonNull(WireVector.class.getResource("/wire"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
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

    /** Writes the blocks back, with the comments that the file begins with. */
    static void write(Path file, List<WireVector> vectors) throws IOException {
        StringBuilder text = new StringBuilder();
        Files.readAllLines(file).stream()
                .takeWhile(line -> line.startsWith("#"))
                .forEach(line -> text.append(line).append('\n'));
        for (WireVector vector : vectors) {
            text.append('\n');
            vector.fields.forEach((key, value) -> {
                text.append(key).append(':');
                if (value.contains("\n") || key.equals("hex") || key.equals("decoded")) {
                    text.append('\n');
                    value.lines().forEach(line -> text.append("  ").append(line).append('\n'));
                } else {
                    text.append(' ').append(value).append('\n');
                }
            });
        }
        Files.writeString(file, text.toString());
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

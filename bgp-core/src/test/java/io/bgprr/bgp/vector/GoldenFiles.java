// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.vector;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Golden files, {@link TextBlocks} of which a part is what our code makes, rewritten with {@code -Dgolden.update=true}. */
public final class GoldenFiles {

    private GoldenFiles() {}

    /** Those of one directory of the resources, by name; in the sources where they are at hand, so that git sees an update. */
    public static List<Path> of(String directory) throws IOException {
        Path sources = Path.of("src/test/resources", directory);
        try (Stream<Path> files = Files.list(Files.isDirectory(sources) ? sources : onClassPath(directory))) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    private static Path onClassPath(String directory) {
        try {
            return Path.of(Objects.requireNonNull(GoldenFiles.class.getResource("/" + directory))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes the blocks back, behind the comments that the file begins with.
     *
     * @param isBlock the keys whose value has lines of its own, be it one
     */
    public static void write(Path file, List<Map<String, String>> blocks, Predicate<String> isBlock)
            throws IOException {
        StringBuilder text = new StringBuilder();
        Files.readAllLines(file).stream()
                .takeWhile(line -> line.startsWith("#"))
                .forEach(line -> text.append(line).append('\n'));
        for (Map<String, String> block : blocks) {
            text.append('\n');
            block.forEach((key, value) -> {
                text.append(key).append(':');
                if (value.contains("\n") || isBlock.test(key)) {
                    text.append('\n');
                    value.lines().forEach(line -> text.append("  ").append(line).append('\n'));
                } else {
                    text.append(' ').append(value).append('\n');
                }
            });
        }
        Files.writeString(file, text.toString());
    }
}

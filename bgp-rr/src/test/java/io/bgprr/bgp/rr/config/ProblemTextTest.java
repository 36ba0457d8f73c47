// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to get a configuration wrong, and the very words that are said: {@code config/problems.txt}. */
@Tag("golden")
class ProblemTextTest {

    private static final Path GOLDEN = Path.of("src/test/resources/config/problems.txt");
    private static final String PRELUDE = "bgp { local-as = 64512, router-id = 10.0.0.1 }, ";
    private static final Map<String, String> ENVIRONMENT = Map.of("HOLD_TIME_OF_2", "2");

    private static final List<String> HEADER = new ArrayList<>();
    private static final List<String> REWRITTEN = new ArrayList<>();

    @TempDir
    private static Path directory;

    record Block(String name, List<String> file, List<String> expected) {
        @Override
        public String toString() {
            return name;
        }

        String content() {
            String text = String.join("\n", file) + "\n";
            return name.endsWith("(bare)") ? text : PRELUDE + text;
        }
    }

    @BeforeAll
    static void forgetEarlierRuns() {
        REWRITTEN.clear();
    }

    @AfterAll
    static void rewriteWhenAsked() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            List<String> lines = new ArrayList<>(HEADER);
            lines.addAll(REWRITTEN);
            Files.write(GOLDEN, lines);
        }
    }

    static Stream<Block> blocks() throws IOException {
        HEADER.clear();
        List<Block> blocks = new ArrayList<>();
        List<String> target = HEADER;
        for (String line : Files.readAllLines(GOLDEN)) {
            if (line.startsWith("== ")) {
                Block block = new Block(line.substring(3), new ArrayList<>(), new ArrayList<>());
                blocks.add(block);
                target = block.file();
            } else if (line.equals("-- expected")) {
                target = blocks.getLast().expected();
            } else {
                target.add(line);
            }
        }
        return blocks.stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void saysWhatIsWrongWhereAndWhatIsAllowed(Block block) throws IOException {
        Path file = directory.resolve("bgp-rr.conf");
        Files.writeString(file, block.content());
        StringWriter said = new StringWriter();

        int exitCode = ConfigCheck.run(new ConfigLoader(ENVIRONMENT), file, false, new PrintWriter(said));

        List<String> lines =
                said.toString().replace(directory + "/", "").lines().toList();
        REWRITTEN.add("== " + block.name());
        REWRITTEN.addAll(block.file());
        REWRITTEN.add("-- expected");
        REWRITTEN.addAll(lines);
        assertThat(exitCode).isEqualTo(1);
        assertThat(said.toString()).doesNotContain("hunter2");
        if (!Boolean.getBoolean("golden.update")) {
            assertThat(lines).isEqualTo(block.expected());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bgprr.bgp.fuzz.MemoryBound;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A configuration of any octets is taken or rejected with its problems, and the process that reloads it goes on. Input: the file.
 */
class ConfigFuzzTest {

    private static final int INPUT_LENGTH_MAX = 16 << 10;

    /** The schema's defaults and what is shown of them cost most of it, whatever the input. */
    private static final MemoryBound BOUND = new MemoryBound(16 << 20, 32 << 10);

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    static Stream<byte[]> files() throws IOException {
        List<byte[]> files = new ArrayList<>();
        Path examples = Path.of("../config");
        try (Stream<Path> tree = Files.walk(examples)) {
            for (Path file : tree.filter(each -> each.toString().endsWith(".conf"))
                    .sorted()
                    .toList()) {
                files.add(Files.readAllBytes(file));
            }
        }
        for (String text : List.of(
                "bgp { local-as = 64512, router-id = 10.0.0.1 }",
                "bgp { local-as = ${NUMBER}, router-id = ${?NONE} 10.0.0.1, cluster-id = ${bgp.cluster-id} }",
                "include \"other.conf\"\nbgp { local-as = 64512, router-id = 10.0.0.1 }",
                "include \"conf.d/*.conf\"\ninclude required(file(\"no\"))\ninclude url(\"http://127.0.0.1:1/\")",
                "include \"/\"\ninclude \"..\"\ninclude \"*\"\ninclude \"\"",
                "bgp { local-as = 1, router-id = 10.0.0.1, prefix-lists { a = [ \"10.0.0.0/8 ge 9 le 33\" ] }, neighbors ="
                        + " [ { address = \"::1\", remote-as = external, import = { prefix-list = a }, export = { any = [] } } ] }",
                "bgp { dynamic-neighbors = [ { prefix = 10.0.0.0/8, peer-group = x, limit = 99999999999999999999 } ] }",
                "a=${b},b=${a}",
                "a=[1,2]${a}${a}",
                "[[[[[[[[[[",
                "{\"bgp\": {\"local-as\": 1e9, \"router-id\": true}}",
                "\ufeffbgp=null")) {
            files.add(text.getBytes(StandardCharsets.UTF_8));
        }
        files.add("[".repeat(16_000).getBytes(StandardCharsets.UTF_8));
        files.add(("a.".repeat(8_000) + "a=1").getBytes(StandardCharsets.UTF_8));
        files.add(new byte[] {'a', '=', '"', (byte) 0xff, (byte) 0xc3, '"'});
        return files.stream();
    }

    @MethodSource("files")
    @FuzzTest
    void anyFileIsTakenOrRejectedWithItsProblems(byte[] input) throws IOException {
        if (input.length > INPUT_LENGTH_MAX) {
            return;
        }
        Path file = directory.resolve("main.conf");
        Files.write(file, input);
        Files.writeString(directory.resolve("other.conf"), "bgp { hold-time = 30s }\n");
        ConfigLoader loader = new ConfigLoader(Map.of("NUMBER", "64512"));

        ConfigOutcome outcome = BOUND.check(input.length, () -> loader.load(file));

        switch (outcome) {
            case LoadedConfig loaded -> {
                String effective = loaded.effective().toJson();
                assertThat(JSON.readTree(effective).has("bgp")).isTrue();
                assertThat(loaded.speaker().localAs().bits()).isNotZero();
                loaded.warnings().forEach(problem -> requireReadable(file, problem));
                assertThat(loader.load(file))
                        .isInstanceOfSatisfying(
                                LoadedConfig.class,
                                again -> assertThat(again.effective().toJson()).isEqualTo(effective));
            }
            case RejectedConfig rejected -> {
                assertThat(rejected.problems()).isNotEmpty();
                rejected.problems().forEach(problem -> requireReadable(file, problem));
                assertThat(loader.load(file)).isEqualTo(rejected);
            }
        }
    }

    private static void requireReadable(Path file, Problem problem) {
        assertThat(problem.position().file())
                .isIn(file.toString(), file.resolveSibling("other.conf").toString());
        assertThat(problem.position().line()).isBetween(0, INPUT_LENGTH_MAX + 1);
        assertThat(problem.text()).isNotBlank();
        assertThat(problem.toString().chars().filter(Character::isISOControl).toArray())
                .isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.config.ValueType.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code config/bgp-rr.conf} and the examples to the schema. */
class ReferenceConfigTest {

    private static final Path DIRECTORY = Path.of("..", "config");
    private static final Path REFERENCE = DIRECTORY.resolve("bgp-rr.conf");

    @TempDir
    private Path temporary;

    @Test
    void referenceLoadsAsItIs() {
        LoadedConfig loaded = loaded(REFERENCE, Map.of());

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.speaker().neighbors()).isEmpty();
    }

    @Test
    void referenceSaysNothingButDefaults() throws IOException {
        Path bare = temporary.resolve("bare.conf");
        Files.writeString(bare, "bgp { local-as = 64512, router-id = 10.99.0.1 }");
        LoadedConfig reference = loaded(REFERENCE, Map.of());
        LoadedConfig defaults = loaded(bare, Map.of());

        assertThat(reference.speaker()).isEqualTo(defaults.speaker());
        assertThat(reference.adminListen()).isEqualTo(defaults.adminListen());
        assertThat(reference.log()).isEqualTo(defaults.log());
    }

    @Test
    void referenceLoadsWithAllItsExamplesUncommented() throws IOException {
        Path secret = temporary.resolve("secret");
        Files.writeString(secret, "swordfish\n");
        String text = Files.readString(REFERENCE)
                .replaceAll("(?m)^( *)#(?=[^ \n#])", "$1")
                .replace("/run/secrets/bgp", secret.toString())
                .replace("password = ${?BGP_PASSWORD}", ""); // the file excludes it
        Path whole = temporary.resolve("whole.conf");
        Files.writeString(whole, text);

        LoadedConfig loaded = loaded(whole, Map.of());

        assertThat(loaded.speaker().neighbors()).hasSize(1);
        assertThat(loaded.speaker().dynamicNeighbors()).hasSize(1);
        assertThat(loaded.speaker().networks()).hasSize(1);
        assertThat(loaded.peerGroupsCount()).isEqualTo(2);
    }

    @Test
    void referenceNamesEveryKeyWithItsDefault() throws IOException {
        String text = Files.readString(REFERENCE);
        List<String> missing = new ArrayList<>();
        for (Section section : ConfigSchema.sections()) {
            for (Key<?> key : section.keys()) {
                String byDefault = key.type() instanceof Named ? null : key.defaultText();
                String written = byDefault == null ? "( *=| *\\{)" : " = " + Pattern.quote(byDefault) + "(?![\\w.])";
                if (!Pattern.compile("(?m)(?<![\\w-])" + key.name() + written)
                        .matcher(text)
                        .find()) {
                    missing.add(section.name() + ": " + key.name() + " = " + byDefault);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyDefaultIsAllowed() {
        for (Section section : ConfigSchema.sections()) {
            for (Key<?> key : section.keys()) {
                if (key.defaultText() != null) {
                    assertThat((Object) key.defaultValue()).as(key.name()).isNotNull();
                }
            }
        }
    }

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("examples"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleLoadsWithoutAWarning(Path example) {
        assertThat(loaded(example, Map.of("BGP_PASSWORD", "swordfish")).warnings())
                .isEmpty();
    }

    private static LoadedConfig loaded(Path file, Map<String, String> environment) {
        ConfigOutcome outcome = new ConfigLoader(environment).load(file);
        assertThat(outcome).as(outcome.toString()).isInstanceOf(LoadedConfig.class);
        return (LoadedConfig) outcome;
    }
}

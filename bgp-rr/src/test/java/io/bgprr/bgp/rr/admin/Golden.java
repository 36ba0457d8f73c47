// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that were looked at once and then kept; {@code -Dgolden.update=true} writes them anew. */
public final class Golden {

    private static final Path ROOT = Path.of("src", "test", "resources");

    private Golden() {}

    public static void check(String name, String actual) throws IOException {
        Path file = ROOT.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, actual);
        }
        assertThat(file).as("run with -Dgolden.update=true").exists();
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}

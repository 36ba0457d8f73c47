// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs a probe in a process of its own with the daemon's compiler, collector and object headers, and holds what it printed: lines
 * of a name, a tabulator and a number.
 */
public final class ProbeProcess {

    private final Map<String, Double> values = new HashMap<>();

    public ProbeProcess(Class<?> probe) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(List.of(
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        probe.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(probe.getName() + " ended with " + status + ": " + said);
        }
        said.lines().forEach(line -> {
            int tab = line.lastIndexOf('\t');
            values.put(line.substring(0, tab), Double.valueOf(line.substring(tab + 1)));
        });
    }

    public double value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}

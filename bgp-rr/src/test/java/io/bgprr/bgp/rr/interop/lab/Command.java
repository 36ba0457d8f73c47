// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that answer at once: a daemon's own command line client. */
public final class Command {

    private static final List<String> BESIDE_PATH = List.of("/usr/sbin", "/sbin", "/usr/lib/frr");

    private Command() {}

    /** Where a program is. Fails, with the package to install, when it is nowhere. */
    public static String find(String program, String debianPackage) {
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), BESIDE_PATH.stream())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> missing(program, debianPackage));
    }

    /** The program at this path, for those that share a name with another one. */
    public static String at(String path, String debianPackage) {
        if (!Files.isExecutable(Path.of(path))) {
            throw missing(path, debianPackage);
        }
        return path;
    }

    private static AssertionError missing(String program, String debianPackage) {
        return new AssertionError(program + " is not installed and this test needs it: run apt-get install "
                + debianPackage + " as root, or scripts/test, which does that.");
    }

    /** What the program prints; fails when it fails. */
    public static String run(String... words) {
        Result result = attempt(words);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(
                    String.join(" ", words) + " exited with " + result.exitCode() + ": " + result.output());
        }
        return result.output();
    }

    /** What the program prints, whether it succeeds or not. */
    public static Result attempt(String... words) {
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(words)))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", words) + " does not end");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What became of a program. */
    public record Result(int exitCode, String output) {}
}

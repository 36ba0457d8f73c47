// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A daemon that can be measured: where its program is, and how it is told what to do. */
public abstract sealed class DaemonKind permits BgpRr, Bird, Frr, GoBgp, OpenBgpd, RelayProcess {

    private final String name;
    private final @Nullable Path program;
    private final String debianPackage;

    /**
     * A daemon by its program.
     *
     * @param program to be started; null when it was not found
     * @param debianPackage that brings it, or another hint how to get it
     */
    DaemonKind(String name, @Nullable Path program, String debianPackage) {
        this.name = name;
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /** Writes what the daemon reads at its start, and returns the command that starts it in the foreground. */
    abstract List<String> prepare(Surroundings surroundings) throws IOException;

    /** As it stands in tables. */
    public final String name() {
        return name;
    }

    /** Why it cannot be started; null when it can. */
    public @Nullable String missing() {
        return program == null ? debianPackage + " is not installed" : null;
    }

    /** What it does to attributes. */
    public Treatment treatment(Setup setup) {
        return setup.isExternal() ? Treatment.EXTERNAL : Treatment.REFLECTED;
    }

    /** Whether it can do right what is played. */
    public boolean plays(Scenario scenario) {
        return true;
    }

    /** Whether it is a daemon that others can be compared with, and not a bound. */
    public boolean isPeer() {
        return true;
    }

    /** How long it should be left alone after it began to listen, before it takes every peer that comes. */
    double restSeconds() {
        return 1;
    }

    /** Whether it is this project's. */
    public boolean isOurs() {
        return false;
    }

    final String program() {
        if (program == null) {
            throw new IllegalStateException(missing());
        }
        return program.toString();
    }

    static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    /** The first of these that is a program: a path, or a name to be found where daemons are. */
    static @Nullable Path find(String... names) {
        for (String name : names) {
            Path given = Path.of(name);
            if (name.contains("/")) {
                if (Files.isExecutable(given)) {
                    return given.toAbsolutePath();
                }
                continue;
            }
            String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin:/usr/local/bin";
            Path found = Arrays.stream(path.split(":"))
                    .filter(directory -> !directory.isEmpty())
                    .map(directory -> Path.of(directory, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Lines under one another, those that are null left out. */
    static String lines(@Nullable String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (line != null) {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    /** The same for parts that are made elsewhere. */
    static String lines(Stream<String> lines) {
        return lines(lines.toArray(String[]::new));
    }
}

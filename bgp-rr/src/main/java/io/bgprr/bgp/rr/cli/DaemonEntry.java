// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.bench.BenchRequest;
import java.io.PrintStream;
import java.nio.file.Path;

/** What the command needs of the daemon itself; its classes are loaded only when one of these is called. */
public interface DaemonEntry {

    /** Runs the daemon until it is told to stop. Returns the exit code. */
    int run(Path config);

    /** Reads a configuration and prints every problem with it, or that there is none. Returns the exit code: 0 or 1. */
    int check(Path config, boolean asJson);

    /** Plays what a daemon does, for the JVM to learn it. Returns the exit code: 0 or 1. */
    int rehearse();

    /**
     * Measures daemons side by side. Returns the exit code: 0 when all did right, 1 when not, 2 when the request was wrong.
     *
     * @param columns the width of the terminal, 0 = not known
     */
    int bench(BenchRequest request, PrintStream out, PrintStream err, int columns);
}

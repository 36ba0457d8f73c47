// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import java.nio.file.Path;

/** What the command needs of the daemon itself; its classes are loaded only when one of these is called. */
public interface DaemonEntry {

    /** Runs the daemon until it is told to stop. Returns the exit code. */
    int run(Path config);

    /** Reads a configuration and prints every problem with it, or that there is none. Returns the exit code: 0 or 1. */
    int check(Path config, boolean asJson);

    /** Plays what a daemon does, for the JVM to learn it. Returns the exit code: 0 or 1. */
    int rehearse();
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says on standard error how far it is: on a terminal in one line that changes, else a line for every play. */
final class Progress {

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final String TO_LINE_START = "\r\u001b[K";

    private final PrintStream err;
    private final boolean isLive;
    private final int width;
    private String subject = "";

    private Progress(PrintStream err, boolean isLive, int width) {
        this.err = err;
        this.isLive = isLive;
        this.width = width;
    }

    /** @param width of the terminal, 0 = not known */
    static Progress on(PrintStream err, int width) {
        return new Progress(err, isTerminal(), width == 0 ? 80 : width);
    }

    private static boolean isTerminal() {
        try {
            String file = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** What the next words are about. */
    void begin(String what) {
        subject = what;
        say("");
    }

    /** What happens now; nobody misses it later. */
    void say(String what) {
        if (isLive) {
            String line = what.isEmpty() ? subject : subject + ": " + what;
            err.print(TO_LINE_START + line.substring(0, Math.min(line.length(), width - 1)));
            err.flush();
        }
    }

    /** How it came out. */
    void end(String what) {
        tell(what);
    }

    /** What somebody may want to read later. */
    void tell(String what) {
        err.println((isLive ? TO_LINE_START : "") + subject + ": " + what);
    }
}

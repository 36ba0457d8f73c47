// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A daemon that runs in the foreground as a child of the test. What it prints goes to a file; it is stopped by the process
 * that was started and never by name; when the JVM of the test ends early, it is ended too.
 */
public final class DaemonProcess implements AutoCloseable {

    private static final int TAIL_LINES = 40;

    private final String name;
    private final Path output;
    private final Process process;
    private final Thread atExit;
    private boolean wantedAlive = true;

    private DaemonProcess(String name, Path output, Process process) {
        this.name = name;
        this.output = output;
        this.process = process;
        this.atExit = new Thread(this::endTree, "end-" + name);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts the command in the directory; output is appended to the file {@code output} there. */
    public static DaemonProcess start(
            String name, Path directory, Map<String, String> environment, List<String> command) {
        return start(name, directory, environment, command, null);
    }

    /** The same, but standard error is appended to another file. */
    public static DaemonProcess start(
            String name, Path directory, Map<String, String> environment, List<String> command, @Nullable Path error) {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(error == null)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        if (error != null) {
            builder.redirectError(ProcessBuilder.Redirect.appendTo(error.toFile()));
        }
        builder.environment().putAll(environment);
        try {
            return new DaemonProcess(name, output, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails at once when the daemon ended by itself. */
    public void check() {
        if (wantedAlive && !process.isAlive()) {
            throw new IllegalStateException(name + " ended with " + process.exitValue()
                    + ", which nobody asked for. Its last words:\n" + tail());
        }
    }

    public String output() {
        try {
            return Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of what it printed. */
    public String tail() {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** The most memory it has ever had, of the daemon alone (Linux: VmHWM in proc_pid_status(5)). */
    public long peakResidentBytes() {
        return statusBytes("VmHWM:");
    }

    /** The memory it has (Linux: VmRSS). */
    public long residentBytes() {
        return statusBytes("VmRSS:");
    }

    private long statusBytes(String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal by name, such as HUP or STOP, to the daemon and to the processes it started. */
    public void signal(String signal) {
        for (ProcessHandle handle : tree()) {
            Command.attempt("/bin/kill", "-" + signal, Long.toString(handle.pid()));
        }
    }

    /** Sends a signal to the daemon alone. */
    public void signalMain(String signal) {
        Command.run("/bin/kill", "-" + signal, Long.toString(process.pid()));
    }

    /** Asks it to end, as a supervisor would, and waits. The exit code; -1 when it had to be killed. */
    public int terminate() {
        wantedAlive = false;
        List<ProcessHandle> tree = tree();
        process.destroy();
        boolean ended = await(10);
        tree.forEach(ProcessHandle::destroyForcibly);
        return ended ? process.exitValue() : -1;
    }

    /** Ends it without notice, with everything it started. */
    public void kill() {
        wantedAlive = false;
        endTree();
        await(10);
    }

    /** Waits for an end that something else caused, and returns the exit code; -1 when it did not come. */
    public int awaitEnd(int seconds) {
        wantedAlive = false;
        return await(seconds) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        terminate();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook does the same again.
            return;
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private boolean await(int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void endTree() {
        tree().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }
}

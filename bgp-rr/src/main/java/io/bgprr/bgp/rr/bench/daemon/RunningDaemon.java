// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import io.bgprr.bgp.rr.bench.score.Usage;
import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.Octets;
import io.bgprr.bgp.rr.bench.world.Setup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A daemon that runs in the foreground as a child of this process, with its files in a temporary directory. */
public final class RunningDaemon implements AutoCloseable {

    private static final long LISTEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int POLL_MILLIS = 20;
    private static final int QUIET_MILLIS = 300;
    private static final int QUIET_ROUNDS_MIN = 3;
    private static final int QUIET_ROUNDS_MAX = 100;
    private static final double QUIET_CPU_SECONDS = 0.02;
    private static final int STOP_SECONDS_MAX = 8;
    private static final int LOG_LINES = 20;

    /** The directory stays. */
    private final boolean isKept;

    private final Path directory;
    private final Process process;
    private final InetSocketAddress address;
    private final Thread atExit;
    private double readySeconds;

    private RunningDaemon(Path directory, Process process, InetSocketAddress address, boolean isKept) {
        this.directory = directory;
        this.process = process;
        this.address = address;
        this.isKept = isKept;
        this.atExit = new Thread(this::killAll, "stop-daemon");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts a daemon and waits until it listens and rests.
     *
     * @throws IOException when it does not come up; what it said last is in the message
     */
    public static RunningDaemon start(DaemonKind kind, Setup setup, boolean keepsFiles)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("bgp-rr-bench-");
        // Daemons that give up root read and write their files as somebody else.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = freePort();
        List<String> command = kind.prepare(new Surroundings(directory, setup, port, freePort()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        long start = System.nanoTime();
        InetSocketAddress address = new InetSocketAddress(Octets.ipv4(Addressing.DAEMON_ADDRESS), port);
        RunningDaemon daemon = new RunningDaemon(directory, builder.start(), address, keepsFiles);
        try {
            daemon.awaitListening(port, start);
            daemon.readySeconds = (System.nanoTime() - start) / 1e9;
            daemon.awaitQuiet(kind.restSeconds());
        } catch (IOException | InterruptedException | RuntimeException e) {
            daemon.close();
            throw e;
        }
        return daemon;
    }

    /** Free now; nobody else binds to this address but by chance. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(Octets.ipv4(Addressing.DAEMON_ADDRESS), 0));
            return socket.getLocalPort();
        }
    }

    private void awaitListening(int port, long start) throws IOException, InterruptedException {
        while (!isListening(port)) {
            if (!process.isAlive()) {
                throw new IOException("ended with " + process.exitValue() + " at its start: " + lastWords());
            }
            if (System.nanoTime() - start > LISTEN_NANOS_MAX) {
                throw new IOException("does not listen: " + lastWords());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** By the kernel's table: to connect would be an event for the daemon. */
    private static boolean isListening(int port) throws IOException {
        String wanted = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            Path file = Path.of(table);
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                    String[] columns = line.trim().split("\\s+");
                    if (columns[1].endsWith(wanted) && columns[3].equals("0A")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Some listen long before they have read what neighbours they have. */
    private void awaitQuiet(double secondsMin) throws InterruptedException {
        double before = usage().cpuSeconds();
        int roundsMin = (int) Math.ceil(secondsMin * 1000 / QUIET_MILLIS);
        for (int round = 0, quiet = 0;
                round < roundsMin || (round < QUIET_ROUNDS_MAX && quiet < QUIET_ROUNDS_MIN);
                round++) {
            Thread.sleep(QUIET_MILLIS);
            double now = usage().cpuSeconds();
            quiet = now - before <= QUIET_CPU_SECONDS ? quiet + 1 : 0;
            before = now;
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    /** From the start of the process until it listened. */
    public double readySeconds() {
        return readySeconds;
    }

    public Usage usage() {
        return ProcessTree.usage(process.toHandle());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** How it ended by itself, with what it said last. */
    public String epitaph() {
        return "the daemon ended with " + process.exitValue() + ": " + lastWords();
    }

    /** The end of what it printed, as one line. */
    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("output"), StandardCharsets.ISO_8859_1);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    /** Asks it to end, then ends what is left of it. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> tree = ProcessTree.processes(process.toHandle());
        process.destroy();
        try {
            boolean _ = process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            tree.forEach(ProcessHandle::destroyForcibly);
            process.waitFor();
        } catch (InterruptedException e) {
            tree.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the JVM is ending, and the hook does the rest
        }
        if (!isKept) {
            deleteFiles();
        }
    }

    public Path directory() {
        return directory;
    }

    private void killAll() {
        ProcessTree.processes(process.toHandle()).forEach(ProcessHandle::destroyForcibly);
        try {
            if (!isKept) {
                deleteFiles();
            }
        } catch (IOException e) {
            System.err.println("bgp-rr: could not delete " + directory + ": " + e.getMessage());
        }
    }

    private void deleteFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

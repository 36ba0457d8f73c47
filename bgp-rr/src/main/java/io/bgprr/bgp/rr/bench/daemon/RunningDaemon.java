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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A daemon that runs in the foreground as a child of this process, and everything that it starts itself. */
public final class RunningDaemon implements AutoCloseable {

    private static final long LISTEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int POLL_MILLIS = 20;
    private static final int QUIET_MILLIS = 300;
    private static final int QUIET_ROUNDS_MIN = 3;
    private static final int QUIET_ROUNDS_MAX = 100;
    private static final double QUIET_CPU_SECONDS = 0.02;
    private static final int STOP_SECONDS_MAX = 8;
    private static final int LOG_LINES = 20;
    private static final String OUTPUT = "output";
    private static final String SILENCE = "it said nothing";

    private final DaemonFiles files;
    private final InetSocketAddress address;

    /** All that ever belonged to it: the children of a process that ends by itself are no longer known as its children. */
    private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();

    private @Nullable Process process;
    private double readySeconds;

    private RunningDaemon(DaemonFiles files, InetSocketAddress address) {
        this.files = files;
        this.address = address;
    }

    /**
     * Starts a daemon and waits until it listens and rests.
     *
     * @param files borrowed; to be closed after the daemon
     * @throws IOException when it does not come up; what it said last is in the message
     */
    public static RunningDaemon start(DaemonKind kind, Setup setup, DaemonFiles files)
            throws IOException, InterruptedException {
        int port = freePort();
        InetSocketAddress address = new InetSocketAddress(Octets.ipv4(Addressing.DAEMON_ADDRESS), port);
        RunningDaemon daemon = new RunningDaemon(files, address);
        try {
            List<String> command = kind.prepare(new Surroundings(files, setup, port, freePort()));
            long start = System.nanoTime();
            daemon.launch(command);
            daemon.awaitListening(port, start);
            daemon.readySeconds = (System.nanoTime() - start) / 1e9;
            daemon.awaitQuiet(kind.restSeconds());
        } catch (IOException | InterruptedException | RuntimeException e) {
            closeAfter(daemon, e);
            throw e;
        }
        return daemon;
    }

    private static void closeAfter(RunningDaemon daemon, Exception why) {
        try {
            daemon.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void launch(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(files.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(files.file(OUTPUT).toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        process = files.ending().launch(builder, seen);
    }

    private Process process() {
        return Objects.requireNonNull(process, "not launched");
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
            if (!process().isAlive()) {
                throw new IOException("ended with " + process().exitValue() + " at its start: " + lastWords());
            }
            if (System.nanoTime() - start > LISTEN_NANOS_MAX) {
                throw new IOException("does not listen: " + lastWords());
            }
            Thread.sleep(POLL_MILLIS); // another process has nothing to wait on
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
    private void awaitQuiet(double secondsMin) throws IOException, InterruptedException {
        double before = usage().cpuSeconds();
        int roundsMin = (int) Math.ceil(secondsMin * 1000 / QUIET_MILLIS);
        for (int round = 0, quiet = 0;
                round < roundsMin || (round < QUIET_ROUNDS_MAX && quiet < QUIET_ROUNDS_MIN);
                round++) {
            Thread.sleep(QUIET_MILLIS); // the CPU that a process takes is seen over some time only
            if (!isAlive()) {
                throw new IOException(epitaph());
            }
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
        List<ProcessHandle> tree = ProcessTree.processes(process().toHandle());
        seen.addAll(tree);
        return ProcessTree.usage(tree);
    }

    public boolean isAlive() {
        return process().isAlive();
    }

    /** How it ended by itself, with what it said last. */
    public String epitaph() {
        return "the daemon ended with " + process().exitValue() + ": " + lastWords();
    }

    /** The end of what it printed, as one line. */
    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(files.file(OUTPUT), StandardCharsets.ISO_8859_1);
            return lines.isEmpty()
                    ? SILENCE
                    : String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return SILENCE;
        }
    }

    /** Asks it to end, then ends what is left of it. Returns when all of its processes have ended. */
    @Override
    public void close() throws IOException {
        if (process != null) {
            end(process, seen);
        }
    }

    static void end(Process process, Set<ProcessHandle> seen) throws IOException {
        Set<ProcessHandle> tree = new HashSet<>(seen);
        tree.addAll(ProcessTree.processes(process.toHandle()));
        process.destroy();
        try {
            boolean _ = process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            tree.addAll(ProcessTree.processes(process.toHandle()));
            tree.forEach(ProcessHandle::destroyForcibly);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS_MAX);
            while (tree.stream().anyMatch(ProcessTree::isRunning)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("does not end, even when killed");
                }
                Thread.sleep(POLL_MILLIS); // only our own children can be waited for, not theirs
            }
        } catch (InterruptedException e) {
            tree.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it without a word, and waits for nothing. */
    static void kill(Process process, Set<ProcessHandle> seen) {
        Set<ProcessHandle> tree = new HashSet<>(seen);
        tree.addAll(ProcessTree.processes(process.toHandle()));
        tree.forEach(ProcessHandle::destroyForcibly);
    }
}

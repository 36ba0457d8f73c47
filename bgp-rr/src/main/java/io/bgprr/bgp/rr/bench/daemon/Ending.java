// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of this program before it is done, as by Ctrl-C. From then on nothing is begun, and the daemon that runs is ended. Who
 * plays it sees it gone and deletes its files, as always; the end waits for that, so that two never clean up the same place.
 *
 * <p>Thread-safe: the JVM's hook is one thread, the player another one.
 */
public final class Ending implements AutoCloseable {

    private static final long UNWIND_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    /** Something that may fail, and must not come after the end. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException;
    }

    private final CountDownLatch begun = new CountDownLatch(1);
    private final Thread hook = new Thread(this::begin, "end-bench");
    private @Nullable DaemonFiles files;
    private @Nullable Process process;
    private Set<ProcessHandle> seen = Set.of();

    /** Of a program that ends by nothing but {@link #begin}. */
    Ending() {}

    /** Looks out for the end of this JVM, until it is closed. */
    public static Ending ofThisProgram() {
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    /**
     * Says whether the end has begun, or begins soon: Ctrl-C goes to daemons too, and one may be gone before this program knows
     * why.
     */
    public boolean beginsWithin(long millis) throws InterruptedException {
        return begun.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Has files made, which the end waits for from now on. */
    synchronized DaemonFiles open(Step<DaemonFiles> make) throws IOException {
        requireNotBegun();
        DaemonFiles made = make.take();
        files = made;
        return made;
    }

    /** These files are deleted, or kept as they are. */
    synchronized void closed(DaemonFiles closed) {
        if (files == closed) {
            files = null;
            process = null; // its number may be another's by the time of the end
            seen = Set.of();
            notifyAll();
        }
    }

    /**
     * Starts a process, which the end ends.
     *
     * @param descendants that were seen so far, of which the caller may see more
     */
    synchronized Process launch(ProcessBuilder builder, Set<ProcessHandle> descendants) throws IOException {
        requireNotBegun();
        Process launched = builder.start();
        process = launched;
        seen = descendants;
        return launched;
    }

    private void requireNotBegun() throws IOException {
        if (begun.getCount() == 0) {
            throw new IOException("was not started, for this program is ending");
        }
    }

    /** Ends the daemon, and returns when its files are deleted. */
    synchronized void begin() {
        begun.countDown();
        if (process != null) {
            RunningDaemon.kill(process, seen);
        }
        try {
            long deadline = System.nanoTime() + UNWIND_NANOS_MAX;
            for (long left = UNWIND_NANOS_MAX; files != null && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (files != null) {
            delete(files);
        }
    }

    /** In the stead of a player that does not come to it. */
    private static void delete(DaemonFiles left) {
        try {
            left.close();
        } catch (IOException e) {
            System.err.println("bgp-rr: could not delete " + left.directory() + ": " + e.getMessage());
        }
    }

    /** All is done: the program may end as it likes. */
    @Override
    public void close() {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // it is ending, and the hook runs
        }
    }
}

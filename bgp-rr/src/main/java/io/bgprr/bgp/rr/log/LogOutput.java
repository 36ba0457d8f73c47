// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.log;

import io.bgprr.bgp.rr.config.LogSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Where log lines go, on a thread of its own: whoever reads our standard error may stall, and an engine that waited for it
 * would lose its sessions. When the queue is full, lines are dropped and counted.
 */
public final class LogOutput {

    private static final int QUEUE_LINES_MAX = 8192;

    private static final LogOutput STANDARD_ERROR = new LogOutput(new FileOutputStream(FileDescriptor.err));

    private final OutputStream stream;
    private final Queue<LogEntry> queue = new ArrayDeque<>(); // guarded by itself
    private volatile LogSettings settings = LogSettings.DEFAULT;
    private @Nullable Thread writer;
    private boolean isWriting;
    private long droppedCount;

    LogOutput(OutputStream stream) {
        this.stream = stream;
    }

    /** The output of the process's loggers. */
    public static LogOutput standardError() {
        return STANDARD_ERROR;
    }

    /** Lines written from now on have this shape, and those below the level are left out. */
    public void configure(LogSettings wanted) {
        settings = wanted;
    }

    /** The least level that is written. Libraries say less: what they call information is detail here. */
    Level threshold(boolean isOwn) {
        return switch (settings.level()) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> isOwn ? Level.INFO : Level.WARN;
            case DEBUG -> isOwn ? Level.DEBUG : Level.INFO;
        };
    }

    /** Never blocks. */
    void write(LogEntry entry) {
        synchronized (queue) {
            if (queue.size() >= QUEUE_LINES_MAX) {
                droppedCount++;
                return;
            }
            queue.add(entry);
            if (writer == null) {
                writer = Thread.ofPlatform().name("log").daemon().start(this::drain);
            }
            queue.notifyAll();
        }
    }

    /** Waits until all lines are out, or for as long at most. */
    public void flush(long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (queue) {
            while (!queue.isEmpty() || isWriting) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(queue, left);
            }
        }
    }

    private void drain() {
        try {
            while (true) {
                Batch batch = next();
                try {
                    stream.write(batch.text().getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // Nobody reads, or the disk is full: the router goes on, and tries again with later lines.
                    lost(batch.linesCount());
                }
            }
        } catch (InterruptedException e) {
            synchronized (queue) {
                isWriting = false;
                queue.clear();
                queue.notifyAll();
            }
        }
    }

    private void lost(long linesCount) {
        synchronized (queue) {
            droppedCount += linesCount;
        }
    }

    /** Lines in one piece, and how many there would have been with those that were dropped before. */
    private record Batch(String text, long linesCount) {}

    /** As many lines as there are. */
    private Batch next() throws InterruptedException {
        List<LogEntry> entries;
        long dropped;
        synchronized (queue) {
            isWriting = false;
            queue.notifyAll();
            while (queue.isEmpty()) {
                queue.wait();
            }
            isWriting = true;
            entries = List.copyOf(queue);
            queue.clear();
            dropped = droppedCount;
            droppedCount = 0;
        }
        StringBuilder lines = new StringBuilder();
        for (LogEntry entry : entries) {
            lines.append(entry.format(settings.format()));
        }
        if (dropped > 0) {
            String text = dropped + " lines were dropped here: standard error did not take them";
            lines.append(new LogEntry(System.currentTimeMillis(), Level.WARN, text, List.of(), null, null)
                    .format(settings.format()));
        }
        return new Batch(lines.toString(), entries.size() + dropped);
    }
}

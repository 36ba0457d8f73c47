// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which lines of a kind about somebody are written: the first few of a minute. Those that are left out are counted, and told
 * in one line when the minute is over. So nobody can fill a log by what he sends, and everything leaves a trace. Any thread.
 */
final class LineSampler {

    /** What lines are sampled apart from each other. */
    enum Kind {
        CONNECTION_REFUSED("refused connections", 5),
        SESSION("ends and beginnings of sessions", 10),
        UPDATE_ERROR("UPDATEs with errors", 5),
        CRASH("errors of ours", 5),
        LAGGING("notes that the peer reads too slowly", 5),
        DYNAMIC_NEIGHBOR("comings and goings of a dynamic neighbour", 5),
        DYNAMIC_LIMIT("notes that the range is full", 5),
        PREFIX_LIMIT_NEAR("notes that the peer comes near its limit of prefixes", 5),
        PREFIX_LIMIT_EXCEEDED("notes that the peer is over its limit of prefixes", 5),
        WARNING("warnings", 10);

        private final String label;
        private final int linesMax;

        Kind(String label, int linesMax) {
            this.label = label;
            this.linesMax = linesMax;
        }

        /** What there are more of, as in "7 more ...". */
        String label() {
            return label;
        }

        /** Lines of a minute. */
        int linesMax() {
            return linesMax;
        }
    }

    /** Runs something later. */
    interface Later {
        void run(Runnable task, long delayNanos);
    }

    /** Hears what was left out. */
    interface Summary {
        void suppressed(Kind kind, Object about, long count);
    }

    static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Who is told apart; beyond it all others count as one. */
    static final int KEYS_MAX = 8192;

    private static final Object OTHERS = "others";

    private record Key(Kind kind, Object about) {

        // Written out, for it is asked when the first session comes: linking a record's own takes 10 ms.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && kind == that.kind && about.equals(that.about);
        }

        @Override
        public int hashCode() {
            return 31 * kind.hashCode() + about.hashCode();
        }
    }

    /** A minute of one key. */
    private static final class Window {
        final long startNanos;
        int lines;
        long suppressed;

        Window(long startNanos) {
            this.startNanos = startNanos;
        }

        boolean isOver(long nowNanos) {
            return nowNanos - startNanos >= WINDOW_NANOS;
        }
    }

    private final LongSupplier clockNanos;
    private final Later later;
    private final Summary summary;
    private final Map<Key, Window> windows = new HashMap<>();
    private final AtomicLong suppressedTotal = new AtomicLong();

    LineSampler(LongSupplier clockNanos, Later later, Summary summary) {
        this.clockNanos = clockNanos;
        this.later = later;
        this.summary = summary;
    }

    /** Whether a line is to be written now. */
    synchronized boolean admits(Kind kind, Object about) {
        long now = clockNanos.getAsLong();
        Key key = new Key(kind, about);
        Window window = windows.get(key);
        if (window == null || window.isOver(now) && window.suppressed == 0) {
            key = keyOf(kind, about, now);
            window = windows.computeIfAbsent(key, k -> new Window(now));
            if (window.isOver(now) && window.suppressed == 0) {
                window = new Window(now);
                windows.put(key, window);
            }
        }
        if (window.lines < kind.linesMax()) {
            window.lines++;
            return true;
        }
        suppressedTotal.getAndIncrement();
        if (window.suppressed++ == 0) {
            Key ended = key;
            later.run(() -> end(ended), Math.max(0, window.startNanos + WINDOW_NANOS - now));
        }
        return false;
    }

    /** What was left out since the beginning, told already or not. */
    long suppressedTotal() {
        return suppressedTotal.get();
    }

    private Key keyOf(Kind kind, Object about, long now) {
        if (windows.size() >= KEYS_MAX) {
            windows.values().removeIf(window -> window.isOver(now) && window.suppressed == 0);
        }
        return new Key(kind, windows.size() < KEYS_MAX ? about : OTHERS);
    }

    private void end(Key key) {
        Window ended;
        synchronized (this) {
            ended = windows.remove(key);
        }
        if (ended != null) {
            summary.suppressed(key.kind(), key.about(), ended.suppressed);
        }
    }
}

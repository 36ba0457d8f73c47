// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the heap near what lives in it. The serial collector, the leanest and here the fastest, looks at its old generation
 * only when the heap has reached its limit; on a machine with much memory that is never, and a table that changes all day
 * would grow into all of it. So the daemon has the garbage collected when there may be as much of it as there is life.
 *
 * <p>It is also a second witness of memory running out: the speaker counts what routes take, this sees what lives. When a collection
 * leaves the old generation nearly full, the speaker is asked to let go of its heaviest session before the JVM gives up.
 */
final class OldGenerationWatch {

    private static final String SERIAL_OLD_GENERATION = "Tenured Gen";

    private static final long PERIOD_MILLIS = TimeUnit.SECONDS.toMillis(30);

    /** Less than this is not worth a pause. */
    private static final long GARBAGE_BYTES_MIN = 64L << 20;

    /** While the heap is full, what lives is looked at more often. */
    private static final long PERIOD_FULL_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private OldGenerationWatch() {}

    /**
     * Watches from now on, on a thread of its own; without effect when another collector was chosen.
     *
     * @param relieve is told in a clause that the heap is nearly full
     */
    static void start(Consumer<String> relieve) {
        Thread.ofPlatform().name("heap").daemon().start(() -> {
            try {
                watch(relieve);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void watch(Consumer<String> relieve) throws InterruptedException {
        // Asked for after the start, which it would slow down.
        Thread.sleep(PERIOD_MILLIS); // the start is over by then
        MemoryPoolMXBean pool = oldGeneration();
        while (pool != null) {
            MemoryUsage usage = pool.getUsage();
            boolean isFull = isNearlyFull(usage.getUsed(), usage.getMax());
            if (isFull || isCollectionDue(usage.getUsed(), livingBytes(pool))) {
                System.gc();
                isFull = isNearlyFull(livingBytes(pool), usage.getMax());
                if (isFull) {
                    relieve.accept("the heap is nearly full");
                }
            }
            Thread.sleep(isFull ? PERIOD_FULL_MILLIS : PERIOD_MILLIS); // the period of the watch
        }
    }

    private static @Nullable MemoryPoolMXBean oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(SERIAL_OLD_GENERATION))
                .findAny()
                .orElse(null);
    }

    /** What was left by the last collection of the whole heap; 0 before the first. */
    private static long livingBytes(MemoryPoolMXBean pool) {
        MemoryUsage afterCollection = pool.getCollectionUsage();
        return afterCollection == null ? 0 : afterCollection.getUsed();
    }

    /** Doubling bounds both: the garbage by what lives, and the pauses to one per so much new life. */
    static boolean isCollectionDue(long usedBytes, long livingBytes) {
        return usedBytes - livingBytes > Math.max(GARBAGE_BYTES_MIN, livingBytes);
    }

    /** Nine tenths: what is left is needed to end sessions in order. A generation without a limit is never full. */
    static boolean isNearlyFull(long usedBytes, long bytesMax) {
        return bytesMax > 0 && usedBytes > bytesMax / 10 * 9;
    }
}

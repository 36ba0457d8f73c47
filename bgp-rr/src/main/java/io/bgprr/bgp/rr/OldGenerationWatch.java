// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Keeps the heap near what lives in it. The serial collector, the leanest and here the fastest, looks at its old generation
 * only when the heap has reached its limit; on a machine with much memory that is never, and a table that changes all day
 * would grow into all of it. So the daemon has the garbage collected
 *
 * <ul>
 *   <li>once at the start, before it says that it is ready: {@link #clearAwayTheStart};
 *   <li>when the speaker's tables have shrunk to less than half, some seconds after they did: what lives is little then, and so
 *       is the pause (27 ms for what is left of a million routes), and the JVM gives most of the heap back to the system;
 *   <li>when there may be as much garbage as there was life at most since the last collection, as that and the tables tell: a
 *       pause that is as long as what lives is much (70 ms with a million routes), and comes only as tables change and change;
 *   <li>when it is nearly full and half of the room that the last collection left has been taken: only another one tells whether
 *       by garbage or by life.
 * </ul>
 *
 * <p>Half a minute lies between two of the first kind, however often a peer flaps, and before each of the last; five seconds before
 * one of the second.
 *
 * <p>It is also a second witness of memory running out: the speaker counts what routes take, this sees what lives, whatever it is.
 * What follows when a collection leaves the old generation nearly full is {@link HeapRelief}'s, for which this collects.
 */
final class OldGenerationWatch {

    /** The start is over by then, which asking for the generation would slow down. */
    private static final long START_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** A look costs microseconds; a million routes take a second and a half to come. */
    private static final long LOOK_MILLIS = 500;

    /** A collection is a pause of all sessions, so this seldom at most for the room's sake. */
    static final long COLLECTION_MILLIS = TimeUnit.SECONDS.toMillis(30);

    /** The same where garbage comes fast: with a table of 200,000 routes that changes all the time, 30 ms each. */
    static final long GARBAGE_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** Less than this is not worth a pause. */
    private static final long GARBAGE_BYTES_MIN = 24L << 20;

    /** Tables that have shrunk by less are not worth one either. */
    private static final long SHRUNK_BYTES_MIN = 8L << 20;

    /** Tables that change by less from look to look are at rest. */
    private static final long STEADY_BYTES = 1L << 20;

    /** For so long tables must be at rest: a peer that comes back at once needs what it had. */
    static final long SHRUNK_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final OldGeneration generation;
    private final LongSupplier tableBytes;
    private final LongSupplier clockMillis;
    private final Consumer<String> warn;
    private final HeapRelief relief;
    private boolean isDeafnessSaid;
    private long collectedMillis;
    private long shrunkMillis; // when that was last the reason of a collection
    private long tableBytesMax; // since the last collection
    private long tableBytesBefore; // at the last look
    private long changedMillis;

    /**
     * @param tableBytes what the speaker's tables take, estimated
     * @param tableBytesMax what they took at most until now
     * @param speaker as {@link HeapRelief} asks it
     * @param warn is told in a sentence what the operator must know
     * @param clockMillis any clock that goes on while the heap is collected
     */
    OldGenerationWatch(
            OldGeneration generation,
            LongSupplier tableBytes,
            long tableBytesMax,
            Function<String, CompletableFuture<Void>> speaker,
            Consumer<String> warn,
            LongSupplier clockMillis) {
        this.generation = generation;
        this.tableBytes = tableBytes;
        this.tableBytesMax = tableBytesMax;
        this.warn = warn;
        this.clockMillis = clockMillis;
        relief = new HeapRelief(generation, tableBytes, speaker, warn);
        long nowMillis = clockMillis.getAsLong();
        collectedMillis = nowMillis;
        shrunkMillis = nowMillis - COLLECTION_MILLIS; // the first time need not wait
        changedMillis = nowMillis;
    }

    /**
     * Moves what a start leaves in the young generation to the old one, or each of the first collections copies it while a table comes.
     * Peers may have connected by then; they wait 15 ms. With every collector, for to look which it is costs more classes.
     */
    static void clearAwayTheStart() {
        System.gc();
    }

    /** Watches from now on, on a thread of its own; without effect when another collector was chosen. */
    static void start(LongSupplier tableBytes, Function<String, CompletableFuture<Void>> speaker) {
        Thread.ofPlatform().name("heap").daemon().start(() -> {
            try {
                watch(tableBytes, speaker);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void watch(LongSupplier tableBytes, Function<String, CompletableFuture<Void>> speaker)
            throws InterruptedException {
        long tableBytesMax = 0;
        for (long waited = 0; waited < START_MILLIS; waited += LOOK_MILLIS) {
            tableBytesMax = Math.max(tableBytesMax, tableBytes.getAsLong());
            Thread.sleep(LOOK_MILLIS); // looking further costs classes that starting up should not wait for
        }
        OldGeneration generation = TenuredGeneration.ofThisProcess();
        if (generation == null) {
            return;
        }
        Consumer<String> warn = LoggerFactory.getLogger(OldGenerationWatch.class)::warn;
        OldGenerationWatch watch = new OldGenerationWatch(
                generation,
                tableBytes,
                tableBytesMax,
                speaker,
                warn,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        while (true) {
            watch.look();
            Thread.sleep(LOOK_MILLIS); // the period of the watch
        }
    }

    /** To be called all the time. */
    void look() {
        long nowMillis = clockMillis.getAsLong();
        boolean haveShrunk = haveTablesShrunk(nowMillis);
        if (relief.isPending()) {
            if (!relief.isDue(nowMillis)) {
                return;
            }
            collect(); // else what the session left behind would count as life
        } else if (haveShrunk && nowMillis - shrunkMillis >= COLLECTION_MILLIS) {
            shrunkMillis = nowMillis;
            collect();
        } else if (nowMillis - collectedMillis >= GARBAGE_MILLIS && isCollectionDue()
                || nowMillis - collectedMillis >= COLLECTION_MILLIS && hasFilledUp()) {
            collect();
        }
        relief.judge(clockMillis.getAsLong()); // a collection may have taken seconds
    }

    private void collect() {
        long before = generation.collectionCount();
        generation.collect();
        if (generation.collectionCount() == before && !isDeafnessSaid) {
            isDeafnessSaid = true;
            warn.accept(
                    "the JVM does not collect garbage when it is asked to (-XX:+DisableExplicitGC?): the heap may grow to its"
                            + " limit, and memory is not given back");
        }
        collectedMillis = clockMillis.getAsLong();
        tableBytesMax = tableBytesBefore;
    }

    private boolean haveTablesShrunk(long nowMillis) {
        long now = tableBytes.getAsLong();
        if (Math.abs(now - tableBytesBefore) > STEADY_BYTES) {
            changedMillis = nowMillis;
        }
        tableBytesBefore = now;
        tableBytesMax = Math.max(tableBytesMax, now);
        return tableBytesMax - now > Math.max(SHRUNK_BYTES_MIN, now) && nowMillis - changedMillis >= SHRUNK_MILLIS;
    }

    private boolean hasFilledUp() {
        return hasFilledUp(generation.usedBytes(), generation.livingBytes(), generation.bytesMax());
    }

    private boolean isCollectionDue() {
        // While tables grow, only they tell what lives. What they lose is not this
        // kind of garbage.
        long ofTables = HeapRelief.HEAP_BYTES_PER_TABLE_BYTE * tableBytesMax;
        return isCollectionDue(generation.usedBytes(), Math.max(generation.livingBytes(), ofTables));
    }

    /** Doubling bounds both: the garbage by what lived at most, and the pauses to one per so much new life. */
    static boolean isCollectionDue(long usedBytes, long livingBytes) {
        return usedBytes - livingBytes > Math.max(GARBAGE_BYTES_MIN, livingBytes);
    }

    /**
     * Half of the room, for then there are at most twice the collections that the JVM makes when all of it is taken, even if life alone
     * fills nearly nine tenths; and life is found out before it takes more than half of the tenth that relief needs.
     */
    static boolean hasFilledUp(long usedBytes, long livingBytes, long bytesMax) {
        return HeapRelief.missingBytes(usedBytes, bytesMax) > 0
                && usedBytes - livingBytes > (bytesMax - livingBytes) / 2;
    }
}

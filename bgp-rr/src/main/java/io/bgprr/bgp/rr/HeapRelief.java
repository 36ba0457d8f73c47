// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Lets the speaker's heaviest sessions go, one after another, while what lives fills nearly all of the old generation, whatever it
 * is: before the JVM gives up, which would end them all.
 *
 * <p>But only as long as that can help. No session ends for what its like could not make room for, be it that tables are too small a part
 * of what lives, or that neither they nor it became noticeably less or more since the last session was asked to go. People are told
 * instead, once, and it is looked again seldom: each look costs a collection of all that lives.
 *
 * <p>What was found by a collection counts once. After a session was asked to go it takes another to tell what that gave.
 */
final class HeapRelief {

    /** So long after they left the tables, a session's routes have been withdrawn from all who had them, and are garbage. */
    static final long GONE_MILLIS = TimeUnit.SECONDS.toMillis(2);

    /** Between two looks, where ending sessions does not help. */
    static final long PAUSE_MILLIS_MAX = TimeUnit.SECONDS.toMillis(30);

    /** So many sessions like the last may have to go until there is room; if it took more, they are not what fills the heap. */
    private static final int SESSIONS_MAX = 64;

    /** A million routes take 1.8 times the heap that is estimated, with what slabs and pages leave free. */
    static final int HEAP_BYTES_PER_TABLE_BYTE = 2;

    private final OldGeneration generation;
    private final LongSupplier tableBytes;
    private final Function<String, CompletableFuture<Void>> speaker;
    private final Consumer<String> warn;

    private boolean isPending;
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
    private long sinceMillis; // when the answer came, or when there was nobody to ask
    private long pauseMillis = GONE_MILLIS;
    private long collectionCount; // when that was
    private boolean isWarned;

    // When a session was last asked to go.
    private boolean hasAsked;
    private long livingBytes;
    private long tableBytesThen;

    /**
     * @param tableBytes what the speaker's tables take, estimated
     * @param speaker is told in a clause why its heaviest session is to end, and completes when its routes have left the tables
     * @param warn is told in a sentence what the operator must know
     */
    HeapRelief(
            OldGeneration generation,
            LongSupplier tableBytes,
            Function<String, CompletableFuture<Void>> speaker,
            Consumer<String> warn) {
        this.generation = generation;
        this.tableBytes = tableBytes;
        this.speaker = speaker;
        this.warn = warn;
    }

    /** Whether the heap was nearly full when it was judged last: {@link #judge} needs a collection when {@link #isDue} says so. */
    boolean isPending() {
        return isPending;
    }

    boolean isDue(long nowMillis) {
        if (!answer.isDone()) {
            sinceMillis = nowMillis;
        }
        return nowMillis - sinceMillis >= pauseMillis;
    }

    /** Looks at what the last collection left. */
    void judge(long nowMillis) {
        sinceMillis = nowMillis;
        long count = generation.collectionCount();
        if (isPending && count == collectionCount) {
            return; // nothing was collected since: what lives now is not known
        }
        collectionCount = count;
        long living = generation.livingBytes();
        long missing = missingBytes(living, generation.bytesMax());
        isPending = missing > 0;
        if (!isPending) {
            pauseMillis = GONE_MILLIS;
            hasAsked = false;
            isWarned = false;
        } else if (canHelp(living, tableBytes.getAsLong(), missing)) {
            ask(living);
        } else {
            pauseMillis = Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
            warnOnce(living);
        }
    }

    /** Nine tenths is nearly full: what is left is needed to end sessions in order. A generation without a limit is never full. */
    static long missingBytes(long livingBytes, long bytesMax) {
        return bytesMax > 0 ? livingBytes - bytesMax / 10 * 9 : 0;
    }

    private boolean canHelp(long living, long tables, long missing) {
        return tables * HEAP_BYTES_PER_TABLE_BYTE >= missing
                && (!hasAsked
                        || isWorth(livingBytes - living, missing)
                        || isWorth(Math.abs(tableBytesThen - tables), missing)); // more: others came in its place
    }

    private static boolean isWorth(long bytes, long missing) {
        return bytes * SESSIONS_MAX >= missing;
    }

    private void ask(long living) {
        hasAsked = true;
        livingBytes = living;
        tableBytesThen = tableBytes.getAsLong();
        pauseMillis = GONE_MILLIS;
        answer = speaker.apply("the JVM's heap is nearly full, whatever fills it");
    }

    private void warnOnce(long living) {
        if (!isWarned) {
            isWarned = true;
            warn.accept(
                    "the JVM's heap is nearly full, and no session's routes fill it: of " + mib(generation.bytesMax())
                            + " MiB " + mib(living) + " are in use, " + mib(tableBytes.getAsLong()) + " by routes");
        }
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A watch over an old generation of 1,000 MiB that is told what it holds, and a speaker that only remembers what it was asked. */
final class HeapLab implements OldGeneration {

    private static final long MIB = 1L << 20;

    long livingMib;
    long garbageMib;
    long tablesMib;
    long livingAtCollectionMib;

    /** Those that were asked for. */
    int collections;

    /** What a collection takes. */
    long pauseMillis;

    /** The JVM collects of itself alone. */
    boolean isDeaf;

    final List<String> reliefs = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    private long collectionCount;
    private long nowMillis;
    private OldGenerationWatch watch = watchOver(0);

    private OldGenerationWatch watchOver(long tablesMaxMib) {
        return new OldGenerationWatch(
                this, () -> tablesMib * MIB, tablesMaxMib * MIB, this::relieve, warnings::add, () -> nowMillis);
    }

    private CompletableFuture<Void> relieve(String why) {
        reliefs.add(why);
        return answer;
    }

    /** Another watch begins. */
    void startWatch(long atMillis, long tablesMaxMib) {
        nowMillis = atMillis;
        watch = watchOver(tablesMaxMib);
    }

    void look(long atMillis) {
        nowMillis = atMillis;
        watch.look();
    }

    /** Looks every half second for so long, the pauses included. */
    void pass(long millis) {
        for (long end = nowMillis + millis; nowMillis < end; ) {
            look(nowMillis + 500);
        }
    }

    @Override
    public long usedBytes() {
        return (livingMib + garbageMib) * MIB;
    }

    @Override
    public long livingBytes() {
        return livingAtCollectionMib * MIB;
    }

    @Override
    public long bytesMax() {
        return 1000 * MIB;
    }

    @Override
    public long collectionCount() {
        return collectionCount;
    }

    @Override
    public void collect() {
        if (!isDeaf) {
            nowMillis += pauseMillis;
            collections++;
            collectOfItself();
        }
    }

    /** As the JVM does without being asked. */
    void collectOfItself() {
        collectionCount++;
        garbageMib = 0;
        livingAtCollectionMib = livingMib;
    }
}

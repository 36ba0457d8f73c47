// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way back from the RibLoop, which has read them, to the SessionLoop that filled them and fills them again: a
 * table of a million routes would else leave 25 MB of arrays to the collector. What does not fit is left to it. The RibLoop alone
 * gives, the SessionLoop alone takes; where that is one thread, the next read finds the batch of the last one.
 */
final class SpareBatches {

    /** About as many peers as speak in one pass of a busy loop; a power of two. */
    private static final int COUNT_MAX = 64;

    /** Some ten that were full of IPv4 routes, a good part of what may wait for the RibLoop; that much a speaker keeps for good. */
    private static final int BYTES_MAX = 2 << 20;

    private final TableHashes hashes;
    private final AtomicReferenceArray<@Nullable UpdateBatch> ring = new AtomicReferenceArray<>(COUNT_MAX);
    private final AtomicInteger bytes = new AtomicInteger();
    private int givenCount; // the RibLoop's own
    private int takenCount; // the SessionLoop's own

    SpareBatches(TableHashes hashes) {
        this(hashes, 0);
    }

    /** @param count how many batches went round already */
    SpareBatches(TableHashes hashes, int count) {
        this.hashes = hashes;
        givenCount = count;
        takenCount = count;
    }

    /** A batch that says nothing yet. */
    UpdateBatch take(SessionLink link, long receivedNanos) {
        int place = takenCount & COUNT_MAX - 1; // counts overflow after two thousand million batches
        UpdateBatch batch = ring.get(place);
        if (batch == null) {
            batch = new UpdateBatch(hashes, this);
        } else {
            ring.set(place, null);
            takenCount++;
            bytes.addAndGet(-batch.capacityBytes());
        }
        batch.begin(link, receivedNanos);
        return batch;
    }

    /** A batch was read, and cleared. */
    void give(UpdateBatch batch) {
        int place = givenCount & COUNT_MAX - 1;
        if (ring.get(place) == null && bytes.get() + batch.capacityBytes() <= BYTES_MAX) {
            bytes.addAndGet(batch.capacityBytes());
            ring.set(place, batch);
            givenCount++;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.metrics;

import io.bgprr.bgp.speaker.SpeakerSnapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Prometheus is told. One thread at a time. */
@FunctionalInterface
public interface SpeakerMetrics {

    /** Prometheus' text format. */
    String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /**
     * One scrape.
     *
     * @param snapshot the speaker now, or null before it has started: then only the process is described
     */
    byte[] exposition(@Nullable SpeakerSnapshot snapshot);

    /** Made on the executor, beginning now; the first scrape waits for it. */
    static SpeakerMetrics lazily(Executor executor, Supplier<SpeakerMetrics> make) {
        CompletableFuture<SpeakerMetrics> made = CompletableFuture.supplyAsync(make, executor);
        return snapshot -> made.join().exposition(snapshot);
    }
}

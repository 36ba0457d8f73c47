// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long the collectors stopped the world, as a histogram. After each collection, which a garbage object of its own tells it of, it
 * asks the collectors for the number and the time of their collections, two reads each. The JVM's notifications say more, and cost
 * 1.4 ms each while they are interpreted, beside a table that comes: 3 % of a full one.
 *
 * <p>Times are whole milliseconds, as the collectors count them, and add up; collections too close together to be told apart count
 * as equally long, as those of the young generation may be with ZGC, which looks at such objects in the old one alone.
 */
final class CollectorPauses {

    /** Up to 50 ms nobody notices. */
    private static final double[] BUCKETS_SECONDS = {0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5};

    /** What ZGC and Shenandoah call their work beside the program, which is no pause. */
    private static final String CONCURRENT = "Cycles";

    private final List<Watched> collectors = new ArrayList<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** One collector, and what was seen of it. */
    private static final class Watched {

        private final GarbageCollectorMXBean collector;
        private final Histogram.Child pauses;
        private long count;
        private long millis;

        Watched(GarbageCollectorMXBean collector, Histogram.Child pauses) {
            this.collector = collector;
            this.pauses = pauses;
        }

        void look() {
            long newer = collector.getCollectionCount() - count;
            if (newer > 0) {
                long longer = collector.getCollectionTime() - millis;
                for (long i = 0; i < newer; i++) {
                    pauses.observe((double) longer / newer / TimeUnit.SECONDS.toMillis(1));
                }
                count += newer;
                millis += longer;
            }
        }
    }

    private CollectorPauses(List<GarbageCollectorMXBean> collectors, CollectorRegistry registry) {
        Histogram histogram = Histogram.build(
                        "jvm_gc_pause_seconds", "How long collections of garbage stopped the world")
                .labelNames("gc")
                .buckets(BUCKETS_SECONDS)
                .register(registry);
        for (GarbageCollectorMXBean collector : collectors) {
            if (!collector.getName().endsWith(CONCURRENT)) {
                this.collectors.add(new Watched(collector, histogram.labels(collector.getName())));
            }
        }
    }

    /** Counts from now on, those since the start included, on a thread of its own, as long as the process lives. */
    static void start(List<GarbageCollectorMXBean> collectors, CollectorRegistry registry) {
        CollectorPauses pauses = new CollectorPauses(collectors, registry);
        Thread.ofPlatform().name("pauses").daemon().start(() -> {
            try {
                pauses.watch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void watch() throws InterruptedException {
        while (true) {
            Reference<Object> next = new WeakReference<>(new Object(), collected);
            try {
                look(); // after the reference is made, so that no collection goes unseen
                collected.remove();
            } finally {
                Reference.reachabilityFence(next); // of one that is itself garbage nobody is told
            }
        }
    }

    private void look() {
        for (Watched each : collectors) {
            each.look();
        }
    }
}

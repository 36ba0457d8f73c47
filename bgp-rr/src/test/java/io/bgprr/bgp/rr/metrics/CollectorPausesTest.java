// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.client.CollectorRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Collections of this very JVM tell it when to look; what it sees is a collector's that the test plays. */
class CollectorPausesTest {

    private final CollectorRegistry registry = new CollectorRegistry();
    private final PlayedCollector collector = new PlayedCollector();

    private static final class PlayedCollector implements GarbageCollectorMXBean {

        private String name = "played";
        private volatile long count;
        private volatile long millis;

        void has(long collections, long millisTogether) {
            millis = millisTogether; // asked for after the count
            count = collections;
        }

        @Override
        public long getCollectionCount() {
            return count;
        }

        @Override
        public long getCollectionTime() {
            return millis;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public String[] getMemoryPoolNames() {
            return new String[0];
        }

        @Override
        public ObjectName getObjectName() {
            throw new UnsupportedOperationException("nobody asks");
        }
    }

    /** Collects until it has looked. */
    private void awaitSamples(double count) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            System.gc();
            assertThat(sample("_count")).isEqualTo(count);
        });
    }

    private Double sample(String suffix) {
        return registry.getSampleValue("jvm_gc_pause_seconds" + suffix, new String[] {"gc"}, new String[] {"played"});
    }

    private Double upTo(String seconds) {
        return registry.getSampleValue(
                "jvm_gc_pause_seconds_bucket", new String[] {"gc", "le"}, new String[] {"played", seconds});
    }

    @Test
    void countsPausesByTheirLengthWithoutLosingAMillisecond() {
        collector.has(2, 14); // before it looks for the first time
        CollectorPauses.start(List.of(collector), registry);
        awaitSamples(2);
        assertThat(upTo("0.005")).isZero();
        assertThat(upTo("0.01")).isEqualTo(2);

        collector.has(3, 74);
        awaitSamples(3);
        await().atMost(Duration.ofSeconds(10)).until(() -> sample("_sum") == 0.074); // counted before it is added
        assertThat(upTo("0.05")).isEqualTo(2);
        assertThat(upTo("0.1")).isEqualTo(3);
    }

    @Test
    void workBesideTheProgramIsNoPause() {
        collector.name = "ZGC Major Cycles";
        collector.has(1, 500);
        CollectorPauses.start(List.of(collector), registry);
        assertThat(Collections.list(registry.metricFamilySamples()).getFirst().samples)
                .isEmpty();
    }

    @Test
    void everyCollectorOfThisJvmIsShownFromTheStart() {
        BgpMetrics metrics = new BgpMetrics("1.2.3", () -> 0);
        String text = new String(metrics.exposition(null), StandardCharsets.UTF_8);
        assertThat(text).contains("# TYPE jvm_gc_pause_seconds histogram");
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            assertThat(text).contains("jvm_gc_pause_seconds_bucket{gc=\"" + each.getName() + "\",le=\"0.05\",}");
        }
    }
}

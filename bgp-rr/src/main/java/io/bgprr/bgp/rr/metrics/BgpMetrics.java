// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.metrics;

import io.bgprr.bgp.speaker.SpeakerSnapshot;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.StandardExports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The speaker's figures and the JVM's in one simpleclient registry. Micrometer's classes for the simpleclient are deprecated
 * in favour of the next client library; this is the only class that names them.
 */
@SuppressWarnings("deprecation")
public final class BgpMetrics implements SpeakerMetrics {

    private final CollectorRegistry registry = new CollectorRegistry(true);
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
    private final SpeakerCollector speaker = new SpeakerCollector(System::currentTimeMillis);
    private final LongSupplier logLinesSuppressed; // the meter refers to it weakly
    private int lengthBytes = 64 << 10;

    /**
     * @param version of the daemon, told as a label of {@code bgp_rr_build_info}
     * @param logLinesSuppressed how many lines were left out of the log since the start
     */
    public BgpMetrics(String version, LongSupplier logLinesSuppressed) {
        this.logLinesSuppressed = logLinesSuppressed;
        speaker.register(registry);
        new StandardExports().register(registry); // process_*, under the names that every Prometheus client uses
        CollectorPauses.start(ManagementFactory.getGarbageCollectorMXBeans(), registry);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ClassLoaderMetrics().bindTo(meters);
        Gauge.builder("bgp.rr.build.info", () -> 1)
                .description("The version of the daemon and of its Java, as labels")
                .tag("version", version)
                .tag("java_version", Runtime.version().toString())
                .register(meters);
        FunctionCounter.builder("bgp.log.lines.suppressed", this.logLinesSuppressed, LongSupplier::getAsLong)
                .description("Lines left out of the log, for there were too many alike in a minute")
                .register(meters);
    }

    @Override
    public byte[] exposition(@Nullable SpeakerSnapshot snapshot) {
        AsciiWriter text = new AsciiWriter(lengthBytes + lengthBytes / 8);
        speaker.show(snapshot);
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        } finally {
            speaker.show(null); // nothing of a scrape outlives it
        }
        byte[] bytes = text.toBytes();
        lengthBytes = bytes.length;
        return bytes;
    }
}

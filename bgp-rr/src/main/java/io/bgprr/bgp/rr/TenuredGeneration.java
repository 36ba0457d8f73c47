// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The old generation of the serial collector, as the JVM tells of it. */
record TenuredGeneration(MemoryPoolMXBean pool, GarbageCollectorMXBean collector) implements OldGeneration {

    private static final String NAME = "Tenured Gen";

    /** The one of this process; null when another collector was chosen. */
    static @Nullable TenuredGeneration ofThisProcess() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals(NAME)) {
                return new TenuredGeneration(pool, collectorOfIt());
            }
        }
        return null;
    }

    private static GarbageCollectorMXBean collectorOfIt() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> List.of(collector.getMemoryPoolNames()).contains(NAME))
                .findAny()
                .orElseThrow();
    }

    @Override
    public long usedBytes() {
        return pool.getUsage().getUsed();
    }

    @Override
    public long livingBytes() {
        MemoryUsage afterCollection = pool.getCollectionUsage();
        return afterCollection == null ? 0 : afterCollection.getUsed();
    }

    @Override
    public long bytesMax() {
        return pool.getUsage().getMax();
    }

    @Override
    public long collectionCount() {
        return collector.getCollectionCount();
    }

    @Override
    public void collect() {
        System.gc();
    }
}

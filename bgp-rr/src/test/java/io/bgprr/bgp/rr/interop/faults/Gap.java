// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;

/** The time from a fault to its effect at a client; begins when it is made. */
final class Gap {

    private final String name;
    private final long beginNanos = System.nanoTime();

    Gap(String name) {
        this.name = name;
    }

    /** The effect is seen now. */
    void endNow(Duration bound) {
        endAt(System.nanoTime(), bound);
    }

    /** Prints the gap, and fails when it is longer than timers allow. */
    void endAt(long nanos, Duration bound) {
        Duration gap = Duration.ofNanos(nanos - beginNanos);
        System.out.println(String.format(Locale.ROOT, "GAP case=%s ms=%.1f", name, gap.toNanos() / 1e6));
        assertThat(gap).as(name).isBetween(Duration.ZERO, bound);
    }
}

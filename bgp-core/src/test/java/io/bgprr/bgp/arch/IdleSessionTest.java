// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.bench.IdleProbe;
import io.bgprr.bgp.bench.ProbeProcess;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand sessions that have nothing to say: each holds its configuration, what both sides agreed on, its counters and timers,
 * and its places in the logs, but no buffer.
 */
class IdleSessionTest {

    @Test
    void anIdleSessionHoldsTwoAndAHalfKilobytesAndItsKeepalivesAreNoBurden() throws Exception {
        ProbeProcess probe = new ProbeProcess(IdleProbe.class);
        assertThat(probe.value("an idle session")).isBetween(1500.0, 2600.0);
        assertThat(probe.value("a keepalive of theirs and one of ours")).isLessThan(300);
        assertThat(probe.value("sessions that are up after ten minutes")).isEqualTo(11_000);
    }
}

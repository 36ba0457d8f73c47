// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.speaker.SpeakerEvent;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private final EventLog log = new EventLog(() -> 0, (task, delayNanos) -> {});

    @Test
    void aPeerThatCausesManyWarningsHidesNobodyElses() {
        SpeakerEvent loud = new SpeakerEvent.Warning(IpAddress.parse("192.0.2.1"), "again");
        for (int i = 0; i < 1000; i++) {
            log.observe(loud);
        }
        long suppressed = 1000 - LineSampler.Kind.WARNING.linesMax();
        assertThat(log.linesSuppressed()).isEqualTo(suppressed);

        log.observe(new SpeakerEvent.Warning(IpAddress.parse("192.0.2.2"), "once"));
        log.observe(new SpeakerEvent.Warning(null, "nobody's doing"));

        assertThat(log.linesSuppressed()).isEqualTo(suppressed);
    }
}

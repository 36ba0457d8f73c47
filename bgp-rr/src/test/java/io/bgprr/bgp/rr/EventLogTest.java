// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rr.LineSampler.Kind;
import io.bgprr.bgp.speaker.PrefixLimit;
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
        long suppressed = 1000L - LineSampler.Kind.WARNING.linesMax();
        assertThat(log.linesSuppressed()).isEqualTo(suppressed);

        log.observe(new SpeakerEvent.Warning(IpAddress.parse("192.0.2.2"), "once"));
        log.observe(new SpeakerEvent.Warning(null, "nobody's doing"));

        assertThat(log.linesSuppressed()).isEqualTo(suppressed);
    }

    private long linesOf(int events, SpeakerEvent event) {
        long before = log.linesSuppressed();
        for (int i = 0; i < events; i++) {
            log.observe(event);
        }
        return events - (log.linesSuppressed() - before);
    }

    @Test
    void aPeerThatSwingsAboutItsLimitOfPrefixesWritesAFewLinesAMinute() {
        PrefixLimit limit = PrefixLimit.of(10);
        IpAddress peer = IpAddress.parse("192.0.2.1");
        IpAddress other = IpAddress.parse("192.0.2.2");

        assertThat(linesOf(1000, new SpeakerEvent.PrefixLimitNear(peer, AddressFamily.IPV4_UNICAST, 8, limit)))
                .isEqualTo(Kind.PREFIX_LIMIT_NEAR.linesMax());
        assertThat(linesOf(1000, new SpeakerEvent.PrefixLimitExceeded(peer, AddressFamily.IPV4_UNICAST, limit)))
                .as("warnings do not hide that the limit is passed")
                .isEqualTo(Kind.PREFIX_LIMIT_EXCEEDED.linesMax());
        assertThat(linesOf(1, new SpeakerEvent.PrefixLimitNear(other, AddressFamily.IPV4_UNICAST, 8, limit)))
                .as("nor do they hide another peer's")
                .isOne();
    }

    @Test
    void aRangeThatFillsUpAgainAndAgainWritesAFewLinesAMinute() {
        assertThat(linesOf(1000, new SpeakerEvent.DynamicLimitReached(Prefix.parse("192.0.2.0/24"), 5)))
                .isEqualTo(Kind.DYNAMIC_LIMIT.linesMax());
    }
}

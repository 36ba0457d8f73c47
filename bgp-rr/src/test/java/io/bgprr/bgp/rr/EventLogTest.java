// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.rr.LineSampler.Kind;
import io.bgprr.bgp.session.DownReason;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.speaker.ConnectionRefusal;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.PrefixLimit;
import io.bgprr.bgp.speaker.SpeakerEvent;
import java.util.List;
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

    @Test
    void everyKindOfEventHasALine() {
        List<SpeakerEvent> events = everyKindOfEvent();
        assertThat(events.stream().map(Object::getClass))
                .containsExactlyInAnyOrder(SpeakerEvent.class.getPermittedSubclasses());

        assertThat(events).allSatisfy(log::observe);
    }

    private static List<SpeakerEvent> everyKindOfEvent() {
        IpAddress peer = IpAddress.parse("192.0.2.1");
        Prefix range = Prefix.parse("192.0.2.0/24");
        AddressFamily family = AddressFamily.IPV4_UNICAST;
        PrefixLimit limit = PrefixLimit.of(10);
        return List.of(
                new SpeakerEvent.Listening(new ListenAddress(peer, 179)),
                new SpeakerEvent.SessionEstablished(peer, negotiated()),
                new SpeakerEvent.SessionDown(peer, new DownReason(null, null, "the connection was lost")),
                new SpeakerEvent.SessionCrashed(peer, new IllegalStateException("for the test")),
                new SpeakerEvent.StateChanged(peer, FsmState.IDLE, FsmState.CONNECT, "start"),
                new SpeakerEvent.ConnectionRefused(peer, ConnectionRefusal.MEMORY),
                new SpeakerEvent.DynamicNeighborAdded(peer, range),
                new SpeakerEvent.DynamicNeighborRemoved(peer, range),
                new SpeakerEvent.DynamicLimitReached(range, 5),
                new SpeakerEvent.UpdateError(peer, List.of()),
                new SpeakerEvent.SessionShed(peer, "the limit", 1, 2, 3),
                new SpeakerEvent.MemoryTight(true, 2, 3),
                new SpeakerEvent.PeerLagging(peer, 4096),
                new SpeakerEvent.PrefixLimitNear(peer, family, 8, limit),
                new SpeakerEvent.PrefixLimitExceeded(peer, family, limit),
                new SpeakerEvent.PrefixLimitRoom(peer, family, "they are taken"),
                new SpeakerEvent.Warning(null, "nobody's doing"),
                new SpeakerEvent.EngineFailed("routes", new IllegalStateException("for the test")));
    }

    private static Negotiated negotiated() {
        AsNumber as = AsNumber.of(64512);
        RouterId id = RouterId.parse("192.0.2.1");
        Open open = new Open(as, 90, id, List.of());
        return new Negotiated(PeerKind.IBGP_CLIENT, as, id, 1, 90, 30, true, true, 4096, 0, 0, open);
    }
}

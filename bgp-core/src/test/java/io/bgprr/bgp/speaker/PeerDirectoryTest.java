// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in, before anything is made for him. */
class PeerDirectoryTest {

    private static final IpAddress NEIGHBOR = IpAddress.parse("192.0.2.1");
    private static final long SECOND = 1_000_000_000L;

    private final List<SpeakerEvent> events = new ArrayList<>();
    private final PeerDirectory directory = new PeerDirectory(1, new AcceptLimits(3, 10, 2, 100), events::add);

    PeerDirectoryTest() {
        Configs speaker = Configs.speaker(64512, "10.0.0.1");
        directory.apply(speaker.neighbor(speaker.peer("192.0.2.1").build())
                .dynamic(
                        "198.51.100.0/24",
                        speaker.peer("198.51.100.0").passive().build(),
                        2)
                .build());
    }

    private int admitted(IpAddress from, int times, long now) {
        int admitted = 0;
        for (int i = 0; i < times; i++) {
            admitted += directory.expect(from, now) == null ? 0 : 1;
        }
        return admitted;
    }

    private long refused(ConnectionRefusal reason) {
        return directory.refused().getOrDefault(reason, 0L);
    }

    @Test
    void strangersAreRefusedEachOfThemIsCountedAndTold() {
        for (int i = 0; i < 1000; i++) {
            assertThat(directory.expect(IpAddress.ofIpv4(0x0b00_0000 + i), i)).isNull();
        }
        assertThat(refused(ConnectionRefusal.STRANGER)).isEqualTo(1000);
        assertThat(events).hasSize(1000).allMatch(SpeakerEvent.ConnectionRefused.class::isInstance);
    }

    @Test
    void anAddressHasABurstAndThenARate() {
        assertThat(admitted(NEIGHBOR, 100, 7)).isEqualTo(10);
        assertThat(refused(ConnectionRefusal.SOURCE_RATE)).isEqualTo(90);
        assertThat(admitted(NEIGHBOR, 100, 7 + SECOND)).isEqualTo(2);
        assertThat(admitted(NEIGHBOR, 100, 7 + 3 * SECOND)).isEqualTo(4);
        assertThat(admitted(NEIGHBOR, 100, 7 + 1000 * SECOND)).isEqualTo(10);
    }

    @Test
    void oneAddressDoesNotUseUpWhatAnotherMay() {
        assertThat(admitted(NEIGHBOR, 100, 7)).isEqualTo(10);
        for (int i = 1; i < 250; i++) {
            assertThat(directory.expect(IpAddress.parse("198.51.100." + i), 7)).isNotNull();
        }
    }

    @Test
    void aFloodOfStrangersDoesNotTouchTheRateOfNeighbours() {
        assertThat(admitted(NEIGHBOR, 10, 7)).isEqualTo(10);
        for (int i = 0; i < 100_000; i++) {
            assertThat(directory.expect(IpAddress.ofIpv4(0x0b00_0000 + i), 7)).isNull();
        }
        assertThat(admitted(NEIGHBOR, 1, 7))
                .as("the neighbour is still remembered")
                .isZero();
    }

    @Test
    void connectionsThatAreNotEstablishedAreBoundedForAllDynamicNeighboursTogether() {
        IpAddress late = IpAddress.parse("198.51.100.9");
        for (int i = 1; i <= 3; i++) {
            assertThat(directory.expect(IpAddress.parse("198.51.100." + i), 7)).isNotNull();
            directory.countHalfOpen(true, 1);
        }
        assertThat(directory.expect(late, 7)).isNull();
        assertThat(refused(ConnectionRefusal.HALF_OPEN)).isEqualTo(1);
        directory.countHalfOpen(true, -1);
        assertThat(directory.expect(late, 7)).isNotNull();
    }

    @Test
    void aConfiguredNeighbourIsNotShutOutByConnectionsThatAreNotEstablished() {
        for (int i = 1; i <= 3; i++) {
            directory.countHalfOpen(true, 1);
        }
        assertThat(directory.expect(NEIGHBOR, 7)).isNotNull();
        assertThat(refused(ConnectionRefusal.HALF_OPEN)).isZero();
    }

    @Test
    void connectionsOfConfiguredNeighboursShutNobodyOut() {
        for (int i = 1; i <= 100; i++) {
            directory.countHalfOpen(false, 1);
        }
        assertThat(directory.halfOpen()).isEqualTo(100);
        assertThat(directory.expect(NEIGHBOR, 7)).isNotNull();
        assertThat(directory.expect(IpAddress.parse("198.51.100.1"), 7)).isNotNull();
    }

    @Test
    void aFullRangeRefusesAndSaysSo() {
        assertThat(directory.admitDynamic(IpAddress.parse("198.51.100.1"))).isNotNull();
        assertThat(directory.admitDynamic(IpAddress.parse("198.51.100.2"))).isNotNull();
        assertThat(directory.admitDynamic(IpAddress.parse("198.51.100.3"))).isNull();
        assertThat(refused(ConnectionRefusal.DYNAMIC_LIMIT)).isEqualTo(1);
        assertThat(events).hasAtLeastOneElementOfType(SpeakerEvent.DynamicLimitReached.class);
    }
}

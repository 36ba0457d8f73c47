// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static io.bgprr.bgp.rr.hostile.RawMessages.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The daemon's own end, with peers that make it hard. */
class ShutdownIT {

    @Test
    @DisplayName(
            "B16-shutdown: SIGTERM ends the daemon in good order, whatever half-open, silent and stuck peers there are")
    void endsInGoodOrder() {
        try (Arena arena = Arena.start()) {
            RawPeer stuck = arena.keep(RawPeer.connect(
                    PeerRole.CLIENT, arena.newAddress(PeerRole.CLIENT), Arena.ADDRESS, arena.port(), 4096));
            stuck.establish();
            arena.connect(PeerRole.EXTERNAL);
            RawPeer halfWay = arena.connect(PeerRole.EXTERNAL);
            halfWay.openConfirm(halfWay.soundOpen());
            RawPeer source = arena.establish(PeerRole.CLIENT);
            source.send(largeRoutes());
            arena.awaitAlive(source);

            assertThat(arena.daemon().process().terminate()).as("exit code").isZero();

            assertThat(halfWay.readNotification().slice(0, 2)).isEqualTo(octets(6, 2));
            for (Bystander bystander : arena.bystanders()) {
                Awaitility.await()
                        .untilAsserted(() -> assertThat(bystander.problems())
                                .singleElement()
                                .asString()
                                .contains("type 3 0602"));
            }
        }
    }

    /** 4000 routes of 2 KiB each. */
    private static byte[] largeRoutes() {
        ByteArrayOutputStream updates = new ByteArrayOutputStream();
        for (int i = 0; i < 4000; i++) {
            byte[] communities = attribute(0xc0, 8, repeat(500, octets(0xfd, 0xe9, i >>> 8, i)));
            updates.writeBytes(RawAttributes.sound(PeerRole.CLIENT, 65001)
                    .plus(communities)
                    .announce("43.0." + (i >>> 8) + "." + (i & 0xff) + "/32"));
        }
        return updates.toByteArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import org.junit.jupiter.api.Test;

class SessionLinkTest {

    private static final String PEER = "192.0.2.20";

    private final Configs speaker = Configs.speaker(64512, "192.0.2.10");
    private final SpeakerLab lab =
            new SpeakerLab(speaker.neighbor(speaker.peer(PEER).client().build()).build());

    /** A peer may say ROUTE-REFRESH faster than anybody can answer. */
    @Test
    void aStormOfRefreshesIsOneRequestUntilItIsServed() {
        lab.establish(PEER);
        SessionLink link = lab.engines().rib().links().iterator().next();
        assertThat(link.refreshAsked(AddressFamily.IPV4_UNICAST)).isTrue();
        assertThat(link.refreshAsked(AddressFamily.IPV4_UNICAST)).isFalse();
        assertThat(link.refreshAsked(AddressFamily.IPV6_UNICAST)).isTrue();
        link.refreshTaken(AddressFamily.IPV4_UNICAST);
        assertThat(link.refreshAsked(AddressFamily.IPV6_UNICAST)).isFalse();
        assertThat(link.refreshAsked(AddressFamily.IPV4_UNICAST)).isTrue();
    }
}

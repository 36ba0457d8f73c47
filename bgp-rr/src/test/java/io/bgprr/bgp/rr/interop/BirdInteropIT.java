// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With real BIRD 2. */
class BirdInteropIT extends ReflectionScenarios {

    BirdInteropIT() {
        super("bird", 1);
    }

    @Override
    RealDaemon daemon(Role role, Path directory) {
        return new BirdDaemon(role, directory);
    }

    /** The session is IPv4: there is no local IPv6 address to name, so IPv6 routes are withdrawn, and the peer's view says why. */
    @Test
    void nextHopSelfIsOurAddressAndAFamilyWithoutOneIsNotAdvertised() {
        configureTor("self");
        lab.await("our address as next hop, and no IPv6", () -> {
            assertThat(tor.heard()).isNotEmpty().allSatisfy(route -> {
                assertThat(route.isIpv6()).isFalse();
                assertThat(route.get(LabRoute.NEXT_HOP)).isEqualTo(lab.reflectorAddress());
            });
            assertThat(reflector
                            .peer(address(tor))
                            .path("families")
                            .path("ipv6-unicast")
                            .path("note")
                            .asText())
                    .isNotEmpty();
        });
        configureTor("keep");
    }
}

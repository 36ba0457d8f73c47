// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.ExaBgpDaemon;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With real ExaBGP. */
class ExaBgpInteropIT extends ReflectionScenarios {

    ExaBgpInteropIT() {
        super("exabgp", 6);
    }

    @Override
    RealDaemon daemon(Role role, Path directory) {
        return new ExaBgpDaemon(role, directory);
    }

    /** ExaBGP 4.2.21 on Python 3 cannot decode any NOTIFICATION; it notices that there was one, and dials again. */
    @Override
    String textAsTheyShowIt(String text) {
        return "can not decode update message of type";
    }

    /** ExaBGP 4 always sends a text of its own. */
    @Override
    String textThatTheySend(String text) {
        return "Administrative Shutdown";
    }

    /** RFC 4271 §9: an optional transitive attribute that we do not know goes on, with the Partial bit set. */
    @Test
    void anUnknownTransitiveAttributePassesAndSaysThatItWasNotUnderstood() {
        List<LabRoute> strange = List.of(LabRoute.parse("10.244.88.0/26 next-hop=192.0.2.11 unknown=99:0102"));
        nodeA.announce(strange);
        lab.await(
                "the attribute at node-b",
                () -> assertThat(LabRoute.table(nodeB.heard()))
                        .contains("10.244.88.0/26 next-hop=192.0.2.11 origin=igp local-pref=100 originator=10.23.0.11"
                                + " cluster-list=10.23.0.1 unknown=99:E0:0102\n"));
        assertThat(LabRoute.table(reflector.received(address(nodeA)))).contains("unknown=153:partial:0102");
        nodeA.withdraw(strange);
    }
}

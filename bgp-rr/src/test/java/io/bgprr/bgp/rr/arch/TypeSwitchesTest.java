// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.arch.TypeSwitches;
import io.bgprr.bgp.rr.Daemon;
import org.junit.jupiter.api.Test;

/** No class that a daemon or its commands may load switches over types; {@link TypeSwitches} says why. */
class TypeSwitchesTest {

    @Test
    void noClassSwitchesOverTypesButThoseOfTheBenchmarkAndTheDemo() throws Exception {
        assertThat(TypeSwitches.inClassFilesOf(Daemon.class, "io/bgprr/bgp/rr/bench", "io/bgprr/bgp/rr/demo"))
                .isEmpty();
    }
}

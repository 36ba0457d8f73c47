// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;

/** With real BIRD. */
class BirdInteropIT extends ReflectionScenarios {

    BirdInteropIT() {
        super("bird", 1);
    }

    @Override
    RealDaemon daemon(Role role, Path directory) {
        return new BirdDaemon(role, directory);
    }
}

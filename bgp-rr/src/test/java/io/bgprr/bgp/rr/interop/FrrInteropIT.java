// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import io.bgprr.bgp.rr.interop.lab.FrrDaemon;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;

/** With real FRR. */
class FrrInteropIT extends ReflectionScenarios {

    FrrInteropIT() {
        super("frr", 3);
    }

    @Override
    RealDaemon daemon(Role role, Path directory) {
        return new FrrDaemon(role, directory);
    }
}

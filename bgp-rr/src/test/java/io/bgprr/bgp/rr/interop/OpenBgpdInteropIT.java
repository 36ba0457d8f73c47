// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import io.bgprr.bgp.rr.interop.lab.OpenBgpdDaemon;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;

/** With real OpenBGPD. */
class OpenBgpdInteropIT extends ReflectionScenarios {

    OpenBgpdInteropIT() {
        super("openbgpd", 5);
    }

    @Override
    RealDaemon daemon(Role role, Path directory) {
        return new OpenBgpdDaemon(role, directory);
    }
}

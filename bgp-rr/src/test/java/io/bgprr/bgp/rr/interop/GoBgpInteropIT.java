// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import io.bgprr.bgp.rr.interop.lab.GoBgpDaemon;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;

/** With real GoBGP. */
class GoBgpInteropIT extends ReflectionScenarios {

    GoBgpInteropIT() {
        super("gobgp", 4);
    }

    @Override
    RealDaemon daemon(Role role, Path directory) {
        return new GoBgpDaemon(role, directory);
    }

    /** GoBGP keeps what it received and looks at that again; it never asks. */
    @Override
    int refreshRequests() {
        return 0;
    }
}

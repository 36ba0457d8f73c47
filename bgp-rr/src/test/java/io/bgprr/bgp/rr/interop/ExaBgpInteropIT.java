// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import io.bgprr.bgp.rr.interop.lab.ExaBgpDaemon;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;

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
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import java.util.List;

/**
 * OPEN (RFC 4271 §4.2). The AS is the one of capability 65 where it is present, else the 2-octet field (RFC 6793 §4.1).
 *
 * @param holdTimeSeconds 0, or 3..65535
 */
public record Open(AsNumber as, int holdTimeSeconds, RouterId routerId, List<Capability> capabilities)
        implements Message {

    public Open {
        capabilities = List.copyOf(capabilities);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Where to listen; 0.0.0.0 and :: listen everywhere in their family. Port 0 lets the system choose: for tests. */
public record ListenAddress(IpAddress address, int port) {

    // Written out for speed, as IpAddress says.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ListenAddress that && port == that.port && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + port;
    }
}

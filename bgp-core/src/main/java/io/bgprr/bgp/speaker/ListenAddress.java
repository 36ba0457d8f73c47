// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;

/** Where to listen; 0.0.0.0 and :: listen everywhere in their family. Port 0 lets the system choose: for tests. */
public record ListenAddress(IpAddress address, int port) {}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where and how to dial.
 *
 * @param localAddress the source address, or null for the system's choice
 * @param options what the socket must carry before the first SYN
 */
public record ConnectRequest(
        IpAddress remoteAddress, int remotePort, @Nullable IpAddress localAddress, SocketSecurity options) {}

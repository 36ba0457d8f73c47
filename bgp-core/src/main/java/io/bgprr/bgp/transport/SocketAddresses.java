// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import java.net.InetSocketAddress;

/** Between the JDK's socket addresses and ours. */
final class SocketAddresses {

    private SocketAddresses() {}

    /**
     * The address without its scope. The IPv4 peers of a dual-stack socket have mapped addresses there (RFC 4291 §2.5.5.2);
     * to BGP they are IPv4.
     */
    static IpAddress ipAddress(InetSocketAddress address) {
        IpAddress ip = IpAddress.of(address.getAddress());
        boolean isMapped = ip.isIpv6() && ip.high() == 0 && ip.low() >>> 32 == 0xffff;
        return isMapped ? IpAddress.ofIpv4((int) ip.low()) : ip;
    }

    static InetSocketAddress socketAddress(IpAddress address, int port) {
        return new InetSocketAddress(address.toInetAddress(), port);
    }
}

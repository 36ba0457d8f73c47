// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.session.SocketSecurity;
import org.jspecify.annotations.Nullable;

/** Says who may connect, before anything is made for the connection. */
@FunctionalInterface
public interface AcceptDecision {

    /**
     * Called on the acceptor's thread for each connection that the kernel has completed. Addresses are those of the sockets;
     * an IPv4-mapped IPv6 address is given as IPv4.
     *
     * @return where the connection goes, or null to reset it at once
     */
    @Nullable
    Admission decide(IpAddress remoteAddress, int remotePort, IpAddress localAddress, int localPort);

    /**
     * An accepted connection's way.
     *
     * @param transport of the IO thread that shall own it
     * @param security what its socket must carry; the password must also be among the acceptor's keys
     * @param taker is called on that thread
     */
    record Admission(NettyTransport transport, SocketSecurity security, ConnectionTaker taker) {}

    /** Takes an accepted connection on the thread that owns it. */
    @FunctionalInterface
    interface ConnectionTaker {

        /** Returns who listens to the connection, or null to reset it: things may have changed since the decision. */
        @Nullable
        ConnectionListener take(Connection connection, long nowNanos);
    }
}

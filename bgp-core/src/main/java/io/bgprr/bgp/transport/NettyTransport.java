// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.ConnectRequest;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.session.Transport;
import io.bgprr.bgp.transport.AcceptDecision.ConnectionTaker;
import io.netty.channel.socket.SocketChannel;

/**
 * The connections of one engine, on its {@link IoThread}: it dials for the engine and adopts what the {@link PeerAcceptor}
 * accepted for it. Every callback is followed by a pass of the engine, one for all callbacks of a wake-up.
 */
public final class NettyTransport implements Transport {

    private final EngineSlot slot;
    private final TransportSettings settings;

    public NettyTransport(EngineSlot slot, TransportSettings settings) {
        this.slot = slot;
        this.settings = settings;
    }

    /** From the thread only. */
    @Override
    public Connection connect(ConnectRequest request, ConnectionListener listener) {
        NettyConnection connection = NettyConnection.outgoing(slot, settings, request, listener);
        // Later, so that nothing is heard before this returns, however early it fails.
        slot.thread().execute(connection::dial);
        return connection;
    }

    public IoThread thread() {
        return slot.thread();
    }

    /** Makes an accepted socket this transport's. From the acceptor's thread; all that follows happens on our own. */
    void adopt(SocketChannel socket, IpAddress remoteAddress, int remotePort, ConnectionTaker taker) {
        PassEventLoop loop = slot.thread().loop();
        if (loop.isShuttingDown()) {
            socket.unsafe().closeForcibly();
            return;
        }
        NettyConnection connection = NettyConnection.accepted(slot, settings, remoteAddress, remotePort, taker);
        connection.prepare(socket);
        var _ = loop.register(socket); // a socket that cannot be registered is closed by Netty
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * The two ways to reach the kernel. Linux's epoll through Netty's native code is the one that is meant; the JDK's own serves
 * where there is no native code, and cannot set a TCP-MD5 key or a TTL. io_uring is no third: Netty's has no TCP-MD5 option.
 */
public enum SocketBackend {
    EPOLL {
        @Override
        IoHandlerFactory ioHandlerFactory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        SocketChannel newSocket(boolean isIpv6) {
            return new EpollSocketChannel(family(isIpv6));
        }

        @Override
        ServerSocketChannel newListener(boolean isIpv6) {
            return new EpollServerSocketChannel(family(isIpv6));
        }
    },
    NIO {
        @Override
        IoHandlerFactory ioHandlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        SocketChannel newSocket(boolean isIpv6) {
            return new NioSocketChannel(SelectorProvider.provider(), family(isIpv6));
        }

        @Override
        ServerSocketChannel newListener(boolean isIpv6) {
            return new NioServerSocketChannel(SelectorProvider.provider(), family(isIpv6));
        }
    };

    /** Epoll where its native code loads. */
    public static SocketBackend best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Whether peers can be protected by TCP-MD5 and by GTSM. */
    public boolean protectsSockets() {
        return this == EPOLL;
    }

    /** Why {@link #best()} is not epoll, for operators; empty when it is. */
    public static String epollProblem() {
        Throwable cause = Epoll.unavailabilityCause();
        if (cause == null) {
            return "";
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    abstract IoHandlerFactory ioHandlerFactory();

    /** A socket that is neither bound nor registered; its descriptor is open, so that options can be set. */
    abstract SocketChannel newSocket(boolean isIpv6);

    abstract ServerSocketChannel newListener(boolean isIpv6);

    private static SocketProtocolFamily family(boolean isIpv6) {
        return isIpv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }
}

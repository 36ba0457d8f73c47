// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.rr.metrics.BgpMetrics;
import io.bgprr.bgp.rr.metrics.SpeakerMetrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The HTTP server of the admin API (RFC 9112), on threads of its own. It has no TLS and no passwords, so it belongs on a
 * loopback address or behind something that has.
 */
public final class AdminServer implements AutoCloseable {

    private static final int INITIAL_LINE_BYTES_MAX = 4096;
    private static final int HEADERS_BYTES_MAX = 8192;
    private static final int CHUNK_BYTES_MAX = 8192;

    private final EventLoopGroup ioGroup;
    private final ExecutorService worker;
    private final Channel channel;

    private AdminServer(EventLoopGroup ioGroup, ExecutorService worker, Channel channel) {
        this.ioGroup = ioGroup;
        this.worker = worker;
        this.channel = channel;
    }

    /**
     * Binds and serves.
     *
     * @param listen {@code 127.0.0.1:9179} or {@code [::1]:9179}; port 0 lets the system choose
     * @throws IllegalArgumentException when {@code listen} is not of that form
     * @throws IOException with a sentence, when the address cannot be bound
     */
    public static AdminServer start(String listen, AdminContext context) throws IOException {
        return start(listen, context, AdminLimits.DEFAULT, System::currentTimeMillis);
    }

    static AdminServer start(String listen, AdminContext context, AdminLimits limits, LongSupplier wallMillis)
            throws IOException {
        InetSocketAddress address = parseListen(listen);
        ExecutorService worker = Executors.newSingleThreadExecutor(new DefaultThreadFactory("admin-worker", true));
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("admin-io", true), NioIoHandler.newFactory());
        // Made on the worker: the first scrape waits for it, the start of the daemon does not.
        SpeakerMetrics metrics =
                SpeakerMetrics.lazily(worker, () -> new BgpMetrics(context.version(), context::logLinesSuppressed));
        AdminRoutes routes = new AdminRoutes(context, metrics, worker, wallMillis);
        boolean isLoopback = address.getAddress().isLoopbackAddress();
        ConnectionCount connections = new ConnectionCount(limits.connectionsMax());
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false) // one request at a time
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel child) {
                        child.pipeline().addLast(connections.gate());
                        addHttp(child.pipeline(), routes, limits, isLoopback);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop(group, worker);
            throw new IOException(
                    "the admin API cannot listen on " + listen + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return new AdminServer(group, worker, bound.channel());
    }

    /** All that reads octets of a client, and answers. */
    static void addHttp(ChannelPipeline pipeline, AdminRoutes routes, AdminLimits limits, boolean isLoopback) {
        pipeline.addLast(new HttpServerCodec(INITIAL_LINE_BYTES_MAX, HEADERS_BYTES_MAX, CHUNK_BYTES_MAX))
                .addLast(new RequestAggregator(limits.bodyBytesMax()))
                .addLast(new FlowControlHandler())
                .addLast(new AdminHttpHandler(routes, limits, isLoopback));
    }

    /** {@code ADDRESS:PORT} with a literal address; a name would mean DNS at start. */
    private static InetSocketAddress parseListen(String listen) {
        int colon = listen.lastIndexOf(':');
        try {
            if (colon > 0) {
                String host = listen.substring(0, colon);
                boolean isBracketed = host.startsWith("[") && host.endsWith("]");
                IpAddress address = host.equals("localhost")
                        ? IpAddress.parse("127.0.0.1")
                        : IpAddress.parse(isBracketed ? host.substring(1, host.length() - 1) : host);
                int port = Integer.parseInt(listen.substring(colon + 1));
                if (port >= 0 && port <= 65_535 && address.isIpv6() == isBracketed) {
                    return new InetSocketAddress(address.toInetAddress(), port);
                }
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + listen + "' is not an address and a port, for example 127.0.0.1:9179 or [::1]:9179");
    }

    /** Where it listens, with the port that the system chose. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Stops at once: requests under way end with their connections. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        stop(ioGroup, worker);
    }

    private static void stop(EventLoopGroup group, ExecutorService worker) {
        worker.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}

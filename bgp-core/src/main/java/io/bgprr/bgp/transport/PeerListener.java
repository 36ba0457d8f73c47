// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.transport.AcceptDecision.Admission;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One listening socket of the {@link PeerAcceptor}, on its thread. */
final class PeerListener extends ChannelInboundHandlerAdapter {

    /**
     * Peers taken in one go. Netty's default is one for each wake-up, between which everybody is sent what that one brought: a
     * thousand nodes that came at once took 7 s so.
     */
    private static final int ACCEPTS_PER_WAKE_UP = 256;

    /** Long enough for descriptors to come free, short against the 15 s and more in which peers try again. */
    private static final long ACCEPT_PAUSE_MILLIS = 1_000;

    /** Shorter rests would cost more timers than they save. */
    private static final long REFUSAL_REST_NANOS = 5_000_000L;

    private final IoThread thread;
    private final AcceptDecision decision;
    private final TransportReporter reporter;
    private final RefusalPace pace;
    private final ListenAddress address;
    private final boolean isIpv6Only;
    private ListenAddress boundAddress;
    private @Nullable ServerSocketChannel channel;

    PeerListener(
            IoThread thread,
            AcceptDecision decision,
            TransportReporter reporter,
            RefusalPace pace,
            ListenAddress address,
            boolean isIpv6Only) {
        this.thread = thread;
        this.decision = decision;
        this.reporter = reporter;
        this.pace = pace;
        this.address = address;
        this.isIpv6Only = isIpv6Only;
        this.boundAddress = address;
    }

    /** Whether this is what a configured address asks for, by the port 0 that it had there or by the one it got. */
    boolean isFor(ListenAddress wanted) {
        return wanted.equals(address) || wanted.equals(boundAddress);
    }

    ListenAddress boundAddress() {
        return boundAddress;
    }

    boolean isIpv6Only() {
        return isIpv6Only;
    }

    /** Binds and listens, but accepts nobody yet; the keys are there before the first SYN can be. */
    void open(ListenSecurity security) {
        boolean isIpv6 = address.address().isIpv6();
        ServerSocketChannel channel;
        try {
            channel = thread.backend().newListener(isIpv6);
        } catch (RuntimeException e) {
            throw cannotListen(e);
        }
        this.channel = channel;
        try {
            SocketOptions.prepareListening(channel, isIpv6, isIpv6Only);
            channel.config().setOption(ChannelOption.SO_BACKLOG, NetUtil.SOMAXCONN);
            channel.config().setOption(ChannelOption.ALLOCATOR, thread.allocator());
            channel.config().setAutoRead(false);
            channel.config()
                    .setOption(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new ServerChannelRecvByteBufAllocator()
                                    .respectMaybeMoreData(false) // which Netty guesses from the descriptor's number
                                    .maxMessagesPerRead(ACCEPTS_PER_WAKE_UP));
            secure(ListenSecurity.NONE, security);
        } catch (RuntimeException e) {
            channel.unsafe().closeForcibly();
            throw e;
        }
        channel.pipeline().addLast(this);
        var _ = thread.loop().register(channel);
        ChannelFuture bound = channel.bind(SocketAddresses.socketAddress(address.address(), address.port()));
        if (!bound.isSuccess()) { // on the channel's own thread it is done when it returns
            close();
            throw cannotListen(bound.cause());
        }
        boundAddress =
                new ListenAddress(address.address(), channel.localAddress().getPort());
    }

    void accept() {
        if (channel != null) {
            channel.config().setAutoRead(true);
        }
    }

    void close() {
        if (channel != null) {
            var _ = channel.close();
        }
    }

    /** Takes the socket from one set of keys to another; a socket of IPv4 only has no use for the keys of IPv6 peers. */
    void secure(ListenSecurity from, ListenSecurity to) {
        ServerSocketChannel channel = this.channel;
        if (channel == null) {
            return;
        }
        if (!to.md5Keys().isEmpty() && !thread.backend().protectsSockets()) {
            throw new IllegalStateException(
                    "TCP-MD5 passwords need the native epoll transport, which is not available: "
                            + SocketBackend.epollProblem());
        }
        SocketOptions.saveSyn(channel, to.checksTtl());
        for (Prefix gone : from.md5Keys().keySet()) {
            if (!to.md5Keys().containsKey(gone) && serves(gone)) {
                setKey(channel, gone, null);
            }
        }
        to.md5Keys().forEach((peers, key) -> {
            if (!key.equals(from.md5Keys().get(peers)) && serves(peers)) {
                setKey(channel, peers, key);
            }
        });
    }

    private void setKey(ServerSocketChannel channel, Prefix peers, @Nullable String key) {
        try {
            SocketOptions.setMd5Key(channel, address.address().isIpv6(), peers, key);
        } catch (RuntimeException e) {
            if (key == null) {
                return; // it was never there: a change is being taken back
            }
            throw new IllegalStateException(
                    "no TCP-MD5 key for " + peers + ": " + SocketProblem.reason(e) + advice(e), e);
        }
    }

    /** One socket takes some 950 keys with Linux's default of 128 KiB; a key for a prefix is one, however many peers have it. */
    private static String advice(RuntimeException cause) {
        return SocketProblem.reason(cause).endsWith("cannot allocate memory")
                ? "; the kernel keeps the keys of a socket in net.core.optmem_max octets: raise it, or use one key for a prefix"
                : "";
    }

    private boolean serves(Prefix peers) {
        return address.address().isIpv6()
                ? peers.address().isIpv6() || (address.address().isUnspecified() && !isIpv6Only)
                : !peers.address().isIpv6();
    }

    private IllegalStateException cannotListen(@Nullable Throwable cause) {
        String host = address.address().isIpv6()
                ? "[" + address.address() + "]"
                : address.address().toString();
        return new IllegalStateException(
                "cannot listen on " + host + ":" + address.port() + ": " + SocketProblem.reason(cause), cause);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketChannel socket = (SocketChannel) message;
        InetSocketAddress remote = socket.remoteAddress();
        InetSocketAddress local = socket.localAddress();
        if (remote == null || local == null) { // gone while it waited in the backlog
            refuse(socket);
            return;
        }
        IpAddress remoteAddress = SocketAddresses.ipAddress(remote);
        try {
            Admission admission =
                    decision.decide(remoteAddress, remote.getPort(), SocketAddresses.ipAddress(local), local.getPort());
            if (admission == null || isTooFar(socket, admission.security().ttlMin())) {
                refuse(socket);
                return;
            }
            SocketOptions.prepareAccepted(socket, address.address().isIpv6(), remoteAddress, admission.security());
            admission.transport().adopt(socket, remoteAddress, remote.getPort(), admission.taker());
        } catch (Throwable e) {
            refuse(socket);
            reporter.connectionFailed(remoteAddress, e);
        }
    }

    /** A SYN that was answered with a cookie is not kept; then the minimum TTL of the socket guards what follows. */
    private static boolean isTooFar(SocketChannel socket, int ttlMin) {
        if (ttlMin == 0) {
            return false;
        }
        int ttl = SocketOptions.ttlOfSyn(socket);
        return ttl >= 0 && ttl < ttlMin;
    }

    /** A reset leaves nothing behind in the kernel, where a FIN would leave a TIME_WAIT for a minute. */
    private void refuse(SocketChannel socket) {
        SocketOptions.resetOnClose(socket);
        socket.unsafe().closeForcibly();
        long restNanos = pace.refused(thread.nowNanos());
        if (restNanos > 0) {
            pause(Math.max(restNanos, REFUSAL_REST_NANOS));
        }
    }

    /** Accepting failed: level-triggered, it would fail again at once and for ever. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ServerSocketChannel channel = this.channel;
        if (channel == null || !channel.config().isAutoRead()) {
            return;
        }
        reporter.acceptPaused(boundAddress, SocketProblem.reason(cause));
        pause(TimeUnit.MILLISECONDS.toNanos(ACCEPT_PAUSE_MILLIS));
    }

    /** Accepts nobody for a while: TCP's backlog keeps who comes. */
    private void pause(long nanos) {
        ServerSocketChannel channel = this.channel;
        if (channel != null && channel.config().isAutoRead()) {
            channel.config().setAutoRead(false);
            var _ = channel.eventLoop().schedule(() -> channel.config().setAutoRead(true), nanos, TimeUnit.NANOSECONDS);
        }
    }
}

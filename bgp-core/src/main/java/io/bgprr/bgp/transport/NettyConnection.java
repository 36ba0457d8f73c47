// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.ConnectRequest;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.transport.AcceptDecision.ConnectionTaker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection over a Netty channel, of which it is the only handler. The loop's thread owns it.
 *
 * <p>What is queued is counted by {@link WriteProgress}, octet by octet, so that a peer which reads slowly is told from one that
 * does not read at all (RFC 9687). {@code written} is told once per wake-up at the start of the passes, never from inside
 * {@link #flush}.
 *
 * <p>Pausing stops the reads that the kernel announces, not octets that a closing peer left behind: one last read of those may
 * still be delivered.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {

    private enum State {
        DIALING,
        OPEN,
        /** Nothing more is taken from the engine and nothing told to it but the end; the last octets are on their way. */
        FINISHING,
        /** Netty was told to close. */
        CLOSING,
        DEAD
    }

    private static final String CLOSED_HERE = "closed here";
    private static final String CLOSED_BY_PEER = "closed by the peer";

    private final EngineSlot slot;
    private final TransportSettings settings;
    private final IpAddress remoteAddress;
    private final int remotePort;
    private final @Nullable ConnectRequest request;
    private final @Nullable ConnectionTaker taker;
    private @Nullable ConnectionListener listener;

    private State state = State.DIALING;
    private @Nullable SocketChannel channel;
    private @Nullable WriteProgress progress;
    private @Nullable IpAddress localAddress;
    private int localPort;
    private String closeReason = "";
    private boolean toldToTellWritten;

    private NettyConnection(
            EngineSlot slot,
            TransportSettings settings,
            IpAddress remoteAddress,
            int remotePort,
            @Nullable ConnectRequest request,
            @Nullable ConnectionTaker taker) {
        this.slot = slot;
        this.settings = settings;
        this.remoteAddress = remoteAddress;
        this.remotePort = remotePort;
        this.request = request;
        this.taker = taker;
    }

    static NettyConnection outgoing(
            EngineSlot slot, TransportSettings settings, ConnectRequest request, ConnectionListener listener) {
        NettyConnection connection =
                new NettyConnection(slot, settings, request.remoteAddress(), request.remotePort(), request, null);
        connection.listener = listener;
        return connection;
    }

    static NettyConnection accepted(
            EngineSlot slot,
            TransportSettings settings,
            IpAddress remoteAddress,
            int remotePort,
            ConnectionTaker taker) {
        return new NettyConnection(slot, settings, remoteAddress, remotePort, null, taker);
    }

    // ---- the life of the channel ----

    /** Gives the connection its channel, which is not registered yet. */
    void prepare(SocketChannel channel) {
        this.channel = channel;
        this.progress = new WriteProgress(channel, slot.thread().loop(), this);
        IoThread thread = slot.thread();
        channel.config().setOption(ChannelOption.ALLOCATOR, thread.allocator());
        channel.config()
                .setOption(ChannelOption.RECVBUF_ALLOCATOR, thread.readArea().receiver());
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.connectTimeoutMillis());
        channel.pipeline().addLast(this);
        thread.opened(channel.closeFuture());
    }

    void dial() {
        ConnectRequest request = this.request;
        if (state != State.DIALING || request == null) {
            return; // closed before it began
        }
        SocketChannel channel = null;
        try {
            channel = slot.thread().backend().newSocket(remoteAddress.isIpv6());
            SocketOptions.prepareDialing(channel, request);
            prepare(channel);
        } catch (RuntimeException e) {
            if (channel != null) {
                channel.unsafe().closeForcibly();
            }
            this.channel = null;
            connectFailed(e);
            return;
        }
        var _ = slot.thread().loop().register(channel);
        IpAddress local = request.localAddress();
        InetSocketAddress from = local == null ? null : SocketAddresses.socketAddress(local, 0);
        channel.connect(SocketAddresses.socketAddress(remoteAddress, remotePort), from)
                .addListener(outcome -> {
                    if (!outcome.isSuccess()) {
                        connectFailed(outcome.cause());
                    }
                });
    }

    private void connectFailed(@Nullable Throwable cause) {
        if (state != State.DIALING) {
            return;
        }
        state = State.DEAD;
        if (channel != null) {
            var _ = channel.close();
        }
        slot.requestPass();
        try {
            heard().connectFailed(SocketProblem.reason(cause), slot.thread().nowNanos());
        } catch (Throwable e) {
            slot.reporter().connectionFailed(remoteAddress, e);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (state != State.DIALING) {
            return;
        }
        state = State.OPEN;
        SocketChannel channel = open();
        InetSocketAddress local = channel.localAddress();
        if (local == null) { // gone before we looked; channelInactive or the next read says so
            local = new InetSocketAddress(0);
        }
        localAddress = SocketAddresses.ipAddress(local);
        localPort = local.getPort();
        slot.requestPass();
        long nowNanos = slot.thread().nowNanos();
        try {
            if (taker == null) {
                heard().connected(nowNanos);
                return;
            }
            listener = taker.take(this, nowNanos);
        } catch (Throwable e) {
            fail(e);
        }
        if (listener == null) {
            SocketOptions.resetOnClose(channel);
            state = State.CLOSING;
            var _ = channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (state != State.OPEN) {
            read.release(); // a closing connection reads only to learn when the far end is through
            return;
        }
        ReadArea area = slot.thread().readArea();
        int lengthBytes = read.readableBytes();
        byte[] bytes = area.take(read);
        slot.requestPass();
        try {
            heard().received(bytes, 0, lengthBytes, slot.thread().nowNanos());
        } catch (Throwable e) {
            fail(e);
        }
        area.growAfter(lengthBytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        noteProblem(cause);
        if (!(cause instanceof IOException)) {
            slot.reporter().connectionFailed(remoteAddress, cause);
        }
        if (state != State.DIALING && state != State.DEAD) {
            var _ = open().close();
        }
    }

    private void ended() {
        if (state == State.DIALING || state == State.DEAD) {
            return;
        }
        state = State.DEAD;
        ConnectionListener listener = this.listener;
        if (listener == null) {
            return;
        }
        slot.requestPass();
        try {
            listener.closed(
                    closeReason.isEmpty() ? CLOSED_BY_PEER : closeReason,
                    slot.thread().nowNanos());
        } catch (Throwable e) {
            slot.reporter().connectionFailed(remoteAddress, e);
        }
    }

    /** The listener threw: whatever it was about to do, this connection is not to be trusted any more. */
    private void fail(Throwable cause) {
        if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
            slot.fail(cause); // memory is out: what else was left half-done nobody knows
        }
        slot.reporter().connectionFailed(remoteAddress, cause);
        if (closeReason.isEmpty()) {
            closeReason = "closed here after an internal error";
        }
        close();
    }

    /** Keeps the first reason why the connection ends. */
    void noteProblem(Throwable cause) {
        if (closeReason.isEmpty() && cause instanceof IOException && !(cause instanceof ClosedChannelException)) {
            closeReason = SocketProblem.reason(cause);
        }
    }

    // ---- what the engine asks for ----

    @Override
    public IpAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public int remotePort() {
        return remotePort;
    }

    @Override
    public IpAddress localAddress() {
        if (localAddress == null) {
            throw new IllegalStateException("not connected yet");
        }
        return localAddress;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    @Override
    public void write(byte[] bytes, int offset, int lengthBytes) {
        if (lengthBytes > 0 && takesWrites()) {
            write(slot.thread().allocator().directBuffer(lengthBytes).writeBytes(bytes, offset, lengthBytes));
        }
    }

    @Override
    public void write(ByteBuf buffer) {
        WriteProgress progress = this.progress;
        if (!takesWrites() || !buffer.isReadable() || progress == null) {
            buffer.release();
            return;
        }
        progress.queued(buffer.readableBytes());
        var _ = open().write(buffer, progress);
    }

    /** Octets for a connection that has ended go the way of those on the wire; octets before it began are a mistake. */
    private boolean takesWrites() {
        if (state == State.DIALING) {
            throw new IllegalStateException("not connected yet");
        }
        return state == State.OPEN;
    }

    @Override
    public void flush() {
        if (state == State.OPEN) {
            open().flush();
        }
    }

    @Override
    public long pendingBytes() {
        WriteProgress progress = this.progress;
        return progress == null || state == State.DEAD ? 0 : progress.pendingBytes();
    }

    @Override
    public void pauseReads() {
        if (state == State.OPEN) {
            open().config().setAutoRead(false);
        }
    }

    @Override
    public void resumeReads() {
        if (state == State.OPEN) {
            open().config().setAutoRead(true);
        }
    }

    /**
     * The last octets are often a NOTIFICATION, and it matters that the peer can read it. A socket that is closed with unread
     * octets in it sends a reset, and a reset makes the peer's kernel forget what the peer has not read yet. So: send all, then
     * FIN, then read and forget until the peer's FIN, or until the grace is over.
     */
    @Override
    public void closeAfterFlush() {
        if (state == State.DIALING) {
            close();
        }
        if (state != State.OPEN) {
            return;
        }
        if (closeReason.isEmpty()) {
            closeReason = CLOSED_HERE;
        }
        SocketChannel channel = open();
        channel.flush();
        state = State.FINISHING;
        channel.config().setAutoRead(true);
        var _ = channel.eventLoop().schedule(this::graceOver, settings.closeGraceMillis(), TimeUnit.MILLISECONDS);
        finishIfSent();
    }

    @Override
    public void close() {
        switch (state) {
            case DIALING -> state = State.DEAD;
            case OPEN, FINISHING -> state = State.CLOSING;
            case CLOSING, DEAD -> {
                return;
            }
        }
        if (closeReason.isEmpty()) {
            closeReason = CLOSED_HERE;
        }
        if (channel != null) {
            var _ = channel.close();
        }
    }

    // ---- progress of writes ----

    /** TCP took octets; called inside flushes and when the socket becomes writable again. */
    void progressed() {
        if (state == State.FINISHING) {
            // Not from inside Netty's flush.
            slot.thread().execute(this::finishIfSent);
        } else if (!toldToTellWritten) {
            toldToTellWritten = true;
            slot.thread().progressed(this);
        }
    }

    /** Called once between the callbacks and the passes, when there was progress. */
    void tellWritten() {
        toldToTellWritten = false;
        if (state != State.OPEN) {
            return;
        }
        slot.requestPass();
        try {
            heard().written(slot.thread().nowNanos());
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void finishIfSent() {
        if (state == State.FINISHING && pendingBytes() == 0 && !open().isOutputShutdown()) {
            open().shutdownOutput().addListener(done -> {
                if (!done.isSuccess()) {
                    close();
                }
            });
        }
    }

    private void graceOver() {
        if (state == State.FINISHING) {
            close();
        }
    }

    private SocketChannel open() {
        if (channel == null) {
            throw new IllegalStateException("not connected yet");
        }
        return channel;
    }

    private ConnectionListener heard() {
        if (listener == null) {
            throw new IllegalStateException("nobody listens");
        }
        return listener;
    }

    @Override
    public String toString() {
        return "NettyConnection[" + remoteAddress + " port " + remotePort + ", " + state + "]";
    }
}

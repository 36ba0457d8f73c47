// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection with TCP's manners. What the engine writes waits here until TCP accepts it into its send buffer; from
 * there it goes in pieces, as far as the other end's window is open, and arrives in order, late, and while a link swallows
 * everything not at all. An end that the other host does not know any more is reset when it sends.
 */
final class SimConnection implements Connection {

    private static final long FLUSH_GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** How long TCP goes on for an application that has closed. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** The end of the octets: a piece without any. */
    private static final byte[] FIN = {};

    private final SimNetwork network;
    private final SimLink link;
    final SimSpeaker owner;
    final int loop;
    private final IpAddress local;
    private final IpAddress remote;
    final WireWatch watch;

    private final ArrayDeque<ByteBuf> written = new ArrayDeque<>();
    private int flushed; // of the buffers written
    private long pendingBytes;
    private final ArrayDeque<byte[]> sendBuffer = new ArrayDeque<>();
    private int sendBufferBytes;
    private final ArrayDeque<byte[]> onTheWay = new ArrayDeque<>();
    private int onTheWayBytes;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

    @Nullable
    SimConnection far;

    @Nullable
    ConnectionListener listener;

    private long lastArrivalNanos;
    private long stuckSinceNanos;
    private boolean isConnected;
    private boolean isClosed; // for the application
    private boolean isClosing;
    private boolean isForgotten; // by TCP
    private boolean isStalled;
    private boolean isPaused;
    private boolean isFinSent;
    private boolean hasFarClosed;
    private boolean isAccepting;
    private boolean isSending;

    SimConnection(SimNetwork network, SimLink link, SimSpeaker owner, int loop, IpAddress local, IpAddress remote) {
        this.network = network;
        this.link = link;
        this.owner = owner;
        this.loop = loop;
        this.local = local;
        this.remote = remote;
        this.watch = new WireWatch(network, this, local, remote);
    }

    boolean isOver() {
        return isClosed;
    }

    boolean isBetween(IpAddress one, IpAddress other) {
        return local.equals(one) && remote.equals(other) || local.equals(other) && remote.equals(one);
    }

    /** Whether one end is at a host that knows the connection no more. */
    boolean isGone() {
        return isClosed && isForgotten;
    }

    IpAddress local() {
        return local;
    }

    IpAddress remote() {
        return remote;
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Whether octets wait here that the engine could have read. */
    boolean hasUnread() {
        return unread.size() > 0 && !isStalled;
    }

    /** Octets on their way to the far application, if that wants any. */
    int underWayBytes() {
        SimConnection to = far;
        if (isClosed || to == null || to.isClosed) {
            return 0;
        }
        return (int) pendingBytes + sendBufferBytes + onTheWayBytes + to.unread.size();
    }

    private boolean isCut() {
        return network.isCut(local, remote);
    }

    // --- Beginning.

    void failed(String reason) {
        if (!isClosed) {
            isClosed = true;
            network.tell(local, remote, reason, -1);
            owner.in(loop, () -> Objects.requireNonNull(listener).connectFailed(reason, network.nowNanos()));
        }
    }

    /** The accepting end: TCP is connected before the application knows. */
    void isAccepted() {
        isConnected = true;
    }

    void connected() {
        if (!isClosed) {
            isConnected = true;
            network.tell(local, remote, "is connected", -1);
            owner.in(loop, () -> Objects.requireNonNull(listener).connected(network.nowNanos()));
            read();
            send();
        }
    }

    // --- From the application into TCP.

    @Override
    public void write(byte[] bytes, int offset, int lengthBytes) {
        owner.requireThread(loop);
        if (!isClosed && !isClosing) {
            byte[] octets =
                    watch.sends(Arrays.copyOfRange(bytes, offset, offset + lengthBytes), link.hidesFourOctetAs());
            queue(owner.allocator().heapBuffer(octets.length).writeBytes(octets));
        }
    }

    @Override
    public void write(ByteBuf buffer) {
        owner.requireThread(loop);
        if (isClosed || isClosing) {
            buffer.release();
            return;
        }
        byte[] octets = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), octets);
        watch.sends(octets, false);
        queue(buffer);
    }

    private void queue(ByteBuf buffer) {
        pendingBytes += buffer.readableBytes();
        written.addLast(buffer);
    }

    @Override
    public void flush() {
        owner.requireThread(loop);
        flushed = written.size();
        accept();
    }

    /** Whether all that was written was flushed too: what is not may wait for ever. */
    boolean isFlushed() {
        return isClosed || flushed == written.size();
    }

    private void accept() {
        if (!isAccepting && isConnected && !isClosed) {
            isAccepting = true;
            network.soon(() -> {
                isAccepting = false;
                acceptSome();
            });
        }
    }

    private void acceptSome() {
        if (isClosed) {
            return;
        }
        int accepted = 0;
        while (flushed > 0 && sendBufferBytes < link.sendBufferBytes()) {
            ByteBuf first = written.getFirst();
            byte[] octets = new byte[Math.min(link.sendBufferBytes() - sendBufferBytes, first.readableBytes())];
            first.readBytes(octets);
            sendBuffer.addLast(octets);
            sendBufferBytes += octets.length;
            accepted += octets.length;
            if (!first.isReadable()) {
                first.release();
                written.removeFirst();
                flushed--;
            }
        }
        pendingBytes -= accepted;
        if (accepted > 0) {
            send();
            owner.in(loop, () -> Objects.requireNonNull(listener).written(network.nowNanos()));
        }
        if (isClosing && pendingBytes == 0) {
            gone("closed by us");
        }
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    // --- On the way.

    private void send() {
        if (!isSending && isConnected && !isForgotten) {
            isSending = true;
            network.soon(() -> {
                isSending = false;
                sendSome();
            });
        }
    }

    private void sendSome() {
        SimConnection to = far;
        if (isForgotten || to == null || isFinSent) {
            return;
        }
        if (isCut() && (sendBufferBytes > 0 || isClosed)) {
            stuck();
            return;
        }
        if (sendBufferBytes == 0) {
            if (isClosed) {
                isFinSent = true;
                depart(FIN);
            }
            return;
        }
        int room = link.windowBytes() - to.unread.size() - onTheWayBytes;
        int limit = Math.min(room, 1 + network.random.nextInt(network.random.nextInt(3) == 0 ? 5 : link.pieceBytes()));
        if (limit <= 0) {
            return; // the other end will say when it has room
        }
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        while (sendBufferBytes > 0 && piece.size() < limit) {
            byte[] first = sendBuffer.removeFirst();
            int taken = Math.min(first.length, limit - piece.size());
            piece.write(first, 0, taken);
            if (taken < first.length) {
                sendBuffer.addFirst(Arrays.copyOfRange(first, taken, first.length));
            }
            sendBufferBytes -= taken;
        }
        depart(piece.toByteArray());
        accept();
        send();
    }

    private void depart(byte[] piece) {
        onTheWay.addLast(piece);
        onTheWayBytes += piece.length;
        lastArrivalNanos =
                Math.max(lastArrivalNanos + 1, network.nowNanos() + delayNanos()) + piece.length * link.nanosPerOctet();
        network.at(lastArrivalNanos, this::arrive);
    }

    private long delayNanos() {
        return link.latencyNanos() + 1 + network.random.nextLong(link.jitterNanos());
    }

    private void arrive() {
        SimConnection to = far;
        if (onTheWay.isEmpty() || to == null) {
            return;
        }
        if (isCut()) {
            stuck();
            return;
        }
        byte[] piece = onTheWay.removeFirst();
        onTheWayBytes -= piece.length;
        stuckSinceNanos = 0;
        if (to.isForgotten) {
            network.at(network.nowNanos() + delayNanos(), () -> reset("connection reset by the peer's host"));
        } else if (piece.length == 0) {
            to.hasFarClosed = true;
            to.read();
        } else if (!to.isClosed) {
            network.tell(to.local, local, "octets arrive", piece.length);
            to.unread.writeBytes(piece);
            to.read();
        }
    }

    /** Nothing gets through: TCP tries again, but not for ever. */
    private void stuck() {
        if (stuckSinceNanos == 0) {
            long since = network.nowNanos();
            stuckSinceNanos = since;
            network.at(since + link.giveUpNanos(), () -> {
                if (stuckSinceNanos == since) {
                    forget();
                    gone("timed out");
                }
            });
        }
    }

    /** The link lets octets through again, and TCP sends again what was lost. */
    void healed() {
        stuckSinceNanos = 0;
        for (int i = onTheWay.size(); i > 0; i--) {
            network.at(network.nowNanos() + delayNanos() + link.jitterNanos(), this::arrive);
        }
        send();
    }

    // --- From TCP to the application.

    void read() {
        if (isClosed || !isConnected) {
            return;
        }
        ConnectionListener hears = listener;
        if (!isStalled && !isPaused && unread.size() > 0 && hears != null) {
            byte[] bytes = unread.toByteArray();
            unread.reset();
            owner.in(loop, () -> {
                int at = 0;
                while (at < bytes.length && !isClosed && !isPaused) {
                    int length = Math.min(
                            bytes.length - at, 1 + network.random.nextInt(network.random.nextInt(3) == 0 ? 3 : 300));
                    watch.reads(bytes, at, length);
                    hears.received(Arrays.copyOfRange(bytes, at, at + length), 0, length, network.nowNanos());
                    at += length;
                }
                unread.write(bytes, at, bytes.length - at);
            });
            if (far != null) {
                far.send();
            }
        }
        if (hasFarClosed && !isStalled && (unread.size() == 0 || hears == null)) {
            gone("closed by the peer");
        }
    }

    /** The reader stops reading for a while. */
    void stall(double seconds) {
        if (!isStalled) {
            isStalled = true;
            network.at(network.nowNanos() + (long) (seconds * 1e9), this::awake);
        }
    }

    /** The reader reads again. */
    void awake() {
        isStalled = false;
        read();
    }

    @Override
    public void pauseReads() {
        owner.requireThread(loop);
        isPaused = true;
    }

    @Override
    public void resumeReads() {
        owner.requireThread(loop);
        isPaused = false;
        network.soon(this::read);
    }

    // --- The end.

    @Override
    public void closeAfterFlush() {
        flush();
        isClosing = true;
        network.at(network.nowNanos() + FLUSH_GRACE_NANOS, () -> gone("closed by us, with octets unsent"));
        accept();
        if (pendingBytes == 0) {
            close();
        }
    }

    @Override
    public void close() {
        owner.requireThread(loop);
        if (isConnected) {
            network.soon(() -> gone("closed by us"));
        } else {
            isClosed = true;
            forget();
            network.tell(local, remote, "gives up connecting", -1);
        }
    }

    /** Both ends' hosts forget the connection; what was on the way is lost. */
    void reset(String reason) {
        forget();
        gone(reason);
    }

    private void forget() {
        isForgotten = true;
        sendBuffer.clear();
        sendBufferBytes = 0;
        onTheWay.clear();
        onTheWayBytes = 0;
        unread.reset();
    }

    /** The host dies: nobody is told, not even the application. */
    void vanish() {
        forget();
        isClosed = true;
        releaseWritten();
    }

    private void releaseWritten() {
        written.forEach(ByteBuf::release);
        written.clear();
        flushed = 0;
        pendingBytes = 0;
    }

    private void gone(String reason) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        network.tell(local, remote, reason, -1);
        releaseWritten();
        ConnectionListener hears = listener;
        if (isConnected && hears != null) {
            owner.in(loop, () -> hears.closed(reason, network.nowNanos()));
        }
        send();
        network.at(network.nowNanos() + LINGER_NANOS, this::forget);
    }

    @Override
    public IpAddress remoteAddress() {
        return remote;
    }

    @Override
    public int remotePort() {
        return 179;
    }

    @Override
    public IpAddress localAddress() {
        return local;
    }

    @Override
    public int localPort() {
        return 179;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.MalformedMessageException;
import io.bgprr.bgp.wire.MessageDecoder;
import io.bgprr.bgp.wire.MessageFramer;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The far end of a connection, which reads all that it is sent, keeps the routes, and fails the test over anything that RFC
 * 4271 or RFC 7606 would find in it.
 */
final class StrictPeer implements Connection {

    private final IpAddress address;
    private final DecodeContext context;
    private final MessageFramer framer = new MessageFramer(this::take);

    /** What the peer was sent, UPDATEs apart. */
    final List<Message> messages = new ArrayList<>();

    /** What the peer was announced and not withdrawn. */
    final Map<Prefix, AttributeSet> routes = new LinkedHashMap<>();

    final Set<AddressFamily> complete = EnumSet.noneOf(AddressFamily.class);
    private @Nullable ConnectionListener listener;
    private long octetsCount;
    private boolean isClosed;
    private boolean isHungUp;

    /** @param context as what this speaker sends is to be understood; without Add-Path */
    StrictPeer(IpAddress address, DecodeContext context) {
        this.address = address;
        this.context = context;
    }

    void heardBy(@Nullable ConnectionListener heard) {
        listener = heard;
    }

    /** Octets that the peer was sent. */
    long octetsCount() {
        return octetsCount;
    }

    /** Whether we closed the connection, or the peer did. */
    boolean isOver() {
        return isClosed || isHungUp;
    }

    boolean isInsideMessage() {
        return framer.isInsideMessage();
    }

    /** Says it when there is a connection. */
    void say(byte[] octets, int offset, int lengthBytes, long nowNanos) {
        if (!isOver() && listener != null) {
            listener.received(octets, offset, lengthBytes, nowNanos);
        }
    }

    void hangUp(long nowNanos) {
        if (!isOver() && listener != null) {
            isHungUp = true;
            listener.closed("by the peer", nowNanos);
        }
    }

    /** The NOTIFICATION that we ended with, or null. */
    @Nullable
    Notification lastWord() {
        return !messages.isEmpty() && messages.getLast() instanceof Notification last ? last : null;
    }

    private boolean take(int type, byte[] bytes, int offset, int lengthBytes) throws MalformedMessageException {
        if (lastWord() != null) {
            throw new AssertionError("something follows the NOTIFICATION");
        }
        if (type == Message.TYPE_UPDATE) {
            int start = offset - Message.HEADER_LENGTH_BYTES;
            byte[] message = new byte[Message.HEADER_LENGTH_BYTES + lengthBytes];
            System.arraycopy(bytes, start, message, 0, message.length);
            take(UpdateChecks.requireClean(context, message));
        } else {
            messages.add(MessageDecoder.decode(type, bytes, offset, lengthBytes));
        }
        return true;
    }

    private void take(Update update) {
        withdraw(update.withdrawn());
        withdraw(update.mpWithdrawn());
        announce(update.announced(), update.attributes());
        announce(update.mpAnnounced(), update.mpAttributes());
        if (update.endOfRib() != null) {
            complete.add(update.endOfRib());
        }
    }

    private void withdraw(NlriBlock block) {
        UpdateChecks.prefixes(block).forEach(routes::remove);
    }

    private void announce(NlriBlock block, @Nullable AttributeSet set) {
        if (set != null) {
            UpdateChecks.requireCanonical(set);
            UpdateChecks.prefixes(block).forEach(prefix -> routes.put(prefix, set));
        }
    }

    // --- The connection, as the engines have it.

    @Override
    public IpAddress remoteAddress() {
        return address;
    }

    @Override
    public int remotePort() {
        return 40_000;
    }

    @Override
    public IpAddress localAddress() {
        return IpAddress.parse("192.0.2.1");
    }

    @Override
    public int localPort() {
        return 179;
    }

    @Override
    public void write(byte[] bytes, int offset, int lengthBytes) {
        if (isClosed) {
            throw new AssertionError("written to after it was closed");
        }
        octetsCount += lengthBytes;
        try {
            framer.received(bytes, offset, lengthBytes);
        } catch (MalformedMessageException e) {
            throw new AssertionError("we sent a malformed message", e);
        }
    }

    @Override
    public void write(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        write(bytes, 0, bytes.length);
    }

    @Override
    public void flush() {}

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public void pauseReads() {}

    @Override
    public void resumeReads() {}

    @Override
    public void closeAfterFlush() {
        isClosed = true;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}

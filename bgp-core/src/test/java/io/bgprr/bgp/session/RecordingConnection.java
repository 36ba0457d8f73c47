// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.wire.MalformedMessageException;
import io.bgprr.bgp.wire.MessageDecoder;
import io.bgprr.bgp.wire.MessageFramer;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The far end of a connection in the hands of a test, which reads what we sent as messages. */
final class RecordingConnection implements Connection {

    final List<Message> sent = new ArrayList<>();
    boolean isClosed;
    boolean isClosedAfterFlush;
    boolean isReadPaused;
    long pendingBytes;

    private final MessageFramer framer = new MessageFramer((type, bytes, offset, lengthBytes) -> {
        sent.add(MessageDecoder.decode(type, bytes, offset, lengthBytes));
        return true;
    });

    /** What we sent since the last call, as texts such as {@code Open} or {@code 6/2}. */
    List<Message> takeSent() {
        List<Message> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    boolean isOver() {
        return isClosed || isClosedAfterFlush;
    }

    @Override
    public IpAddress remoteAddress() {
        return IpAddress.parse("192.0.2.2");
    }

    @Override
    public int remotePort() {
        return 40000;
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
        if (isOver()) {
            throw new AssertionError("written to after it was closed");
        }
        try {
            framer.received(bytes, offset, lengthBytes);
        } catch (MalformedMessageException e) {
            throw new AssertionError("we sent a malformed message", e);
        }
    }

    @Override
    public void write(ByteBuf buffer) {
        throw new AssertionError("a session writes no buffers");
    }

    @Override
    public void flush() {}

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public void pauseReads() {
        isReadPaused = true;
    }

    @Override
    public void resumeReads() {
        isReadPaused = false;
    }

    @Override
    public void closeAfterFlush() {
        isClosedAfterFlush = true;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Message;
import java.util.Arrays;

/**
 * Cuts the stream of one connection into whole messages, and checks their headers as soon as the 19 octets are there (RFC
 * 4271 §4.1, §6.1). A message that lies whole in a chunk is delivered in place, without a copy; only the incomplete tail
 * of a chunk is kept, so a connection never holds more than one message.
 *
 * <p>Owned by the session's thread. The sink may stop the delivery, as a session does when it closes the connection in the
 * middle of a chunk; after that, and after an error, the framer ignores whatever still arrives.
 */
public final class MessageFramer {

    /** Takes the messages. */
    @FunctionalInterface
    public interface Sink {

        /**
         * One whole message whose header is valid. The header lies in the 19 octets before the body. The octets are
         * borrowed: valid only during the call.
         *
         * @return whether to go on; false when the connection is closed
         * @throws MalformedMessageException if the body is malformed; the framer stops and passes it on
         */
        boolean message(int type, byte[] bytes, int bodyOffset, int bodyLengthBytes) throws MalformedMessageException;
    }

    private static final int HEADER = Message.HEADER_LENGTH_BYTES;
    private static final byte[] NO_BYTES = {};
    private static final byte[] MARKER = new byte[16];

    static {
        Arrays.fill(MARKER, (byte) 0xff);
    }

    private final Sink sink;
    private int lengthBytesMax = Message.LENGTH_BYTES_MAX;
    private boolean isStopped;

    // The head of a message that has not arrived whole.
    private byte[] tail = NO_BYTES;
    private int tailLength;

    public MessageFramer(Sink sink) {
        this.sink = sink;
    }

    /** The longest UPDATE, NOTIFICATION and ROUTE-REFRESH from the next message on (RFC 8654 §4). */
    public void setLengthBytesMax(int lengthBytesMax) {
        this.lengthBytesMax = lengthBytesMax;
    }

    /** Whether octets of an incomplete message wait for the rest. */
    public boolean isInsideMessage() {
        return tailLength > 0;
    }

    /**
     * Takes octets as they arrived and delivers the messages that they complete.
     *
     * @throws MalformedMessageException for a bad header, after all messages before it were delivered, or from the sink
     */
    public void received(byte[] bytes, int offset, int lengthBytes) throws MalformedMessageException {
        int at = offset;
        int end = offset + lengthBytes;
        boolean isWhole = false;
        try {
            if (tailLength > 0) {
                at = completeTail(bytes, at, end);
            }
            while (!isStopped && end - at >= HEADER) {
                int length = checkHeader(bytes, at);
                if (end - at < length) {
                    break;
                }
                deliver(bytes, at, length);
                at += length;
            }
            isWhole = true;
        } finally {
            isStopped |= !isWhole;
            if (isStopped) {
                tail = NO_BYTES;
                tailLength = 0;
            }
        }
        if (!isStopped && at < end) {
            append(bytes, at, end - at);
        }
    }

    /** Adds to the kept head of a message what is missing, delivers it when whole, and returns where the rest begins. */
    private int completeTail(byte[] bytes, int from, int end) throws MalformedMessageException {
        int at = from;
        if (tailLength < HEADER) {
            at += append(bytes, at, Math.min(HEADER - tailLength, end - at));
            if (tailLength < HEADER) {
                return at;
            }
        }
        int length = checkHeader(tail, 0);
        at += append(bytes, at, Math.min(length - tailLength, end - at));
        if (tailLength == length) {
            byte[] message = tail;
            tail = NO_BYTES;
            tailLength = 0;
            deliver(message, 0, length);
        }
        return at;
    }

    private int append(byte[] bytes, int offset, int lengthBytes) {
        int needed = tailLength + lengthBytes;
        if (needed > tail.length) {
            // Memory follows what has arrived, not what the header promises.
            tail = Arrays.copyOf(tail, Math.max(needed, Math.min(2 * tail.length, lengthBytesMax)));
        }
        System.arraycopy(bytes, offset, tail, tailLength, lengthBytes);
        tailLength = needed;
        return lengthBytes;
    }

    private void deliver(byte[] bytes, int at, int length) throws MalformedMessageException {
        isStopped = !sink.message(bytes[at + 18] & 0xff, bytes, at + HEADER, length - HEADER);
    }

    /**
     * Checks the header in the order of RFC 4271 §6.1 and returns the length of the message.
     *
     * <pre>
     *  0               16      18     19
     * +----------------+-------+------+
     * | Marker, all 1  | Length| Type |
     * +----------------+-------+------+
     * </pre>
     */
    private int checkHeader(byte[] bytes, int at) throws MalformedMessageException {
        if (!Arrays.equals(bytes, at, at + 16, MARKER, 0, 16)) {
            throw MalformedMessageException.of(
                    ErrorCode.CONNECTION_NOT_SYNCHRONIZED, "marker is not all ones (RFC 4271 §6.1)");
        }
        int length = (bytes[at + 16] & 0xff) << 8 | bytes[at + 17] & 0xff;
        int type = bytes[at + 18] & 0xff;
        if (length < lengthMin(type) || length > lengthMax(type)) {
            String text = "length " + length + " of a message of type " + type + " (RFC 4271 §6.1)";
            if (type == Message.TYPE_NOTIFICATION) {
                throw MalformedMessageException.unanswered(text);
            }
            byte[] data = {bytes[at + 16], bytes[at + 17]};
            throw MalformedMessageException.of(ErrorCode.BAD_MESSAGE_LENGTH, data, text);
        }
        if (type < Message.TYPE_OPEN || type > Message.TYPE_ROUTE_REFRESH) {
            byte[] data = {bytes[at + 18]};
            throw MalformedMessageException.of(
                    ErrorCode.BAD_MESSAGE_TYPE, data, "message type " + type + " (RFC 4271 §6.1)");
        }
        return length;
    }

    private static int lengthMin(int type) {
        return switch (type) {
            case Message.TYPE_OPEN -> 29;
            case Message.TYPE_UPDATE -> 23;
            case Message.TYPE_NOTIFICATION -> 21;
            // A ROUTE-REFRESH of a wrong length has an error code of its own, which needs the whole message (RFC 7313
            // §5).
            default -> HEADER;
        };
    }

    private int lengthMax(int type) {
        return switch (type) {
            case Message.TYPE_KEEPALIVE -> HEADER;
            // RFC 8654 §4 extends every message but OPEN and KEEPALIVE.
            case Message.TYPE_OPEN -> Message.LENGTH_BYTES_MAX;
            default -> lengthBytesMax;
        };
    }
}

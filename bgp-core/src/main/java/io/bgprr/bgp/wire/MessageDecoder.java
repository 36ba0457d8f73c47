// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.RouteRefresh;
import java.util.Arrays;

/** Messages of all types but UPDATE from their bodies; an UPDATE needs a context, see {@link UpdateDecoder}. */
public final class MessageDecoder {

    private MessageDecoder() {}

    /**
     * Decodes the body of a message whose header the {@link MessageFramer} has checked; the header lies before the body.
     *
     * @throws MalformedMessageException if the body is malformed
     * @throws IllegalArgumentException for an UPDATE, or a type that the framer refuses
     */
    public static Message decode(int type, byte[] bytes, int bodyOffset, int bodyLengthBytes)
            throws MalformedMessageException {
        return switch (type) {
            case Message.TYPE_OPEN -> OpenCodec.decode(bytes, bodyOffset, bodyLengthBytes);
            case Message.TYPE_NOTIFICATION -> notification(new WireReader(bytes, bodyOffset, bodyLengthBytes));
            case Message.TYPE_KEEPALIVE -> new Keepalive();
            case Message.TYPE_ROUTE_REFRESH -> routeRefresh(bytes, bodyOffset, bodyLengthBytes);
            default -> throw new IllegalArgumentException("message type " + type);
        };
    }

    /**
     * RFC 4271 §4.5. Data of any length and content is taken as it is.
     *
     * <pre>
     * +------------+---------------+------+
     * | Error code | Error subcode | Data |
     * +------------+---------------+------+
     * </pre>
     */
    private static Notification notification(WireReader body) throws MalformedMessageException {
        if (!body.has(2)) {
            throw MalformedMessageException.unanswered("a NOTIFICATION without code and subcode (RFC 4271 §6.4)");
        }
        return new Notification(body.readOctet(), body.readOctet(), body.readBytes(body.remaining()));
    }

    /**
     * RFC 2918 §3, RFC 7313 §3.2. RFC 7313 §5 names the error of a wrong length for subtypes 1 and 2 of peers with that
     * capability; a request of a wrong length is refused alike, for we never offer what would lengthen it (RFC 5291).
     *
     * <pre>
     * +---------+-------------+----------+
     * | AFI (2) | Subtype (1) | SAFI (1) |
     * +---------+-------------+----------+
     * </pre>
     */
    private static RouteRefresh routeRefresh(byte[] bytes, int bodyOffset, int bodyLengthBytes)
            throws MalformedMessageException {
        if (bodyLengthBytes != 4) {
            // The data is the complete message, as far as it fits into ours.
            int start = bodyOffset - Message.HEADER_LENGTH_BYTES;
            int room = Message.LENGTH_BYTES_MAX - Message.HEADER_LENGTH_BYTES - 2;
            int length = Math.min(bodyLengthBytes + Message.HEADER_LENGTH_BYTES, room);
            throw MalformedMessageException.of(
                    ErrorCode.ROUTE_REFRESH_INVALID_LENGTH,
                    Arrays.copyOfRange(bytes, start, start + length),
                    "a body of " + bodyLengthBytes + " octets, must be 4 (RFC 7313 §5)");
        }
        WireReader body = new WireReader(bytes, bodyOffset, bodyLengthBytes);
        int afi = body.readShort();
        int subtype = body.readOctet();
        return new RouteRefresh(afi, body.readOctet(), subtype);
    }
}

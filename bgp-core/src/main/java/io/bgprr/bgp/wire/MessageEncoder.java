// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.RouteRefresh;
import java.util.Arrays;

/** Whole messages of all types but UPDATE, header included; an UPDATE is encoded by the export side. */
public final class MessageEncoder {

    private static final byte[] KEEPALIVE =
            WireWriter.message(Message.TYPE_KEEPALIVE).toMessage();

    private MessageEncoder() {}

    /**
     * The message's octets, the caller's own.
     *
     * @throws IllegalArgumentException for an UPDATE
     */
    public static byte[] encode(Message message) {
        if (message instanceof Keepalive) {
            return KEEPALIVE.clone();
        }
        if (message instanceof Open open) {
            return OpenCodec.encode(open);
        }
        if (message instanceof Notification notification) {
            return notification(notification);
        }
        if (message instanceof RouteRefresh refresh) {
            return routeRefresh(refresh);
        }
        throw new IllegalArgumentException("an UPDATE is encoded by UpdateEncoder");
    }

    /** Data that does not fit into 4096 octets is cut (RFC 4271 §4.1). */
    private static byte[] notification(Notification notification) {
        int room = Message.LENGTH_BYTES_MAX - Message.HEADER_LENGTH_BYTES - 2;
        byte[] data = notification.data();
        return WireWriter.message(Message.TYPE_NOTIFICATION)
                .octet(notification.code())
                .octet(notification.subcode())
                .octets(data.length <= room ? data : Arrays.copyOf(data, room))
                .toMessage();
    }

    private static byte[] routeRefresh(RouteRefresh refresh) {
        return WireWriter.message(Message.TYPE_ROUTE_REFRESH)
                .shortValue(refresh.afi())
                .octet(refresh.subtype())
                .octet(refresh.safi())
                .toMessage();
    }
}

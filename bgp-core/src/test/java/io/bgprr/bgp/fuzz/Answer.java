// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.wire.MalformedMessageException;
import io.bgprr.bgp.wire.MessageDecoder;
import io.bgprr.bgp.wire.MessageEncoder;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder answered, as a value: a message, or the NOTIFICATION that ends the session.
 *
 * @param message null when refused
 * @param notification null when accepted, or when nothing may be answered
 * @param refusal why, for people; empty when accepted
 */
record Answer<T>(@Nullable T message, @Nullable Notification notification, String refusal) {

    /** A decoder, of messages or of anything else. */
    @FunctionalInterface
    interface Decoding<T> {
        T decode() throws MalformedMessageException;
    }

    /** Decodes; a refusal must itself be fit to be sent and to be read. */
    static <T> Answer<T> of(Decoding<T> decoding) {
        try {
            return new Answer<>(decoding.decode(), null, "");
        } catch (MalformedMessageException e) {
            String text = String.valueOf(e.getMessage());
            if (text.isEmpty() || text.contains("null")) {
                throw new AssertionError("a refusal without a reason: " + text, e);
            }
            if (e.notification() != null) {
                requireSendable(e.notification());
            }
            return new Answer<>(null, e.notification(), text);
        }
    }

    static void requireSendable(Notification notification) {
        byte[] octets = MessageEncoder.encode(notification);
        int head = Message.HEADER_LENGTH_BYTES;
        if (octets.length > Message.LENGTH_BYTES_MAX) {
            throw new AssertionError("a NOTIFICATION of " + octets.length + " octets");
        }
        try {
            Message again = MessageDecoder.decode(Message.TYPE_NOTIFICATION, octets, head, octets.length - head);
            if (octets.length < Message.LENGTH_BYTES_MAX && !notification.equals(again)) {
                throw new AssertionError(notification + " came back as " + again);
            }
        } catch (MalformedMessageException e) {
            throw new AssertionError("a NOTIFICATION of ours that cannot be read", e);
        }
    }
}

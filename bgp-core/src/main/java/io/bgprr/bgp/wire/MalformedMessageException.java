// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Notification;
import org.jspecify.annotations.Nullable;

/**
 * A message that ends its session (RFC 4271 §6): what is wrong with it, and the NOTIFICATION that says so to the peer.
 * Without a stack trace, for it is an answer of the decoder and not a programmer's error, and a peer may cause many.
 */
public final class MalformedMessageException extends Exception {

    private final @Nullable Notification notification;

    private MalformedMessageException(@Nullable Notification notification, String message) {
        super(message, null, false, false);
        this.notification = notification;
    }

    static MalformedMessageException of(ErrorCode error, String message) {
        return new MalformedMessageException(Notification.of(error), message);
    }

    static MalformedMessageException of(ErrorCode error, byte[] data, String message) {
        return new MalformedMessageException(Notification.of(error, data), message);
    }

    /** An error in a NOTIFICATION, which is never answered (RFC 4271 §6.4). */
    static MalformedMessageException unanswered(String message) {
        return new MalformedMessageException(null, message);
    }

    /** What to send before closing; null when nothing may be sent, because the message was itself a NOTIFICATION. */
    public @Nullable Notification notification() {
        return notification;
    }
}

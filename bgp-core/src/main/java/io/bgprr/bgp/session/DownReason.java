// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Notification;
import org.jspecify.annotations.Nullable;

/**
 * Why a session ended or could not come up.
 *
 * @param sent the NOTIFICATION that we sent, or null
 * @param received the NOTIFICATION that we got, or null
 * @param text a sentence for people
 */
public record DownReason(
        @Nullable Notification sent, @Nullable Notification received, String text) {

    /** @param cause what the NOTIFICATION that we sent does not tell, or empty */
    static DownReason of(@Nullable Notification sent, @Nullable Notification received, String cause) {
        String text = cause;
        if (received != null) {
            text = "the peer sent " + ErrorCode.describe(received);
        } else if (sent != null) {
            String described = "we sent " + ErrorCode.describe(sent);
            text = cause.isEmpty() ? described : described + ": " + cause;
        }
        return new DownReason(sent, received, text);
    }
}

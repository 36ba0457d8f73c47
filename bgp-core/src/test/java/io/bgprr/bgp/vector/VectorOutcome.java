// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.vector;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.wire.DecodeCache;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.MalformedMessageException;
import io.bgprr.bgp.wire.MessageDecoder;
import io.bgprr.bgp.wire.MessageFramer;
import io.bgprr.bgp.wire.UpdateDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the decoder makes of a stream of octets.
 *
 * @param messages those that were understood, in order
 * @param error what ended the stream, or null
 * @param hasRest whether octets of an incomplete message are left
 */
public record VectorOutcome(
        List<Message> messages, @Nullable MalformedMessageException error, boolean hasRest) {

    public static VectorOutcome of(byte[] octets, DecodeContext context) {
        List<Message> messages = new ArrayList<>();
        UpdateDecoder updates = new UpdateDecoder(new DecodeCache(64, 7));
        MessageFramer framer = new MessageFramer((type, bytes, offset, length) -> messages.add(
                type == Message.TYPE_UPDATE
                        ? updates.decode(bytes, offset, length, context)
                        : MessageDecoder.decode(type, bytes, offset, length)));
        framer.setLengthBytesMax(Message.EXTENDED_LENGTH_BYTES_MAX);
        MalformedMessageException error = null;
        try {
            framer.received(octets, 0, octets.length);
        } catch (MalformedMessageException e) {
            error = e;
        }
        return new VectorOutcome(messages, error, framer.isInsideMessage());
    }

    /** In the words of the resources; what comes later in the stream counts, as it does on a session. */
    public String action() {
        if (error != null) {
            Notification answer = error.notification();
            return answer == null ? "close" : "reset " + answer.code() + "/" + answer.subcode();
        }
        if (messages.isEmpty() || hasRest) {
            return "incomplete";
        }
        return switch (messages.getLast()) {
            case Update update ->
                update.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-');
            case Notification _ -> "close";
            default -> "accept";
        };
    }

    /** Every reason that the decoder gave. */
    public String reasons() {
        List<String> reasons = new ArrayList<>();
        for (Message message : messages) {
            if (message instanceof Update update) {
                update.findings().forEach(finding -> reasons.add(finding.typeCode() + " " + finding.text()));
            }
        }
        if (error != null) {
            reasons.add(String.valueOf(error.getMessage()));
        }
        return String.join("; ", reasons);
    }
}

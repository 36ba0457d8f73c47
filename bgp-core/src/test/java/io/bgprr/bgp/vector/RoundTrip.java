// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.UpdateMessages;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was understood is written as messages of ours, and these are understood alike: the same routes, the same attributes. */
public final class RoundTrip {

    /** AS_PATH segments of confederations, which AS4_PATH must not hold (RFC 6793 §4.2.2). */
    private static final int CONFEDERATION_FROM = 3;

    private RoundTrip() {}

    /** Plays the message back with AS numbers of 4 octets, and of 2 where nothing is lost that way. */
    public static void check(Update update, DecodeContext context) {
        check(update, context, true);
        if (!hasConfederation(update.attributes()) && !hasConfederation(update.mpAttributes())) {
            check(update, context, false);
        }
    }

    private static boolean hasConfederation(@Nullable AttributeSet set) {
        if (set == null) {
            return false;
        }
        byte[] path = set.value(AttributeType.AS_PATH);
        for (int at = 0; at < path.length; at += 2 + 4 * (path[at + 1] & 0xff)) {
            if (path[at] >= CONFEDERATION_FROM) {
                return true;
            }
        }
        return false;
    }

    private static void check(Update update, DecodeContext context, boolean isFourOctetAs) {
        UpdateMessages writer = new UpdateMessages(isFourOctetAs, Message.EXTENDED_LENGTH_BYTES_MAX);
        DecodeContext again = new DecodeContext(
                context.isInternal(),
                isFourOctetAs,
                context.familyBits(),
                0,
                context.acceptAsSet(),
                context.acceptLoopbackNextHop());
        checkWithdrawn(prefixes(update.withdrawn()), writer, again);
        checkWithdrawn(prefixes(update.mpWithdrawn()), writer, again);
        checkAnnounced(prefixes(update.announced()), update.attributes(), writer, again);
        checkAnnounced(prefixes(update.mpAnnounced()), update.mpAttributes(), writer, again);
    }

    private static void checkWithdrawn(List<Prefix> prefixes, UpdateMessages writer, DecodeContext context) {
        List<Prefix> read = new ArrayList<>();
        for (Update update : decode(writer.withdraw(prefixes), context)) {
            read.addAll(prefixes(update.withdrawn()));
            read.addAll(prefixes(update.mpWithdrawn()));
        }
        assertThat(read).isEqualTo(prefixes);
    }

    private static void checkAnnounced(
            List<Prefix> prefixes, @Nullable AttributeSet set, UpdateMessages writer, DecodeContext context) {
        if (set == null) {
            return;
        }
        List<Prefix> read = new ArrayList<>();
        for (Update update : decode(writer.announce(set, prefixes), context)) {
            assertThat(update.outcome()).as("%s", update.findings()).isEqualTo(UpdateOutcome.ACCEPT);
            read.addAll(prefixes(update.announced()));
            read.addAll(prefixes(update.mpAnnounced()));
            AttributeSet same = update.attributes() == null ? update.mpAttributes() : update.attributes();
            assertThat(same).isNotNull();
            assertThat(same.nextHop()).isEqualTo(set.nextHop());
            assertThat(same.canonicalBytes()).isEqualTo(set.canonicalBytes());
        }
        assertThat(read).isEqualTo(prefixes);
    }

    private static List<Update> decode(List<byte[]> messages, DecodeContext context) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        messages.forEach(stream::writeBytes);
        VectorOutcome outcome = VectorOutcome.of(stream.toByteArray(), context);
        assertThat(outcome.error()).isNull();
        return outcome.messages().stream().map(Update.class::cast).toList();
    }

    /** The prefixes of a block, without path identifiers. */
    public static List<Prefix> prefixes(NlriBlock block) {
        List<Prefix> prefixes = new ArrayList<>();
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            prefixes.add(cursor.prefix());
        }
        return prefixes;
    }
}

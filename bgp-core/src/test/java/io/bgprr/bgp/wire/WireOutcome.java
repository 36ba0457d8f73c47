// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.attribute.Aggregator;
import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.ExtendedCommunities;
import io.bgprr.bgp.attribute.LargeCommunities;
import io.bgprr.bgp.message.AttributeFinding;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of the octets of a vector.
 *
 * @param action in the words of the files: accept, attribute-discard, treat-as-withdraw, reset C/S DATA, close, incomplete
 * @param decoded for people
 * @param encoded the messages that say the same, as this speaker writes them
 */
record WireOutcome(String action, String decoded, List<String> encoded) {

    private static final HexFormat HEX = HexFormat.of();

    static WireOutcome of(WireVector vector, UpdateDecoder decoder) {
        List<String> actions = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        List<String> encoded = new ArrayList<>();
        MessageFramer framer = new MessageFramer((type, bytes, offset, length) -> {
            Message message = type == Message.TYPE_UPDATE
                    ? decoder.decode(bytes, offset, length, vector.context())
                    : MessageDecoder.decode(type, bytes, offset, length);
            actions.add(action(message));
            if (message instanceof Update update) {
                describe(update, lines);
                encode(update, new UpdateMessages(vector.has("as4"), Message.LENGTH_BYTES_MAX), encoded);
            } else {
                lines.add(message.toString());
                encoded.add(HEX.formatHex(MessageEncoder.encode(message)));
            }
            return true;
        });
        if (vector.has("extended")) {
            framer.setLengthBytesMax(Message.EXTENDED_LENGTH_BYTES_MAX);
        }
        byte[] octets = vector.octets();
        try {
            framer.received(octets, 0, octets.length);
        } catch (MalformedMessageException e) {
            Notification answer = e.notification();
            actions.add(answer == null ? "close" : reset(answer));
            lines.add(String.valueOf(e.getMessage()));
        }
        return new WireOutcome(
                actions.isEmpty() ? "incomplete" : actions.getLast(), String.join("\n", lines), List.copyOf(encoded));
    }

    private static String reset(Notification answer) {
        String data = HEX.formatHex(answer.data());
        return "reset " + answer.code() + "/" + answer.subcode() + (data.isEmpty() ? "" : " " + data);
    }

    private static String action(Message message) {
        return switch (message) {
            case Update update ->
                update.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-');
            case Notification _ -> "close";
            default -> "accept";
        };
    }

    private static void describe(Update update, List<String> lines) {
        lines.addAll(prefixes("withdrawn", update.withdrawn()));
        lines.addAll(prefixes("withdrawn", update.mpWithdrawn()));
        lines.addAll(prefixes("announced", update.announced()));
        describe(update.attributes(), lines);
        lines.addAll(prefixes("announced", update.mpAnnounced()));
        describe(update.mpAttributes(), lines);
        if (update.endOfRib() != null) {
            lines.add("end-of-rib " + update.endOfRib());
        }
        for (AttributeFinding finding : update.findings()) {
            lines.add("finding " + finding.typeCode() + " " + finding.outcome() + " " + finding.text());
        }
    }

    private static List<String> prefixes(String what, NlriBlock block) {
        List<String> lines = new ArrayList<>();
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            lines.add(what + " " + cursor.prefix()
                    + (block.addPath() ? " path-id " + Integer.toUnsignedString(cursor.pathId()) : ""));
        }
        return lines;
    }

    private static void describe(@Nullable AttributeSet set, List<String> lines) {
        if (set == null) {
            return;
        }
        lines.add("  next-hop " + set.nextHop());
        byte[] bytes = set.canonicalBytes();
        for (int at = 0; at < bytes.length; at = set.end(at)) {
            String value = AttributeText.of(set, at);
            AttributeType type = AttributeType.ofCode(set.typeCode(at));
            String name = type == null ? "attribute " + set.typeCode(at) : type.name();
            lines.add(String.format("  %s %02x %s", name, set.flags(at), value).stripTrailing());
        }
    }

    /** The announcements and withdrawals of a message as messages of ours; Add-Path is beyond the writer. */
    private static void encode(Update update, UpdateMessages writer, List<String> encoded) {
        List<byte[]> messages = new ArrayList<>();
        messages.addAll(writer.withdraw(plain(update.withdrawn())));
        messages.addAll(writer.withdraw(plain(update.mpWithdrawn())));
        if (update.attributes() != null) {
            messages.addAll(writer.announce(update.attributes(), plain(update.announced())));
        }
        if (update.mpAttributes() != null) {
            messages.addAll(writer.announce(update.mpAttributes(), plain(update.mpAnnounced())));
        }
        if (update.endOfRib() != null) {
            messages.add(UpdateEncoder.endOfRib(update.endOfRib()));
        }
        messages.forEach(message -> encoded.add(HEX.formatHex(message)));
    }

    private static List<Prefix> plain(NlriBlock block) {
        List<Prefix> prefixes = new ArrayList<>();
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            prefixes.add(cursor.prefix());
        }
        return prefixes;
    }

    /** The field {@code encoded}: the messages in hex, or the word "same". */
    String encodedText(WireVector vector) {
        String hex = vector.field("hex").replace("\n", "");
        return encoded.equals(List.of(hex)) ? "same" : String.join("\n", encoded);
    }

    boolean isExpected(WireVector vector) {
        return vector.expected().stream()
                .anyMatch(expected ->
                        action.equals(expected) || action.startsWith(expected + " ") && !expected.equals("reset"));
    }

    /** An attribute's value for people. */
    private static final class AttributeText {

        static String of(AttributeSet set, int at) {
            AttributeType type = AttributeType.ofCode(set.typeCode(at));
            String hex = HEX.formatHex(set.canonicalBytes(), set.valueOffset(at), set.end(at));
            if (type == null) {
                return hex;
            }
            return switch (type) {
                case ORIGIN -> set.origin().name();
                case AS_PATH -> AsPath.of(set).toString();
                case MULTI_EXIT_DISC -> Integer.toUnsignedString(set.med());
                case LOCAL_PREF -> Integer.toUnsignedString(set.localPref());
                case AGGREGATOR -> String.valueOf(Aggregator.of(set));
                case COMMUNITIES -> Communities.of(set).toString();
                case CLUSTER_LIST -> ClusterList.of(set).toString();
                case EXTENDED_COMMUNITIES -> ExtendedCommunities.of(set).toString();
                case LARGE_COMMUNITIES -> LargeCommunities.of(set).toString();
                default -> hex;
            };
        }
    }
}

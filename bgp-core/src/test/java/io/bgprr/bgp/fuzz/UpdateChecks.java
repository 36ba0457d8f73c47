// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.Aggregator;
import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.ExtendedCommunities;
import io.bgprr.bgp.attribute.LargeCommunities;
import io.bgprr.bgp.message.AttributeFinding;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.wire.DecodeCache;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.UpdateDecoder;
import io.bgprr.bgp.wire.UpdateEncoder;
import io.bgprr.bgp.wire.UpdateMessages;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What holds for the body of every UPDATE, in one context. */
final class UpdateChecks {

    /**
     * A decoder's scratch is 2 KiB; each attribute may be found wrong, which costs its octets and a text of two hundred,
     * and takes three octets at least.
     */
    private static final MemoryBound BOUND = new MemoryBound(64 << 10, 512);

    private static final int HEADER = Message.HEADER_LENGTH_BYTES;

    /** Less than 65,535, so that a block can be encoded with its NLRI. */
    private static final int ATTRIBUTES_LENGTH_MAX = 65_000;

    private final DecodeContext context;
    private final UpdateDecoder decoder = new UpdateDecoder(new DecodeCache(16, 42));

    UpdateChecks(DecodeContext context) {
        this.context = context;
    }

    /** The context that an octet of an input stands for. */
    static DecodeContext context(int options) {
        int families = (options >>> 2 & 3) == 0 ? 3 : options >>> 2 & 3;
        return new DecodeContext(
                (options & 1) != 0,
                (options & 2) != 0,
                families,
                (options & 0x10) != 0 ? families : 0,
                (options & 0x20) != 0,
                (options & 0x40) != 0);
    }

    /** The octet for the options of a golden vector. */
    static int options(GoldenMessages golden) {
        int families = golden.options().contains("families=ipv4")
                ? 1
                : golden.options().contains("families=ipv6") ? 2 : 0;
        return (golden.options().contains("ibgp") ? 1 : 0)
                | (golden.options().contains("as4") ? 2 : 0)
                | families << 2
                | (golden.options().contains("add-path") ? 0x10 : 0)
                | (golden.options().contains("as-set") ? 0x20 : 0)
                | (golden.options().contains("loopback") ? 0x40 : 0);
    }

    /** Decodes a body and checks all that must be true of the answer. */
    Answer<Update> check(byte[] body) {
        byte[] message = new byte[HEADER + body.length];
        System.arraycopy(body, 0, message, HEADER, body.length);
        Answer<Update> answer =
                BOUND.check(message.length, () -> decode(new UpdateDecoder(new DecodeCache(1, 42)), message));
        String text = describe(answer);
        assertThat(describe(decode(decoder, message)))
                .as("with the decoder used before")
                .isEqualTo(text);
        assertThat(describe(decode(decoder, message))).as("from the cache").isEqualTo(text);
        Update update = answer.message();
        if (update == null) {
            assertThat(Objects.requireNonNull(answer.notification()).code()).isEqualTo(3);
            return answer;
        }
        assertThat(update.outcome() == UpdateOutcome.ACCEPT)
                .isEqualTo(update.findings().isEmpty());
        requireSet(update, update.announced(), update.attributes());
        requireSet(update, update.mpAnnounced(), update.mpAttributes());
        requireSameOnceMore(update);
        return answer;
    }

    private Answer<Update> decode(UpdateDecoder with, byte[] message) {
        return Answer.of(() -> with.decode(message, HEADER, message.length - HEADER, context));
    }

    private static void requireSet(Update update, NlriBlock block, @Nullable AttributeSet set) {
        assertThat(set == null).isEqualTo(block.isEmpty() || update.outcome() == UpdateOutcome.TREAT_AS_WITHDRAW);
        if (set != null) {
            requireCanonical(set);
        }
    }

    /** Ascending, lengths in the short form where they fit, nothing left over, and every view can be had and read back. */
    static void requireCanonical(AttributeSet set) {
        int before = -1;
        int at = 0;
        for (; at < set.lengthBytes(); at = set.end(at)) {
            assertThat(set.typeCode(at)).isGreaterThan(before).isNotIn(3, 14, 15, 17, 18);
            assertThat((set.flags(at) & 0x10) != 0).isEqualTo(set.valueLength(at) > 255);
            assertThat(set.flags(at) & 0x0f).isZero();
            before = set.typeCode(at);
        }
        assertThat(at).isEqualTo(set.lengthBytes());
        assertThat(set.origin()).isNotNull();
        AsPath path = AsPath.of(set);
        assertThat(AsPath.parse(path.toString()).toString()).isEqualTo(path.toString());
        Communities communities = Communities.of(set);
        assertThat(Communities.parse(communities.texts())).isEqualTo(communities);
        ExtendedCommunities extended = ExtendedCommunities.of(set);
        assertThat(ExtendedCommunities.parse(extended.texts())).isEqualTo(extended);
        LargeCommunities large = LargeCommunities.of(set);
        assertThat(LargeCommunities.parse(large.texts())).isEqualTo(large);
        ClusterList clusters = ClusterList.of(set);
        assertThat(ClusterList.parse(clusters.texts())).isEqualTo(clusters);
        Aggregator aggregator = Aggregator.of(set);
        if (aggregator != null) {
            assertThat(Aggregator.parse(aggregator.toString())).isEqualTo(aggregator);
        }
    }

    // --- What was decoded, encoded and decoded again.

    private void requireSameOnceMore(Update update) {
        UpdateMessages writer = new UpdateMessages(context.isFourOctetAs(), Message.EXTENDED_LENGTH_BYTES_MAX);
        DecodeContext plain = new DecodeContext(
                context.isInternal(),
                context.isFourOctetAs(),
                context.familyBits(),
                0, // the writer knows no path identifiers
                context.acceptAsSet(),
                context.acceptLoopbackNextHop());
        requireSameRoutes(writer, plain, update.announced(), update.attributes());
        requireSameRoutes(writer, plain, update.mpAnnounced(), update.mpAttributes());
        for (NlriBlock withdrawn : List.of(update.withdrawn(), update.mpWithdrawn())) {
            List<Prefix> again = new ArrayList<>();
            for (byte[] message : writer.withdraw(prefixes(withdrawn))) {
                Update one = requireClean(plain, message);
                again.addAll(prefixes(one.withdrawn()));
                again.addAll(prefixes(one.mpWithdrawn()));
            }
            assertThat(again).isEqualTo(prefixes(withdrawn));
        }
        AddressFamily endOfRib = update.endOfRib();
        if (endOfRib != null) {
            assertThat(requireClean(plain, UpdateEncoder.endOfRib(endOfRib)).endOfRib())
                    .isEqualTo(endOfRib);
        }
    }

    private static void requireSameRoutes(
            UpdateMessages writer, DecodeContext plain, NlriBlock announced, @Nullable AttributeSet set) {
        if (set == null || UpdateEncoder.attributesLength(set, writer.isFourOctetAs(), true) > ATTRIBUTES_LENGTH_MAX) {
            return;
        }
        List<Prefix> again = new ArrayList<>();
        for (byte[] message : writer.announce(set, prefixes(announced))) {
            Update one = requireClean(plain, message);
            boolean isBody = !one.announced().isEmpty();
            again.addAll(prefixes(isBody ? one.announced() : one.mpAnnounced()));
            AttributeSet read = Objects.requireNonNull(isBody ? one.attributes() : one.mpAttributes());
            if (!isLossy(writer, set)) {
                assertThat(read.canonicalBytes()).isEqualTo(set.canonicalBytes());
                assertThat(read.nextHop()).isEqualTo(set.nextHop());
                assertThat(read.contentEquals(set)).isTrue();
            }
        }
        assertThat(again).isEqualTo(prefixes(announced));
    }

    /** Confederation segments are not carried past a speaker of 2-octet AS numbers (RFC 6793 §4.2.2, §6). */
    private static boolean isLossy(UpdateMessages writer, AttributeSet set) {
        return !writer.isFourOctetAs()
                && AsPath.of(set).segments().stream()
                        .anyMatch(segment -> segment.kind().name().startsWith("CONFED"));
    }

    /** A message of ours: nothing in it is to be found by RFC 7606. */
    static Update requireClean(DecodeContext plain, byte[] message) {
        UpdateDecoder fresh = new UpdateDecoder(new DecodeCache(1, 7));
        Answer<Update> answer = Answer.of(() -> fresh.decode(message, HEADER, message.length - HEADER, plain));
        assertThat(answer.refusal()).as("our own message").isEmpty();
        Update update = Objects.requireNonNull(answer.message());
        assertThat(update.findings()).extracting(AttributeFinding::text).isEmpty();
        return update;
    }

    static List<Prefix> prefixes(NlriBlock block) {
        List<Prefix> prefixes = new ArrayList<>();
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            prefixes.add(cursor.prefix());
        }
        return prefixes;
    }

    private static String describe(Answer<Update> answer) {
        Update update = answer.message();
        if (update == null) {
            return answer.refusal() + " " + answer.notification();
        }
        return update.outcome() + " " + update.findings() + " " + update.endOfRib() + " " + prefixes(update.withdrawn())
                + prefixes(update.mpWithdrawn()) + prefixes(update.announced()) + describe(update.attributes())
                + prefixes(update.mpAnnounced()) + describe(update.mpAttributes());
    }

    private static String describe(@Nullable AttributeSet set) {
        return set == null ? "-" : set.nextHop() + " " + HexFormat.of().formatHex(set.canonicalBytes());
    }
}

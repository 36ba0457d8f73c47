// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bgprr.bgp.attribute.Aggregator;
import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.LargeCommunities;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateMessagesTest {

    private static final int HEADER = Message.HEADER_LENGTH_BYTES;

    private final UpdateDecoder decoder = new UpdateDecoder(new DecodeCache(64, 1));

    private static AttributeSetBuilder attributes() {
        return new AttributeSetBuilder()
                .asPath(AsPath.parse("65001 70000 (64600) {1,4200000000}"))
                .aggregator(new Aggregator(new AsNumber(70000), IpAddress.parse("192.0.2.9")))
                .med(7)
                .largeCommunities(LargeCommunities.parse(List.of("64512:1:2")))
                .nextHop(IpAddress.parse("192.0.2.1"));
    }

    private static List<Prefix> prefixes(AddressFamily family, int count) {
        List<Prefix> prefixes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prefixes.add(
                    family == AddressFamily.IPV4_UNICAST
                            ? Prefix.containing(IpAddress.ofIpv4(0x0a00_0000 + (i << 8)), 24 + i % 9)
                            : Prefix.containing(IpAddress.ofIpv6(0x2001_0db8_0000_0000L + i, -1), i % 129));
        }
        return prefixes;
    }

    private Update decode(byte[] message, boolean isFourOctetAs) throws MalformedMessageException {
        DecodeContext context = new DecodeContext(true, isFourOctetAs, 3, 0, true, false);
        return decoder.decode(message, HEADER, message.length - HEADER, context);
    }

    private static List<Prefix> toList(NlriBlock block) {
        List<Prefix> prefixes = new ArrayList<>();
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            prefixes.add(cursor.prefix());
        }
        return prefixes;
    }

    @Test
    void ipv4RoutesComeBackFromAsManyMessagesAsTheyNeed() throws MalformedMessageException {
        AttributeSet set = attributes().build();
        List<Prefix> prefixes = prefixes(AddressFamily.IPV4_UNICAST, 3000);
        List<byte[]> messages = UpdateMessages.PLAIN.announce(set, prefixes);
        assertThat(messages).hasSizeGreaterThan(3).allSatisfy(m -> assertThat(m).hasSizeLessThanOrEqualTo(4096));
        List<Prefix> decoded = new ArrayList<>();
        for (byte[] message : messages) {
            Update update = decode(message, true);
            assertThat(requireNonNull(update.attributes()).contentEquals(set)).isTrue();
            decoded.addAll(toList(update.announced()));
        }
        assertThat(decoded).isEqualTo(prefixes);
    }

    @Test
    void ipv6RoutesComeBackFromMpReach() throws MalformedMessageException {
        AttributeSet set = attributes().nextHop(IpAddress.parse("2001:db8::1")).build();
        List<Prefix> prefixes = prefixes(AddressFamily.IPV6_UNICAST, 1000);
        List<Prefix> decoded = new ArrayList<>();
        for (byte[] message : UpdateMessages.PLAIN.announce(set, prefixes)) {
            Update update = decode(message, true);
            assertThat(requireNonNull(update.mpAttributes()).contentEquals(set)).isTrue();
            decoded.addAll(toList(update.mpAnnounced()));
        }
        assertThat(decoded).isEqualTo(prefixes);
    }

    @Test
    void withdrawalsOfBothFamiliesComeBack() throws MalformedMessageException {
        for (AddressFamily family : AddressFamily.values()) {
            List<Prefix> prefixes = prefixes(family, 2000);
            List<Prefix> decoded = new ArrayList<>();
            for (byte[] message : UpdateMessages.PLAIN.withdraw(prefixes)) {
                Update update = decode(message, true);
                decoded.addAll(toList(update.withdrawn()));
                decoded.addAll(toList(update.mpWithdrawn()));
            }
            assertThat(decoded).isEqualTo(prefixes);
        }
    }

    @Test
    void anOldSpeakerLosesNothingThatTheRfcCanCarry() throws MalformedMessageException {
        AttributeSet set =
                attributes().asPath(AsPath.parse("65001 70000 {1,4200000000}")).build();
        byte[] message = new UpdateMessages(false, 4096)
                .announce(set, prefixes(AddressFamily.IPV4_UNICAST, 1))
                .getFirst();
        assertThat(requireNonNull(decode(message, false).attributes()).contentEquals(set))
                .isTrue();
    }

    @Test
    void mappablePathsAreSentToOldSpeakersWithoutAs4Path() throws MalformedMessageException {
        AttributeSet set = attributes()
                .asPath(AsPath.parse("65001 65002"))
                .aggregator(new Aggregator(new AsNumber(65001), IpAddress.parse("192.0.2.9")))
                .build();
        byte[] message = new UpdateMessages(false, 4096)
                .announce(set, prefixes(AddressFamily.IPV4_UNICAST, 1))
                .getFirst();
        int four = UpdateEncoder.attributesLength(set, true, true);
        // Two numbers of AS_PATH and one of AGGREGATOR are two octets shorter each, and nothing was added.
        assertThat(UpdateEncoder.attributesLength(set, false, true)).isEqualTo(four - 6);
        assertThat(requireNonNull(decode(message, false).attributes()).contentEquals(set))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 300, 600})
    void longPathsSurviveInBothSizes(int length) throws MalformedMessageException {
        AsPath path = AsPath.ofSequence(Collections.nCopies(length, new AsNumber(70000)));
        AttributeSet set = attributes().asPath(path).build();
        for (boolean isFourOctetAs : new boolean[] {true, false}) {
            byte[] message = new UpdateMessages(isFourOctetAs, 65535)
                    .announce(set, prefixes(AddressFamily.IPV4_UNICAST, 1))
                    .getFirst();
            assertThat(AsPath.of(requireNonNull(decode(message, isFourOctetAs).attributes())))
                    .isEqualTo(path);
        }
    }

    @Test
    void attributesThatFillTheMessageAreRefused() {
        List<String> many = Collections.nCopies(1020, "64512:1");
        AttributeSet set = attributes().communities(Communities.parse(many)).build();
        assertThatThrownBy(() -> UpdateMessages.PLAIN.announce(set, prefixes(AddressFamily.IPV4_UNICAST, 1)))
                .hasMessageContaining("no room");
    }

    @Test
    void endOfRibIsRecognised() throws MalformedMessageException {
        for (AddressFamily family : AddressFamily.values()) {
            Update update = decode(UpdateEncoder.endOfRib(family), true);
            assertThat(update.endOfRib()).isEqualTo(family);
        }
    }
}

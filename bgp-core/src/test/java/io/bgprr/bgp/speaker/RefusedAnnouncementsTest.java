// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.speaker.SpeakerLab.RawPeer;
import io.bgprr.bgp.wire.MessageEncoder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Routes that were treated as withdrawn are in no table, and explain says why: RFC 7606 §2, RFC 9774 §3. */
class RefusedAnnouncementsTest {

    private static final String PEER = "192.0.2.20";
    private static final String PREFIX = "10.0.1.0/24";
    private static final String AS_SET =
            "; 192.0.2.20 announced it, which was treated as withdrawn: AS_PATH: AS_SET or AS_CONFED_SET (RFC 9774 §3)";

    private final Configs speaker = Configs.speaker(64512, "192.0.2.10");
    private final SpeakerLab lab =
            new SpeakerLab(speaker.neighbor(speaker.peer(PEER).client().build()).build());
    private final RawPeer peer = lab.establish(PEER);

    /** An UPDATE whose AS_PATH ends in the AS_SET { 65001 65002 }. */
    private static byte[] withAsSet(String... prefixes) {
        byte[] plain = SpeakerLab.announcement(0, prefixes);
        String hex = HexFormat.of().formatHex(plain);
        String emptyPath = "400200";
        String path = "40020a" + "0102" + "0000fde9" + "0000fdea";
        int at = hex.indexOf(emptyPath);
        assertThat(at).isPositive();
        byte[] changed = HexFormat.of().parseHex(hex.substring(0, at) + path + hex.substring(at + emptyPath.length()));
        changed[17] = (byte) (changed[17] + 10);
        changed[22] = (byte) (changed[22] + 10);
        return changed;
    }

    private String verdict(String prefix) {
        return lab.answer(lab.engines().explain(Prefix.parse(prefix))).verdict();
    }

    @Test
    void aRouteWithAnAsSetIsWithdrawnAndExplainSaysSo() {
        peer.announce(0, PREFIX, "10.0.2.0/24");
        assertThat(verdict(PREFIX)).doesNotContain("withdrawn");

        peer.say(withAsSet(PREFIX));

        assertThat(lab.ipv4(PEER).received()).isEqualTo(1);
        assertThat(verdict(PREFIX)).isEqualTo("no route covers 10.0.1.0/24" + AS_SET);
        assertThat(verdict("10.0.2.0/24")).doesNotContain("withdrawn");
    }

    @Test
    void whatThePeerSaysNextCounts() {
        peer.say(withAsSet(PREFIX));
        peer.announce(0, PREFIX);
        assertThat(verdict(PREFIX)).doesNotContain("treated as withdrawn");

        peer.say(withAsSet(PREFIX));
        assertThat(verdict(PREFIX)).endsWith(AS_SET);
        peer.withdraw(PREFIX);
        assertThat(verdict(PREFIX)).isEqualTo("no route covers 10.0.1.0/24");
    }

    @Test
    void anotherSessionOfThePeerBeginsAnew() {
        peer.say(withAsSet(PREFIX));
        peer.say(MessageEncoder.encode(Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_RESET)));

        lab.establish(PEER);
        assertThat(verdict(PREFIX)).isEqualTo("no route covers 10.0.1.0/24");
    }

    @Test
    void theOldestOfVeryManyAreForgotten() {
        int messages = RefusedAnnouncements.KEPT_MAX / 250 + 1;
        peer.say(withAsSet(PREFIX));
        for (int i = 0; i < messages; i++) {
            String[] prefixes = new String[250];
            for (int j = 0; j < prefixes.length; j++) {
                prefixes[j] = "10." + (1 + i) + "." + j + ".0/24";
            }
            peer.say(withAsSet(prefixes));
        }

        assertThat(verdict(PREFIX)).doesNotContain("withdrawn");
        assertThat(verdict("10." + messages + ".249.0/24")).endsWith(AS_SET);
    }

    /** One read may hold tens of thousands of UPDATEs; a batch of them grows as an array list does, and is full at some point. */
    @Test
    void thousandsOfMalformedUpdatesInOneReadAreEachRemembered() {
        byte[][] messages = new byte[3000][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = i % 3 == 0 ? SpeakerLab.announcement(0, prefix(i)) : withAsSet(prefix(i));
        }
        peer.say(messages);

        assertThat(verdict(prefix(1))).endsWith(AS_SET);
        assertThat(verdict(prefix(1501))).endsWith(AS_SET);
        assertThat(verdict(prefix(2999))).endsWith(AS_SET);
        assertThat(lab.ipv4(PEER).received()).isEqualTo(1000);
    }

    private static String prefix(int number) {
        return "10." + (20 + number / 250) + "." + number % 250 + ".0/24";
    }
}

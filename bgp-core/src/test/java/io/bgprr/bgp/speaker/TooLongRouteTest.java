// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.UnknownAttribute;
import io.bgprr.bgp.export.ExportVerdict;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.speaker.SpeakerLab.RawPeer;
import io.bgprr.bgp.wire.UpdateMessages;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A route that came in a full message and has no room for what reflection adds: withdrawn, explained and told (RFC 8654 §4). */
class TooLongRouteTest {

    private static final String SENDER = "192.0.2.1";
    private static final String OTHER = "192.0.2.2";
    private static final String ROUTE = "10.0.0.0/24";

    /** What fills a message of 4096 octets: 23 | ORIGIN 4 | AS_PATH 3 | NEXT_HOP 7 | LOCAL_PREF 7 | filler 4 + n | NLRI 4. */
    private static final int FILLER_BYTES = 4096 - 52;

    private final SpeakerLab lab = new SpeakerLab(config());
    private final RawPeer sender = lab.establish(SENDER);
    private final RawPeer other = lab.establish(OTHER);

    private static SpeakerConfig config() {
        Configs speaker = Configs.speaker(64512, "192.0.2.10");
        return speaker.neighbor(speaker.peer(SENDER).client().passive().build())
                .neighbor(speaker.peer(OTHER).client().passive().build())
                .build();
    }

    private void announce(String prefix, int fillerBytes) {
        sender.say(UpdateMessages.PLAIN
                .announce(
                        new AttributeSetBuilder()
                                .localPref(100)
                                .nextHop(IpAddress.parse("192.0.2.200"))
                                .unknown(new UnknownAttribute(222, true, new byte[fillerBytes]))
                                .build(),
                        List.of(Prefix.parse(prefix)))
                .toArray(byte[][]::new));
    }

    private Explanation.Export export(String peer) {
        return lab.answer(lab.engines().explain(Prefix.parse(ROUTE))).exports().stream()
                .filter(export -> export.peer().equals(IpAddress.parse(peer)))
                .findFirst()
                .orElseThrow();
    }

    private List<String> told() {
        return lab.events.stream()
                .filter(SpeakerEvent.Warning.class::isInstance)
                .map(event -> ((SpeakerEvent.Warning) event).text())
                .filter(text -> text.contains("too long"))
                .toList();
    }

    @Test
    void itIsWithdrawnAndExplainedUntilItIsShorter() {
        announce(ROUTE, FILLER_BYTES - 14); // ORIGINATOR_ID and CLUSTER_LIST just fit
        assertThat(other.table).containsExactly(ROUTE);

        announce(ROUTE, FILLER_BYTES - 13);
        assertThat(other.table).isEmpty();
        assertThat(export(OTHER))
                .isEqualTo(new Explanation.Export(IpAddress.parse(OTHER), false, false, ExportVerdict.TOO_LONG.text()));
        assertThat(export(SENDER).text()).isEqualTo(ExportVerdict.OWN_ROUTE.text());
        assertThat(lab.ipv4(OTHER).advertised()).isZero();

        announce(ROUTE, FILLER_BYTES - 14);
        assertThat(other.table).containsExactly(ROUTE);
        assertThat(export(OTHER).text()).isEqualTo(ExportVerdict.ADVERTISE.text());
    }

    @Test
    void itIsToldWheneverTheTotalDoubles() {
        for (int i = 0; i < 9; i++) {
            announce("10.0." + i + ".0/24", FILLER_BYTES);
        }
        assertThat(told()).hasSize(4).first().asString().endsWith("10.0.0.0/24");
        assertThat(told().getLast()).startsWith("8 routes").endsWith("10.0.7.0/24");
    }
}

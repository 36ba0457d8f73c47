// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static io.bgprr.bgp.session.SessionHarness.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.wire.MessageEncoder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a peer may say before the session is up, and what it is told when it should not have (RFC 4271 §6.1, §6.2). */
class OpenErrorTest {

    private static final String UPDATE_END_OF_RIB = "M 0017 02 0000 0000";

    /** In OpenSent, over a connection that the peer made. */
    private static SessionHarness.Peer greeted(SessionConfig config) {
        return SessionHarness.started(config).dialIn();
    }

    @Test
    void ourOpenSaysWhoWeAreAndWhatWeSpeak() {
        SessionHarness.Peer peer = greeted(TestConfigs.active());

        assertThat(peer.connection.sent)
                .containsExactly(new Open(
                        AsNumber.of(64512),
                        90,
                        RouterId.parse("10.0.0.1"),
                        List.of(
                                new Capability.MultiProtocol(1, 1),
                                new Capability.MultiProtocol(2, 1),
                                new Capability.RouteRefreshSupport(),
                                new Capability.FourOctetAs(AsNumber.of(64512)))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            hold time 1,                           M 001d 01 04 fc00 0001 0a000002 00,                             2/6
            hold time 2,                           M 001d 01 04 fc00 0002 0a000002 00,                             2/6
            version 5,                             M 001d 01 05 fc00 005a 0a000002 00,                             2/1 0004
            another AS,                            M 001d 01 04 fc01 005a 0a000002 00,                             2/2
            AS 0,                                  M 001d 01 04 0000 005a 0a000002 00,                             2/2
            capability 65 names another AS,        M 0025 01 04 fc00 005a 0a000002 08 02 06 41 04 0000fc01,        2/2
            BGP identifier 0,                      M 001d 01 04 fc00 005a 00000000 00,                             2/3
            our own identifier in our AS,          M 001d 01 04 fc00 005a 0a000001 00,                             2/3
            optional parameter 200,                M 0020 01 04 fc00 005a 0a000002 03 c8 01 00,                    2/4
            optional parameter 1,                  M 0020 01 04 fc00 005a 0a000002 03 01 01 00,                    2/4
            a capability overruns its parameter,   M 0021 01 04 fc00 005a 0a000002 04 02 02 01 04,                 2/0
            parameters longer than the message,    M 001d 01 04 fc00 005a 0a000002 14,                             2/0
            octets behind the parameters,          M 001f 01 04 fc00 005a 0a000002 00 0000,                        2/0
            the extended form is cut,              M 001e 01 04 fc00 005a 0a000002 ff ff,                          2/0
            an OPEN of 28 octets,                  M 001c 01 04 fc00 005a 0a000002,                                1/2 001c
            a marker that is not all ones,         00ffffffffffffffffffffffffffffff 001d 01 04 fc00 005a 0a000002 00, 1/1
            header length 18,                      M 0012 01,                                                      1/2 0012
            header length 0,                       M 0000 01,                                                      1/2 0000
            header length 65535,                   M ffff 01,                                                      1/2 ffff
            an UPDATE longer than 4096,            M 1001 02,                                                      1/2 1001
            a KEEPALIVE with a body,               M 0014 04 00,                                                   1/2 0014
            an UPDATE of 22 octets,                M 0016 02 000000,                                               1/2 0016
            message type 0,                        M 0013 00,                                                      1/3 00
            message type 6,                        M 0013 06,                                                      1/3 06
            a KEEPALIVE first,                     M 0013 04,                                                      5/1 04
            an UPDATE first,                       M 0017 02 0000 0000,                                            5/1 02
            a ROUTE-REFRESH first,                 M 0017 05 0001 00 01,                                           5/1 05
            a NOTIFICATION of 20 octets,           M 0014 03 06,                                                   ''
            a Cease,                               M 0015 03 06 02,                                                ''
            """)
    void inOpenSentIsRefused(String what, String hex, String verdict) {
        SessionHarness.Peer peer = greeted(TestConfigs.passive());

        peer.sayHex(hex);

        assertThat(peer.verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            an UPDATE,                M 0017 02 0000 0000,                 5/2 02
            a ROUTE-REFRESH,          M 0017 05 0001 00 01,                5/2 05
            a second OPEN,            M 001d 01 04 fc00 005a 0a000002 00,  5/2 01
            a second OPEN that is bad, M 001d 01 05 fc00 005a 0a000002 00, 2/1 0004
            message type 9,           M 0013 09,                           1/3 09
            a NOTIFICATION,           M 0015 03 06 02,                     ''
            """)
    void inOpenConfirmIsRefused(String what, String hex, String verdict) {
        SessionHarness.Peer peer = greeted(TestConfigs.passive());
        peer.say(open());

        peer.sayHex(hex);

        assertThat(peer.verdict()).isEqualTo(verdict);
    }

    @Test
    void nothingIsReadBehindTheMessageThatEndedTheConnection() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());
        SessionHarness.Peer peer = harness.dialIn();

        peer.sayHex("M 0013 00" + "M 0013 04".repeat(3));
        peer.say(open());

        assertThat(peer.verdict()).isEqualTo("1/3 00");
        assertThat(harness.session.counters().keepalivesReceived).isZero();
        assertThat(harness.session.counters().opensReceived).isZero();
    }

    @Test
    void anOpenThatComesOctetByOctetIsAnOpen() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());
        SessionHarness.Peer peer = harness.dialIn();

        for (Message message : List.of(open(), new Keepalive())) {
            for (byte octet : MessageEncoder.encode(message)) {
                peer.say(new byte[] {octet});
            }
        }

        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
    }

    @Test
    void aSilentConnectionIsClosedAfterFourMinutes() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());
        SessionHarness.Peer peer = harness.dialIn();

        harness.pass(239);
        assertThat(peer.connection.isOver()).isFalse();
        harness.pass(2);

        assertThat(peer.verdict()).isEqualTo("4/0");
        assertThat(harness.session.lastError()).isEqualTo("we sent Hold Timer Expired (4/0): no OPEN for 240 s");
    }

    @Test
    void anExternalPeerMayHaveOurIdentifier() {
        SessionHarness harness =
                SessionHarness.started(new TestConfigs.Sketch().remoteAs(65001).build());
        SessionHarness.Peer peer = harness.dialIn();

        peer.say(open(65001, 90, "10.0.0.1"));
        peer.say(new Keepalive());

        assertThat(negotiated(harness).kind()).isEqualTo(PeerKind.EBGP);
    }

    @Test
    void aPeerWithoutCapabilitiesSpeaksIpv4WithTwoOctetAs() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());
        SessionHarness.Peer peer = harness.dialIn();

        peer.say(new Open(AsNumber.of(64512), 90, RouterId.parse("10.0.0.2"), List.of()));
        peer.say(new Keepalive());

        Negotiated negotiated = negotiated(harness);
        assertThat(negotiated.families()).containsExactly(AddressFamily.IPV4_UNICAST);
        assertThat(negotiated.isFourOctetAs()).isFalse();
        assertThat(negotiated.isRouteRefresh()).isFalse();
        assertThat(harness.session.sendRouteRefresh(AddressFamily.IPV4_UNICAST, harness.now))
                .isFalse();
    }

    @Test
    void aPeerThatRefusesCapabilitiesIsTriedOnceWithoutThem() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());
        harness.pickUp().sayHex("M 0015 03 02 04");

        harness.pass(1);
        SessionHarness.Peer second = harness.pickUp();

        assertThat(second.connection.sent)
                .singleElement()
                .satisfies(open -> assertThat(((Open) open).capabilities()).isEmpty());
        harness.establish(second);
        assertThat(negotiated(harness).families()).containsExactly(AddressFamily.IPV4_UNICAST);
        assertThat(negotiated(harness).isFourOctetAs()).isFalse();

        second.hangUp();
        assertThat(harness.dialIn().connection.sent)
                .singleElement()
                .satisfies(open -> assertThat(((Open) open).capabilities()).hasSize(4));
    }

    @Test
    void familiesThatDoNotMeetAreRefusedWithASentence() {
        SessionHarness harness = SessionHarness.started(new TestConfigs.Sketch()
                .families(AddressFamily.IPV6_UNICAST.bit())
                .passive()
                .build());
        SessionHarness.Peer peer = harness.dialIn();

        peer.say(new Open(AsNumber.of(64512), 90, RouterId.parse("10.0.0.2"), List.of()));

        assertThat(peer.verdict()).isEqualTo("2/7 010400020001");
        assertThat(harness.session.lastError())
                .endsWith("no common address family: we offer ipv6-unicast, the peer ipv4-unicast");
    }

    @Test
    void theReasonOfARefusalNamesBothAs() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());

        harness.dialIn().say(open(65009, 90, "10.0.0.2"));

        assertThat(harness.session.lastError()).isEqualTo("we sent Bad Peer AS (2/2): AS 65009, configured is 64512");
        assertThat(harness.listener.details).containsExactly(harness.session.lastError());
        assertThat(harness.listener.downs).isEmpty();
    }

    @Test
    void afterAnErrorTheNextConnectionIsWelcomeAtOnce() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());
        for (int i = 0; i < 30; i++) {
            harness.dialIn().sayHex(UPDATE_END_OF_RIB);
        }

        harness.establish(harness.dialIn());
    }

    @Test
    void aRefreshForAFamilyOrOfASubtypeThatWeDoNotKnowIsIgnored() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());

        harness.lastPeer.say(new RouteRefresh(25, 70, 0));
        harness.lastPeer.say(new RouteRefresh(1, 1, 200));
        harness.lastPeer.say(new RouteRefresh(1, 1, 0));

        assertThat(harness.listener.refreshes).containsExactly(new RouteRefresh(1, 1, 0));
        assertThat(harness.session.counters().refreshesReceived).isEqualTo(3);
        assertThat(harness.session.counters().discardedReceived).isEqualTo(2);
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
    }

    private static Negotiated negotiated(SessionHarness harness) {
        return Objects.requireNonNull(harness.session.negotiated());
    }
}

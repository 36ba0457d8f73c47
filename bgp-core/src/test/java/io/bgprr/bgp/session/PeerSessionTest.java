// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static io.bgprr.bgp.session.SessionHarness.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.session.SessionHarness.Peer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session's life: up, in use, down, and what is told about it. */
class PeerSessionTest {

    private static final String END_OF_RIB = "M 0017 02 0000 0000";
    private static final String WITHDRAW_TWO = "M 001c 02 0005 08 0a 10 ac10 0000";

    @Test
    void comesUpOverTheConnectionThatWeMade() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());

        harness.establish(harness.pickUp());

        assertThat(harness.dials).hasSize(1);
        assertThat(harness.dials.getFirst().request().remotePort()).isEqualTo(179);
        assertThat(harness.listener.states)
                .containsExactly(
                        "Idle -> Connect",
                        "Connect -> OpenSent",
                        "OpenSent -> OpenConfirm",
                        "OpenConfirm -> Established");
        assertThat(harness.listener.establishedCount).isEqualTo(1);
        assertThat(harness.session.establishedConnection()).isSameAs(harness.listener.connection);
        assertThat(harness.session.lastError()).isEmpty();
    }

    @Test
    void neverDialsAPeerThatIsEstablished() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());
        assertThat(harness.dials).hasSize(1);
        assertThat(harness.dials.getFirst().peer().connection.isClosed)
                .as("our own attempt is given up")
                .isTrue();

        for (int i = 0; i < 100; i++) {
            harness.pass(29);
            harness.lastPeer.say(new Keepalive());
        }

        assertThat(harness.dials).hasSize(1);
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
    }

    @Test
    void aPassivePeerIsNeverDialed() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());

        harness.pass(100_000);
        assertThat(harness.session.state()).isEqualTo(FsmState.ACTIVE);
        harness.establish(harness.dialIn());
        harness.lastPeer.hangUp();
        harness.pass(100_000);

        assertThat(harness.dials).isEmpty();
        assertThat(harness.session.state()).isEqualTo(FsmState.ACTIVE);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a second OPEN,                   M 001d 01 04 fc00 005a 0a000002 00,  5/3 01
            a second OPEN that is bad,       M 001d 01 05 fc00 005a 0a000002 00,  5/3 01
            a marker that is not all ones,   00ffffffffffffffffffffffffffffff 0013 04, 1/1
            header length 18,                M 0012 04,                           1/2 0012
            a KEEPALIVE with a body,         M 0014 04 00,                        1/2 0014
            an UPDATE of 22 octets,          M 0016 02 000000,                    1/2 0016
            an UPDATE of 4097 octets,        M 1001 02,                           1/2 1001
            message type 0,                  M 0013 00,                           1/3 00
            a prefix length of 33,           M 001d 02 0006 21 0a00000000 0000,   3/10
            withdrawn routes overrun,        M 0017 02 0010 0000,                 3/1
            a NOTIFICATION of 20 octets,     M 0014 03 06,                        ''
            a Cease,                         M 0015 03 06 02,                     ''
            a Cease with a broken text,      M 0018 03 06 02 ff 41 42,            ''
            """)
    void endsTheSessionThatIsUp(String what, String hex, String verdict) {
        SessionHarness harness = SessionHarness.established(TestConfigs.passive());

        harness.lastPeer.sayHex(hex);

        assertThat(harness.lastPeer.verdict()).isEqualTo(verdict);
        assertThat(harness.listener.downs).hasSize(1);
        assertThat(harness.session.counters().flaps).isEqualTo(1);
        assertThat(harness.session.negotiated()).isNull();
        assertThat(harness.session.establishedConnection()).isNull();
        assertThat(harness.session.state()).isEqualTo(FsmState.ACTIVE);
    }

    @Test
    void aHalfCloseEndsTheSession() {
        SessionHarness harness = SessionHarness.established(TestConfigs.passive());

        harness.lastPeer.hangUp();

        assertThat(harness.listener.downs)
                .containsExactly(new DownReason(null, null, "the connection is gone: by the peer"));
    }

    @Test
    void theLastWordsOfAPeerAreShown() {
        SessionHarness harness = SessionHarness.established(TestConfigs.passive());
        Notification cease = Notification.of(
                ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, ErrorCode.shutdownData("maintenance\u0007 until noon"));

        harness.lastPeer.say(cease);

        assertThat(harness.listener.downs)
                .containsExactly(new DownReason(
                        null,
                        cease,
                        "the peer sent Cease: Administrative Shutdown (6/2): \"maintenance\\u0007 until noon\""));
        assertThat(harness.session.lastError())
                .isEqualTo(harness.listener.downs.getFirst().text());
        assertThat(harness.session.lastErrorNanos()).isEqualTo(harness.now);
    }

    @Test
    void stoppingSendsTheTextOnEveryConnectionAndStaysIdle() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());
        Peer first = harness.lastPeer;
        Peer second = harness.dialIn();

        harness.session.stop(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, "going home", harness.now);

        String text = "6/2 0a" + "676f696e6720686f6d65";
        assertThat(first.verdict()).isEqualTo(text);
        assertThat(second.verdict()).isEqualTo(text);
        assertThat(harness.listener.downs).hasSize(1);
        assertThat(harness.session.state()).isEqualTo(FsmState.IDLE);
        assertThat(harness.session.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        harness.pass(100_000);
        assertThat(harness.dials).hasSize(1);
        assertThat(harness.tryDialIn().verdict()).isEqualTo("6/5");
    }

    @Test
    void aStoppedPeerStartsAgain() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());
        harness.session.stop(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, "", harness.now);

        harness.session.start(harness.now);

        harness.establish(harness.pickUp());
        assertThat(harness.listener.establishedCount).isEqualTo(2);
    }

    @Test
    void aTextOfTooManyOctetsIsCutAtACharacter() {
        SessionHarness harness = SessionHarness.established(TestConfigs.passive());

        harness.session.stop(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, "ä".repeat(200), harness.now);

        byte[] data = ((Notification) harness.lastPeer.connection.sent.getLast()).data();
        assertThat(data).hasSize(255);
        assertThat(data[0] & 0xff).isEqualTo(254);
    }

    @Test
    void aResetSaysWhyAndComesBackSoon() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());

        harness.session.reset("new filter", harness.now);

        assertThat(harness.lastPeer.verdict()).startsWith("6/4 0a");
        assertThat(harness.session.state()).isEqualTo(FsmState.ACTIVE);
        harness.pass(1);
        harness.establish(harness.pickUp());
    }

    @Test
    void aDisabledPeerIsRejected() {
        SessionHarness harness =
                SessionHarness.started(new TestConfigs.Sketch().disabled().build());

        Peer peer = harness.tryDialIn();

        assertThat(peer.verdict()).isEqualTo("6/5");
        peer.say(open());
        peer.hangUp();
        assertThat(harness.dials).isEmpty();
        assertThat(harness.session.state()).isEqualTo(FsmState.IDLE);
    }

    @Test
    void aLimitOfOursEndsTheSessionWithItsOwnCode() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());

        harness.session.fail(Notification.of(ErrorCode.CEASE_MAXIMUM_PREFIXES), "11 prefixes, limit 10", harness.now);

        assertThat(harness.lastPeer.verdict()).isEqualTo("6/1");
        assertThat(harness.session.lastError())
                .isEqualTo("we sent Cease: Maximum Number of Prefixes Reached (6/1): 11 prefixes, limit 10");
        assertThat(harness.session.state()).isEqualTo(FsmState.ACTIVE);
    }

    @Test
    void anErrorOfOursEndsOnlyThisSession() {
        SessionHarness harness = new SessionHarness(TestConfigs.passive(), new RecordingListener() {
            @Override
            public void update(PeerSession session, Update update) {
                throw new IllegalStateException("no such route");
            }
        });
        harness.session.start(harness.now);
        harness.establish(harness.dialIn());

        harness.lastPeer.sayHex(END_OF_RIB);

        assertThat(harness.lastPeer.verdict()).isEqualTo("6/8");
        assertThat(harness.session.lastError()).contains("an error of ours", "no such route");
        harness.establish(harness.dialIn());
    }

    @Test
    void countsWhatIsSaid() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());
        long bytesBefore = harness.session.counters().bytesReceived;

        harness.lastPeer.sayHex(END_OF_RIB);
        harness.lastPeer.sayHex(WITHDRAW_TWO);
        harness.session.sendRouteRefresh(AddressFamily.IPV6_UNICAST, harness.now);
        harness.session.countSent(3, 300, harness.now);

        SessionCounters counters = harness.session.counters();
        assertThat(counters.opensReceived).isEqualTo(1);
        assertThat(counters.opensSent).isEqualTo(1);
        assertThat(counters.keepalivesReceived).isEqualTo(1);
        assertThat(counters.keepalivesSent).isEqualTo(1);
        assertThat(counters.updatesReceived).isEqualTo(2);
        assertThat(counters.withdrawUpdatesReceived).isEqualTo(1);
        assertThat(counters.withdrawnPrefixesReceived).isEqualTo(2);
        assertThat(counters.bytesReceived - bytesBefore).isEqualTo(23 + 28);
        assertThat(counters.updatesSent).isEqualTo(3);
        assertThat(counters.refreshesSent).isEqualTo(1);
        assertThat(counters.bytesSent).isEqualTo(300 + 23 + 19 + 51);
        assertThat(harness.listener.updates).hasSize(2);
        assertThat(harness.lastPeer.connection.sent).containsExactly(new RouteRefresh(2, 1, 0));
    }

    @Test
    void countsWhatRfc7606MadeOfAnUpdate() {
        SessionHarness harness = SessionHarness.established(TestConfigs.passive());
        // ORIGIN of 3, then 10.0.0.0/8.
        harness.lastPeer.sayHex("M 0027 02 0000 000e 400101 03 400200 400304 c0000201 080a");

        assertThat(harness.session.counters().treatAsWithdrawReceived).isEqualTo(1);
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
    }

    @Test
    void aCommandFromWithinACallDoesNoHarm() {
        SessionHarness harness = new SessionHarness(TestConfigs.passive(), new RecordingListener() {
            @Override
            public void update(PeerSession session, Update update) {
                super.update(session, update);
                session.stop(ErrorCode.CEASE_PEER_DECONFIGURED, "", 0);
            }
        });
        harness.session.start(harness.now);
        harness.establish(harness.dialIn());

        harness.lastPeer.sayHex(END_OF_RIB + END_OF_RIB);

        assertThat(harness.listener.updates).hasSize(1);
        assertThat(harness.lastPeer.verdict()).isEqualTo("6/3");
        assertThat(harness.session.state()).isEqualTo(FsmState.IDLE);
    }

    @Test
    void twentySessionsInARowEachComeUp() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());

        for (int i = 0; i < 20; i++) {
            Peer peer = harness.establish(harness.dialIn());
            if (i % 2 == 0) {
                peer.hangUp();
            } else {
                peer.say(Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN));
            }
        }

        assertThat(harness.listener.downs).hasSize(20);
    }

    // Collisions.

    @ParameterizedTest(name = "our identifier {0}, AS {1} towards {2}: ours wins {3}, ours answered first {4}")
    @CsvSource({
        "10.0.0.9, 64512, 64512, true,  true",
        "10.0.0.9, 64512, 64512, true,  false",
        "10.0.0.1, 64512, 64512, false, true",
        "10.0.0.1, 64512, 64512, false, false",
        "10.0.0.2, 65001, 65000, true,  false",
        "10.0.0.2, 65001, 65002, false, true",
        "240.0.0.1, 64512, 64512, true, false",
    })
    void ofTwoConnectionsThatOfTheHigherSideIsKept(
            String ourId, long localAs, long remoteAs, boolean oursWins, boolean oursFirst) {
        SessionHarness harness = SessionHarness.started(new TestConfigs.Sketch()
                .routerId(ourId)
                .localAs(localAs)
                .remoteAs(remoteAs)
                .build());
        Peer ours = harness.pickUp();
        Peer theirs = harness.dialIn();
        Open open = open(remoteAs, 90, "10.0.0.2");

        (oursFirst ? ours : theirs).say(open);
        (oursFirst ? theirs : ours).say(open);

        Peer winner = oursWins ? ours : theirs;
        Peer loser = oursWins ? theirs : ours;
        assertThat(loser.verdict()).isEqualTo("6/7");
        winner.say(new Keepalive());
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        assertThat(harness.session.establishedConnection()).isSameAs(winner.connection);
        assertThat(harness.session.lastError()).as("a collision is no error").isEmpty();
        assertThat(harness.dials).hasSize(1);
    }

    @Test
    void theFirstToBeEstablishedEndsTheOthers() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());
        Peer ours = harness.pickUp();
        Peer silent = harness.dialIn();

        harness.establish(harness.dialIn());

        assertThat(ours.verdict()).isEqualTo("6/7");
        assertThat(silent.verdict()).isEqualTo("6/7");
    }

    @Test
    void aSecondConnectionDoesNotDisturbTheEstablishedOne() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());
        Peer first = harness.lastPeer;

        Peer second = harness.dialIn();
        second.say(open());
        assertThat(second.verdict()).isEqualTo("6/7");
        Peer third = harness.dialIn();
        third.hangUp();
        Peer fourth = harness.dialIn();
        fourth.sayHex("M 0013 00");
        assertThat(fourth.verdict()).isEqualTo("1/3 00");

        assertThat(first.connection.isOver()).isFalse();
        assertThat(harness.listener.downs).isEmpty();
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        assertThat(harness.session.lastError()).isEmpty();
        assertThat(harness.dials).hasSize(1);
    }

    @Test
    void aPeerThatDialsAnewIsHeardOverItsOlderConnection() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());
        Peer older = harness.dialIn();
        older.say(open());

        Peer newer = harness.dialIn();
        newer.say(open());

        assertThat(older.verdict()).isEqualTo("6/7");
        newer.say(new Keepalive());
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
    }

    @Test
    void silentConnectionsAreBoundedAndShutNobodyOut() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());
        List<Peer> silent = Stream.generate(harness::dialIn).limit(200).toList();

        assertThat(silent.stream().filter(peer -> !peer.connection.isOver())).hasSize(SessionHarness.HALF_OPEN_MAX);
        assertThat(silent.getFirst().verdict()).isEqualTo("6/8");
        harness.establish(harness.dialIn());
        assertThat(silent)
                .allSatisfy(peer -> assertThat(peer.connection.isOver()).isTrue());
    }

    @Test
    void silentConnectionsDoNotKeepUsFromDialing() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());
        harness.dialIn();

        Objects.requireNonNull(harness.dials.getLast().peer().heard).connectFailed("refused", harness.now);
        harness.pass(121);

        assertThat(harness.dials).hasSize(2);
    }

    @Test
    void nothingIsHeardOfAConnectionThatHasEnded() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());
        Peer old = harness.lastPeer;
        harness.session.reset("", harness.now);
        Message keepalive = new Keepalive();

        harness.establish(harness.dialIn());
        old.say(keepalive);
        old.say(Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_RESET));
        old.hangUp();

        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        assertThat(harness.listener.downs).hasSize(1);
    }
}

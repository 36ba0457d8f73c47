// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static io.bgprr.bgp.session.SessionHarness.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.session.SessionHarness.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session and the clock: hold, keepalive, send hold, back-off and damping. */
class SessionTimerTest {

    private static final Notification TOO_MANY = Notification.of(ErrorCode.CEASE_MAXIMUM_PREFIXES);

    private static final String END_OF_RIB = "M 0017 02 0000 0000";

    private static SessionHarness established(int ours, int theirs) {
        SessionHarness harness =
                SessionHarness.started(new TestConfigs.Sketch().holdTime(ours).build());
        Peer peer = harness.dialIn();
        peer.say(open(64512, theirs, "10.0.0.2"));
        peer.say(new Keepalive());
        peer.connection.takeSent();
        return harness;
    }

    @ParameterizedTest(name = "ours {0} s, theirs {1} s: {2} s")
    @CsvSource({"90, 90, 90", "90, 3, 3", "3, 90, 3", "240, 65535, 240", "180, 90, 90"})
    void theSmallerHoldTimeHolds(int ours, int theirs, int seconds) {
        SessionHarness harness = established(ours, theirs);

        harness.pass(seconds - 0.001);
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        harness.pass(0.002);

        assertThat(harness.lastPeer.verdict()).isEqualTo("4/0");
        assertThat(harness.session.lastError())
                .isEqualTo("we sent Hold Timer Expired (4/0): no KEEPALIVE or UPDATE for " + seconds + " s");
    }

    @ParameterizedTest(name = "hold time {0} s")
    @CsvSource({"3, 1", "9, 3", "90, 30", "4, 1", "65535, 21845"})
    void keepalivesComeAtLeastEveryThirdOfIt(int holdTime, int third) {
        SessionHarness harness = established(65535, holdTime);

        double sincePrevious = 0;
        int count = 0;
        for (int i = 0; i < 400; i++) {
            harness.pass(third / 20.0);
            sincePrevious += third / 20.0;
            if (i % 10 == 0) {
                harness.lastPeer.say(new Keepalive());
            }
            if (!harness.lastPeer.connection.takeSent().isEmpty()) {
                assertThat(sincePrevious).isLessThanOrEqualTo(third * 1.051);
                assertThat(sincePrevious).isGreaterThanOrEqualTo(Math.max(0.94, third * 0.699));
                sincePrevious = 0;
                count++;
            }
        }

        assertThat(count).isBetween(19, 28);
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
    }

    @Test
    void updatesAloneKeepTheSession() {
        SessionHarness harness = established(3, 3);

        for (int i = 0; i < 20; i++) {
            harness.pass(2);
            harness.lastPeer.sayHex(END_OF_RIB);
        }

        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
    }

    @Test
    void theOctetsOfAnEndlessMessageDoNot() {
        SessionHarness harness = established(3, 3);
        harness.lastPeer.sayHex("M 1000 02");

        for (int i = 0; i < 5; i++) {
            harness.pass(1);
            if (!harness.lastPeer.connection.isOver()) {
                harness.lastPeer.sayHex("00");
            }
        }

        assertThat(harness.lastPeer.verdict()).isEqualTo("4/0");
    }

    @Test
    void aHoldTimeOfZeroStopsBothTimers() {
        SessionHarness harness = established(0, 90);

        harness.pass(1_000_000);

        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        assertThat(harness.lastPeer.connection.takeSent()).isEmpty();
        assertThat(harness.session.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void ourOwnPauseNeverExpiresTheSession() {
        SessionHarness harness = established(9, 9);

        harness.session.pauseReads();
        assertThat(harness.lastPeer.connection.isReadPaused).isTrue();
        harness.pass(100);
        assertThat(harness.lastPeer.connection.takeSent())
                .as("keepalives go on")
                .hasSizeGreaterThan(30);
        harness.session.resumeReads(harness.now);
        assertThat(harness.lastPeer.connection.isReadPaused).isFalse();
        harness.pass(8.9);
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        harness.pass(0.2);

        assertThat(harness.lastPeer.verdict()).isEqualTo("4/0");
    }

    @Test
    void aPauseEndsWithItsSession() {
        SessionHarness harness = established(9, 9);
        harness.session.pauseReads();

        harness.lastPeer.hangUp();
        harness.session.resumeReads(harness.now);
        harness.establish(harness.dialIn());
        harness.pass(91);

        assertThat(harness.lastPeer.verdict()).isEqualTo("4/0");
    }

    @Test
    void afterOurThreadSleptThePeerIsReadBeforeItIsJudged() {
        SessionHarness harness = established(9, 9);

        harness.now += 60_000_000_000L;
        harness.session.timeout(harness.now);
        harness.lastPeer.say(new Keepalive());
        harness.listener.deadlineNanos = harness.session.nextDeadlineNanos();
        harness.pass(8);

        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
    }

    @ParameterizedTest(name = "configured {0}, hold time {1}: {2} s")
    @CsvSource({"-1, 90, 480", "-1, 300, 600", "60, 90, 60", "0, 90, 0", "-1, 0, 480"})
    void aPeerThatTakesNothingIsGivenUp(int configured, int holdTime, int seconds) {
        SessionHarness harness = SessionHarness.started(
                new TestConfigs.Sketch().holdTime(holdTime).sendHold(configured).build());
        Peer peer = harness.dialIn();
        peer.say(open(64512, holdTime, "10.0.0.2"));
        peer.say(new Keepalive());
        peer.connection.pendingBytes = 65536;
        harness.session.countSent(10, 65536, harness.now);

        for (int passed = 0; passed < (seconds == 0 ? 10_000 : seconds - 1); passed++) {
            harness.pass(1);
            peer.say(new Keepalive());
        }
        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        harness.pass(1.001);

        if (seconds == 0) {
            assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        } else {
            assertThat(peer.verdict()).isEqualTo("8/0");
            assertThat(harness.session.lastError())
                    .isEqualTo("we sent Send Hold Timer Expired (8/0): TCP took none of 65536 octets for " + seconds
                            + " s");
        }
    }

    @Test
    void aPeerThatTakesAnythingIsNotGivenUp() {
        SessionHarness harness =
                SessionHarness.started(new TestConfigs.Sketch().sendHold(60).build());
        Peer peer = harness.establish(harness.dialIn());
        ConnectionListener heard = Objects.requireNonNull(peer.heard);
        peer.connection.pendingBytes = 1000;
        harness.session.countSent(10, 1000, harness.now);

        for (int i = 0; i < 10; i++) {
            harness.pass(59);
            peer.say(new Keepalive());
            peer.connection.pendingBytes--;
            heard.written(harness.now);
        }
        peer.connection.pendingBytes = 0;
        heard.written(harness.now);
        for (int i = 0; i < 10; i++) {
            harness.pass(59);
            peer.say(new Keepalive());
        }

        assertThat(harness.session.state()).isEqualTo(FsmState.ESTABLISHED);
        assertThat(harness.listener.writableCount).isEqualTo(11);
    }

    @Test
    void aNewPeerIsDialedAtOnceAndThenLessAndLessOften() {
        SessionHarness harness =
                SessionHarness.started(new TestConfigs.Sketch().retry(10, 60).build());
        List<Double> waits = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            long failed = harness.now;
            Objects.requireNonNull(harness.dials.getLast().peer().heard).connectFailed("refused", failed);
            int dials = harness.dials.size();
            while (harness.dials.size() == dials) {
                harness.pass(0.01);
            }
            waits.add((harness.now - failed) / 1e9);
        }

        double[] full = {10, 20, 40, 60, 60, 60};
        for (int i = 0; i < full.length; i++) {
            assertThat(waits.get(i)).isBetween(0.75 * full[i], full[i] + 0.02);
        }
        assertThat(harness.session.lastError()).isEqualTo("could not connect: refused");
        assertThat(harness.listener.states).startsWith("Idle -> Connect", "Connect -> Active", "Active -> Connect");
        assertThat(harness.listener.details).hasSize(6);
    }

    @Test
    void beingEstablishedForgetsAllFailures() {
        SessionHarness harness =
                SessionHarness.started(new TestConfigs.Sketch().retry(10, 1000).build());
        for (int i = 0; i < 5; i++) {
            Objects.requireNonNull(harness.dials.getLast().peer().heard).connectFailed("refused", harness.now);
            harness.pass(170);
        }

        harness.establish(harness.pickUp()).hangUp();
        int dials = harness.dials.size();
        harness.pass(1);

        assertThat(harness.dials)
                .as("a session that was lost is looked for at once")
                .hasSize(dials + 1);
    }

    @Test
    void anAttemptThatHangsIsMadeAnew() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());

        harness.pass(121);

        assertThat(harness.dials).hasSize(2);
        assertThat(harness.dials.getFirst().peer().connection.isClosed).isTrue();
        harness.establish(harness.pickUp());
    }

    @Test
    void aPeerThatOscillatesIsHeldInIdleForLongerEachTime() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());
        for (int i = 0; i < RetryBackoff.OSCILLATIONS_FREE; i++) {
            harness.establish(harness.dialIn()).sayHex("M 0013 00");
        }

        for (int hold : new int[] {1, 2, 4, 8}) {
            harness.establish(harness.dialIn()).sayHex("M 0013 00");
            assertThat(harness.session.state()).isEqualTo(FsmState.IDLE);
            assertThat(harness.listener.details.getLast()).contains("held in Idle");
            assertThat(harness.tryDialIn().verdict()).isEqualTo("6/5");
            harness.pass(hold * 0.74);
            assertThat(harness.session.state()).isEqualTo(FsmState.IDLE);
            harness.pass(hold * 0.27);
            assertThat(harness.session.state()).isEqualTo(FsmState.ACTIVE);
        }
        assertThat(harness.dials).isEmpty();

        harness.pass(301);
        harness.establish(harness.dialIn()).sayHex("M 0013 00");
        assertThat(harness.session.state()).as("five quiet minutes forgive").isEqualTo(FsmState.ACTIVE);
    }

    @Test
    void aPeerThatOscillatesIsDialedAgainAfterTheHold() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());
        for (int i = 0; i <= RetryBackoff.OSCILLATIONS_FREE; i++) {
            harness.establish(harness.dialIn()).sayHex("M 0013 00");
        }
        int dials = harness.dials.size();

        harness.pass(1);

        assertThat(harness.session.state()).isEqualTo(FsmState.CONNECT);
        assertThat(harness.dials).hasSize(dials + 1);
    }

    @Test
    void aPeerThatOscillatesIsHeldInIdleWhateverElseItHasOpen() {
        SessionHarness harness = SessionHarness.started(TestConfigs.active());
        for (int i = 0; i < RetryBackoff.OSCILLATIONS_FREE; i++) {
            harness.establish(harness.dialIn()).sayHex("M 0013 00");
        }
        Peer up = harness.establish(harness.dialIn());
        Peer second = harness.dialIn();
        Peer third = harness.dialIn();
        int dials = harness.dials.size();

        up.sayHex("M 0013 00");

        assertThat(harness.session.isHeldInIdle()).isTrue();
        assertThat(second.verdict()).isEqualTo("6/5");
        assertThat(third.verdict()).isEqualTo("6/5");
        assertThat(harness.session.lastError()).as("that of the session").contains("1/3");
        assertThat(harness.listener.states).endsWith("Established -> Idle");
        assertThat(harness.tryDialIn().verdict()).isEqualTo("6/5");
        harness.pass(1);
        assertThat(harness.dials).as("after the hold, and once").hasSize(dials + 1);
        harness.establish(harness.pickUp());
        harness.pass(60);
        assertThat(harness.dials).hasSize(dials + 1);
    }

    /** RFC 4271 §6.7, RFC 4486 §4: what happens after the limit of prefixes. */
    @Test
    void aPeerThatIsHeldDownIsRefusedUntilItsTimeIsOver() {
        SessionHarness harness = SessionHarness.established(TestConfigs.active());
        Peer up = harness.lastPeer;
        Peer second = harness.dialIn();
        int dials = harness.dials.size();

        harness.session.failAndHold(TOO_MANY, "too many", TimeUnit.MINUTES.toNanos(5), harness.now);

        assertThat(up.verdict()).isEqualTo("6/1");
        assertThat(second.verdict()).as("a second connection of the peer").isEqualTo("6/5");
        assertThat(harness.session.lastError()).endsWith("too many");
        harness.pass(299.9);
        assertThat(harness.session.isHeldInIdle()).isTrue();
        assertThat(harness.session.state()).isEqualTo(FsmState.IDLE);
        assertThat(harness.tryDialIn().verdict()).isEqualTo("6/5");
        assertThat(harness.dials).hasSize(dials);
        harness.pass(0.2);
        assertThat(harness.session.isHeldInIdle()).isFalse();
        assertThat(harness.dials).hasSize(dials + 1);
        harness.establish(harness.pickUp()).hangUp();
        assertThat(harness.session.isHeldInIdle()).as("once is enough").isFalse();
    }

    @Test
    void aPeerThatIsHeldDownForGoodWaitsForTheOperator() {
        for (boolean isReset : new boolean[] {true, false}) {
            SessionHarness harness = SessionHarness.established(TestConfigs.passive());
            harness.session.failAndHold(TOO_MANY, "too many", PeerSession.HOLD_UNTIL_RESET, harness.now);

            harness.pass(10_000_000);
            assertThat(harness.session.isHeldInIdle()).isTrue();
            assertThat(harness.listener.details.getLast()).endsWith("held in Idle until it is reset");
            assertThat(harness.tryDialIn().verdict()).isEqualTo("6/5");
            if (isReset) {
                harness.session.reset("", harness.now);
            } else {
                harness.session.endHold(harness.now);
            }

            assertThat(harness.session.isHeldInIdle()).isFalse();
            harness.establish(harness.dialIn());
        }
    }

    @Test
    void aHoldThatIsOrderedIsNoOscillation() {
        SessionHarness harness = SessionHarness.started(TestConfigs.passive());
        for (int i = 0; i <= RetryBackoff.OSCILLATIONS_FREE; i++) {
            harness.establish(harness.dialIn());
            harness.session.failAndHold(TOO_MANY, "too many", TimeUnit.SECONDS.toNanos(10), harness.now);
            harness.pass(10);
        }

        harness.establish(harness.dialIn()).sayHex("M 0013 00");

        assertThat(harness.session.isHeldInIdle()).isFalse();
    }

    @Test
    void whoeverIsStoppedIsNotHeldDown() {
        SessionHarness harness = SessionHarness.established(TestConfigs.passive());
        harness.session.failAndHold(TOO_MANY, "too many", PeerSession.HOLD_UNTIL_RESET, harness.now);

        harness.session.stop(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, "", harness.now);
        harness.session.endHold(harness.now);
        assertThat(harness.session.state()).isEqualTo(FsmState.IDLE);
        assertThat(harness.tryDialIn().verdict()).isEqualTo("6/5");

        harness.session.start(harness.now);
        harness.establish(harness.dialIn());
    }

    @Test
    void theLoopHearsOnlyOfDeadlinesThatMoveForward() {
        List<Long> told = new ArrayList<>();
        SessionHarness harness = new SessionHarness(TestConfigs.passive(), new RecordingListener() {
            @Override
            public void deadlineChanged(PeerSession session) {
                super.deadlineChanged(session);
                told.add(session.nextDeadlineNanos());
            }
        });
        harness.session.start(harness.now);
        harness.establish(harness.dialIn());
        int before = told.size();

        for (int i = 0; i < 1000; i++) {
            harness.now += 1_000_000;
            harness.lastPeer.say(new Keepalive());
        }

        assertThat(told).hasSize(before).isNotEmpty();
    }
}

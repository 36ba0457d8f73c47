// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.session.TestConfigs.Sketch;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two of our sessions with each other, over connections that are as unkind as TCP may be. */
class SessionPairTest {

    private static Sketch left() {
        return new Sketch().peer("192.0.2.2").routerId("10.0.0.1").retry(5, 30);
    }

    private static Sketch right() {
        return new Sketch().peer("192.0.2.1").routerId("10.0.0.2").retry(5, 30);
    }

    private static SessionPair upPair() {
        SessionPair pair = new SessionPair(left().build(), right().build(), 0.01, 7);
        pair.startBoth();
        pair.pass(5);
        assertThat(pair.isUp()).isTrue();
        return pair;
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "left passive {0}, right passive {1}")
    @CsvSource({"false, true", "true, false"})
    void comesUpWhicheverSideDials(boolean isLeftPassive, boolean isRightPassive) {
        SessionPair pair = new SessionPair(
                (isLeftPassive ? left().passive() : left()).build(),
                (isRightPassive ? right().passive() : right()).build(),
                0.01,
                1);

        pair.startBoth();
        pair.pass(1);

        assertThat(pair.isUp()).isTrue();
        assertThat(pair.dialsCount).isEqualTo(1);
    }

    @Test
    void twoPassiveSidesNeverMeet() {
        SessionPair pair =
                new SessionPair(left().passive().build(), right().passive().build(), 0.01, 1);

        pair.startBoth();
        pair.pass(100_000);

        assertThat(pair.dialsCount).isZero();
        assertThat(pair.left.session.state()).isEqualTo(FsmState.ACTIVE);
        assertThat(pair.right.session.state()).isEqualTo(FsmState.ACTIVE);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void survivesDialingAtTheSameTime(long seed) {
        boolean isLeftHigher = seed % 2 == 0;
        SessionPair pair = new SessionPair(
                left().routerId(isLeftHigher ? "10.0.0.3" : "10.0.0.1").build(),
                right().build(),
                seed % 3 == 0 ? 0.5 : 0.02,
                seed);

        pair.startBoth();
        pair.pass(60);

        assertThat(pair.isUp()).isTrue();
        assertThat(pair.left.openConnections()).isEqualTo(1);
        assertThat(pair.right.openConnections()).isEqualTo(1);
        int upCount = pair.left.listener.establishedCount;
        pair.pass(1000);
        assertThat(pair.isUp()).isTrue();
        assertThat(pair.left.listener.establishedCount).isEqualTo(upCount);
        assertThat(pair.left.listener.downs).hasSize(upCount - 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void survivesResetsAtAnyTime(long seed) {
        SessionPair pair = new SessionPair(left().build(), right().build(), 0.2, seed);
        Random when = new Random(seed);

        pair.startBoth();
        for (int i = 0; i < 4; i++) {
            pair.pass(when.nextDouble() * 3);
            SessionPair.Side side = when.nextBoolean() ? pair.left : pair.right;
            side.session.reset("again", pair.now);
        }
        pair.pass(120);

        assertThat(pair.isUp()).isTrue();
        assertThat(pair.left.openConnections()).isEqualTo(1);
        assertThat(pair.left.listener.downs).hasSize(pair.left.listener.establishedCount - 1);
        assertThat(pair.right.listener.downs).hasSize(pair.right.listener.establishedCount - 1);
    }

    @Test
    void bothSidesAgreeOnWhatTheyAre() {
        SessionPair pair = new SessionPair(
                left().client().holdTime(30).build(),
                right().holdTime(9).passive().build(),
                0.01,
                1);
        pair.startBoth();
        pair.pass(1);

        assertThat(Objects.requireNonNull(pair.left.session.negotiated()).kind())
                .isEqualTo(PeerKind.IBGP_CLIENT);
        assertThat(Objects.requireNonNull(pair.right.session.negotiated()).kind())
                .isEqualTo(PeerKind.IBGP_NON_CLIENT);
        assertThat(Objects.requireNonNull(pair.left.session.negotiated()).holdTimeSeconds())
                .isEqualTo(9);
        assertThat(Objects.requireNonNull(pair.right.session.negotiated()).keepaliveSeconds())
                .isEqualTo(3);
    }

    @Test
    void anIdleSessionStaysUpForADay() {
        SessionPair pair = upPair();

        pair.pass(86_400);

        assertThat(pair.isUp()).isTrue();
        assertThat(pair.left.listener.downs).isEmpty();
        assertThat(pair.left.session.counters().keepalivesReceived).isBetween(2880L, 3841L);
    }

    @Test
    void theTextOfAShutdownArrives() {
        SessionPair pair = upPair();

        pair.left.session.stop(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, "replaced by a newer one", pair.now);
        pair.pass(1);

        assertThat(pair.right.listener.downs.getFirst().text())
                .isEqualTo("the peer sent Cease: Administrative Shutdown (6/2): \"replaced by a newer one\"");
        assertThat(pair.left.session.lastError())
                .isEqualTo("we sent Cease: Administrative Shutdown (6/2): \"replaced by a newer one\"");
        assertThat(pair.right.openConnections()).isZero();
    }

    @Test
    void theStoppedSideRejectsAndIsFoundAgainWhenItStarts() {
        SessionPair pair = upPair();
        pair.left.session.stop(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN, "", pair.now);
        pair.pass(300);
        assertThat(pair.right.session.lastError()).isEqualTo("the peer sent Cease: Connection Rejected (6/5)");

        pair.left.session.start(pair.now);
        pair.pass(1);

        assertThat(pair.isUp()).isTrue();
    }

    @Test
    void aSilentNetworkExpiresBothSidesWhichMeetAgainAfterwards() {
        SessionPair pair = upPair();
        pair.left.fallSilent();
        pair.right.fallSilent();

        pair.pass(91);
        assertThat(pair.left.session.counters().notificationsSent).isPositive();
        assertThat(pair.left.listener.downs).hasSize(1);
        assertThat(pair.right.listener.downs).hasSize(1);
        pair.pass(30);

        assertThat(pair.isUp()).isTrue();
    }

    @Test
    void aPeerThatIsGoneForAnHourIsFoundWithinTheLongestWait() {
        SessionPair pair = upPair();
        pair.left.isUnreachable = true;
        pair.left.session.reset("", pair.now);
        pair.pass(3600);
        assertThat(pair.isUp()).isFalse();
        assertThat(pair.right.session.lastError()).isEqualTo("could not connect: connection refused");

        pair.left.isUnreachable = false;
        pair.pass(31);

        assertThat(pair.isUp()).isTrue();
    }

    @Test
    void wrongAsNeverComesUpAndSaysSoOnBothSides() {
        SessionPair pair = new SessionPair(left().remoteAs(65001).build(), right().build(), 0.01, 3);

        pair.startBoth();
        pair.pass(600);

        assertThat(pair.left.listener.establishedCount).isZero();
        assertThat(pair.left.session.lastError()).contains("Bad Peer AS (2/2)");
        assertThat(pair.right.session.lastError()).contains("Bad Peer AS (2/2)");
        assertThat(pair.dialsCount).as("the back-off has doubled").isLessThan(2 * 600 / 20);
    }

    @Test
    void aPausedReaderIsNotExpiredByItselfNorByAPeerThatHearsItsKeepalives() {
        SessionPair pair = upPair();

        pair.left.session.pauseReads();
        pair.pass(1000);
        pair.left.session.resumeReads(pair.now);
        pair.pass(1000);

        assertThat(pair.isUp()).isTrue();
        assertThat(pair.left.listener.downs).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bgprr.bgp.message.Update;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mistake of ours, planted where a peer's input leads, costs the connection it happens on and nothing else. */
class SessionIsolationTest {

    private static final String END_OF_RIB = "ff".repeat(16) + "001702" + "00000000";

    static List<Throwable> mistakes() {
        return List.of(
                new IllegalStateException("planted"),
                new ArrayIndexOutOfBoundsException(7),
                new NullPointerException(),
                new AssertionError(),
                new StackOverflowError(),
                new NoClassDefFoundError());
    }

    /** Fails where it is told to, as often as it is told to. */
    private static final class Trap extends RecordingListener {
        @Nullable
        Throwable onUpdate;

        @Nullable
        RuntimeException onStateChange;

        @Override
        public void update(PeerSession session, Update update) {
            Throwable planted = onUpdate;
            onUpdate = null;
            if (planted instanceof Error error) {
                throw error;
            }
            if (planted instanceof RuntimeException exception) {
                throw exception;
            }
            super.update(session, update);
        }

        @Override
        public void stateChanged(PeerSession session, FsmState from, FsmState to, String detail) {
            RuntimeException planted = onStateChange;
            onStateChange = null;
            if (planted != null) {
                throw planted;
            }
            super.stateChanged(session, from, to, detail);
        }
    }

    private final Trap trap = new Trap();
    private final SessionHarness harness = new SessionHarness(TestConfigs.passive(), trap);

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeInReadingAnUpdateEndsTheSessionWithCeaseAndTheNextOneComesUp(Throwable mistake) {
        harness.session.start(harness.now);
        harness.establish(harness.dialIn());
        trap.onUpdate = mistake;

        harness.lastPeer.sayHex(END_OF_RIB);

        assertThat(harness.lastPeer.verdict()).isEqualTo("6/8");
        assertThat(trap.crashes).hasSize(1);
        assertThat(trap.downs).hasSize(1);
        assertThat(harness.session.lastError()).contains("an error of ours");
        harness.establish(harness.dialIn());
        harness.lastPeer.sayHex(END_OF_RIB);
        assertThat(trap.updates).hasSize(1);
    }

    @Test
    void memoryThatHasRunOutIsNoMistakeAndReachesTheHost() {
        harness.session.start(harness.now);
        harness.establish(harness.dialIn());
        trap.onUpdate = new OutOfMemoryError("planted");

        assertThatThrownBy(() -> harness.lastPeer.sayHex(END_OF_RIB))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("planted");
        assertThat(trap.crashes).isEmpty();
    }

    @Test
    void aMistakeWhenATimerExpiresEndsTheConnection() {
        harness.session.start(harness.now);
        SessionHarness.Peer silent = harness.dialIn();
        trap.onStateChange = new IllegalStateException("planted");

        harness.now += SessionFsm.LARGE_HOLD_NANOS;
        harness.session.timeout(harness.now);

        assertThat(trap.crashes).hasSize(1);
        assertThat(silent.connection.isOver()).isTrue();
        harness.establish(harness.dialIn());
    }

    @Test
    void aMistakeWhenAConnectionComesEndsThatConnection() {
        harness.session.start(harness.now);
        trap.onStateChange = new IllegalStateException("planted");

        SessionHarness.Peer unlucky = harness.tryDialIn();

        assertThat(trap.crashes).hasSize(1);
        assertThat(unlucky.connection.isOver()).isTrue();
        harness.establish(harness.dialIn());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.LineSampler.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class LineSamplerTest {

    private static final int MAX = Kind.UPDATE_ERROR.linesMax();

    private record Due(long nanos, Runnable task) {}

    private final PriorityQueue<Due> later = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
    private final List<String> summaries = new ArrayList<>();
    private long now = 5;
    private final LineSampler sampler = new LineSampler(
            () -> now,
            (task, delayNanos) -> later.add(new Due(now + delayNanos, task)),
            (kind, about, count) -> summaries.add(count + " more " + kind.label() + " of " + about));

    private int admitted(Kind kind, Object about, int events) {
        int lines = 0;
        for (int i = 0; i < events; i++) {
            lines += sampler.admits(kind, about) ? 1 : 0;
        }
        return lines;
    }

    private void pass(long nanos) {
        now += nanos;
        while (!later.isEmpty() && later.peek().nanos() <= now) {
            later.remove().task().run();
        }
    }

    @Test
    void theFirstLinesOfAMinuteAreWrittenAndTheRestIsOneLine() {
        assertThat(admitted(Kind.UPDATE_ERROR, "a", 1000)).isEqualTo(MAX);
        pass(LineSampler.WINDOW_NANOS - 1);
        assertThat(admitted(Kind.UPDATE_ERROR, "a", 1)).isZero();
        assertThat(summaries).isEmpty();
        pass(1);
        assertThat(summaries).containsExactly((1001 - MAX) + " more UPDATEs with errors of a");
        assertThat(sampler.suppressedTotal()).isEqualTo(1001 - MAX);
        assertThat(admitted(Kind.UPDATE_ERROR, "a", 1000)).isEqualTo(MAX);
    }

    @Test
    void whatIsSeldomIsAlwaysWritten() {
        for (int i = 0; i < 100; i++) {
            assertThat(admitted(Kind.UPDATE_ERROR, "a", MAX)).isEqualTo(MAX);
            pass(LineSampler.WINDOW_NANOS);
        }
        assertThat(summaries).isEmpty();
        assertThat(later).as("nothing is left to do").isEmpty();
    }

    @Test
    void kindsAndPeersAreToldApart() {
        assertThat(admitted(Kind.UPDATE_ERROR, "a", 100)).isEqualTo(MAX);
        assertThat(admitted(Kind.UPDATE_ERROR, "b", 100)).isEqualTo(MAX);
        assertThat(admitted(Kind.SESSION, "a", 100)).isEqualTo(Kind.SESSION.linesMax());
        pass(LineSampler.WINDOW_NANOS);
        assertThat(summaries).hasSize(3);
    }

    @Test
    void whatItRemembersIsBounded() {
        for (int i = 0; i < LineSampler.KEYS_MAX; i++) {
            assertThat(admitted(Kind.UPDATE_ERROR, i, 1)).isEqualTo(1);
        }
        int lines = 0;
        for (int i = 0; i < 1000; i++) {
            lines += admitted(Kind.UPDATE_ERROR, "late " + i, 1);
        }
        assertThat(lines).isEqualTo(MAX);
        pass(LineSampler.WINDOW_NANOS);
        assertThat(summaries).containsExactly((1000 - MAX) + " more UPDATEs with errors of others");
        assertThat(admitted(Kind.UPDATE_ERROR, "again", 10))
                .as("the minute is over")
                .isEqualTo(MAX);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.speaker.RibLoop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The RibLoop in its place, which may be two. At home with the IO thread nothing is handed over, and what was read together is
 * decided and sent together. When more comes at once, decoding and the RIB are work for two: as soon as a full batch waits, while
 * the IO thread still decodes what it read with it, or when a slice leaves input, it goes away to a thread of its own, until it has
 * taken all that came and some slices more. On two processors a full table takes a third less time so than at home.
 *
 * <p>It is made before its engine, as the place that it lives in.
 */
final class HostedRibLoop implements HostedEngine {

    /** So many slices that leave no input, and it comes home: a gap between two reads is not the end. */
    private static final int SLICES_AWAY_MIN = 8;

    private final EngineSlot slot;
    private final IoThread home;
    private final IoThread away;
    private volatile @Nullable RibLoop loop;
    private int slicesAway; // left, should no more input wait

    /** @param away may be home; then it stays */
    HostedRibLoop(IoThread home, IoThread away, TransportReporter reporter) {
        this.home = home;
        this.away = away;
        slot = home.newSlot(reporter);
    }

    /** Moves the engine in. */
    void host(RibLoop loop) {
        this.loop = loop;
        slot.host(this);
    }

    /** Asks for a slice, from any thread. */
    void requestPass() {
        slot.requestPass();
        RibLoop loop = this.loop;
        if (home != away && home.isCurrent() && slot.thread() == home && loop != null && loop.hasFullBatch()) {
            goAway();
        }
    }

    private void goAway() {
        slicesAway = SLICES_AWAY_MIN;
        slot.moveTo(away);
    }

    @Override
    public boolean runPass(long nowNanos) {
        RibLoop loop = Objects.requireNonNull(this.loop);
        boolean more = loop.runSlice();
        loop.sliceDone(System.nanoTime());
        if (home != away) {
            if (loop.hasInput()) {
                goAway();
            } else if (slicesAway == 0 || --slicesAway == 0) {
                slot.moveTo(home);
            }
        }
        return more;
    }

    @Override
    public void deadlineReached(long nowNanos) {
        throw new IllegalStateException("the RibLoop sets no deadline");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.speaker.RibLoop;

/**
 * The RibLoop in its place, which may be two. At home with the IO thread nothing is handed over, and what was read together is
 * decided and sent together. When more comes than a slice takes, decoding and the RIB are work for two: then it is away, on a
 * thread of its own, until it has taken all that came and some slices more. On two processors a full table takes a third less time so
 * than at home.
 */
final class HostedRibLoop implements HostedEngine {

    /** So many slices that leave no input, and it comes home: a gap between two reads is not the end. */
    private static final int SLICES_AWAY_MIN = 8;

    private final RibLoop loop;
    private final EngineSlot slot;
    private final IoThread home;
    private final IoThread away;
    private int slicesAway; // left, should no more input wait

    /** @param away may be home; then it stays */
    HostedRibLoop(RibLoop loop, EngineSlot slot, IoThread home, IoThread away) {
        this.loop = loop;
        this.slot = slot;
        this.home = home;
        this.away = away;
    }

    @Override
    public boolean runPass(long nowNanos) {
        boolean more = loop.runSlice();
        loop.sliceDone(System.nanoTime());
        if (home != away) {
            slicesAway = loop.hasInput() ? SLICES_AWAY_MIN : Math.max(slicesAway - 1, 0);
            slot.moveTo(slicesAway > 0 ? away : home);
        }
        return more;
    }

    @Override
    public void deadlineReached(long nowNanos) {
        throw new IllegalStateException("the RibLoop sets no deadline");
    }
}

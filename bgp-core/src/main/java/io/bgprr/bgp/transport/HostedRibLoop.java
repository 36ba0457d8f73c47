// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.speaker.RibLoop;

/**
 * The RibLoop in its place, which may be two. At home with the IO thread nothing is handed over, and what was read together is
 * decided and sent together. Under steady input, though, decoding and the RIB are work for two: then it is away, on a
 * thread of its own, until it has taken all that came. On two processors a full table takes a sixth less time so, while loads whose
 * input ends soon, or whose work is sending, are a little faster at home.
 */
final class HostedRibLoop implements HostedEngine {

    /** So many more slices that left input waiting than such that did not, and it leaves; when both are even again, it comes home. */
    private static final int BEHIND_MAX = 8;

    private final RibLoop loop;
    private final EngineSlot slot;
    private final IoThread home;
    private final IoThread away;
    private int behind;
    private boolean isAway;

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
            behind = loop.hasInput() ? Math.min(behind + 1, BEHIND_MAX) : Math.max(behind - 1, 0);
            isAway = isAway ? behind > 0 : behind == BEHIND_MAX;
            slot.moveTo(isAway ? away : home);
        }
        return more;
    }

    @Override
    public void deadlineReached(long nowNanos) {
        throw new IllegalStateException("the RibLoop sets no deadline");
    }
}

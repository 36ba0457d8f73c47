// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.speaker.RibLoop;

/**
 * The RibLoop in its place, which may be two. At home with the IO thread nothing is handed over, and what was read together is
 * decided and sent together. Under steady input, though, decoding and the RIB are work for two: then it is away, on a
 * thread of its own, until it has taken all that came. On two processors a full table takes a quarter less time so, while loads whose
 * input ends soon, or whose work is sending, are a little faster at home.
 */
final class HostedRibLoop implements HostedEngine {

    /** Slices in a row that leave input waiting: 130,000 routes, some 100 ms. */
    private static final int SLICES_BEHIND_MAX = 16;

    private final RibLoop loop;
    private final EngineSlot slot;
    private final IoThread home;
    private final IoThread away;
    private int slicesBehind;

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
            slicesBehind = loop.hasInput() ? slicesBehind + 1 : 0;
            slot.moveTo(slicesBehind >= SLICES_BEHIND_MAX ? away : home);
        }
        return more;
    }

    @Override
    public void deadlineReached(long nowNanos) {
        throw new IllegalStateException("the RibLoop sets no deadline");
    }
}

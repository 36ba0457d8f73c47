// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.UseClock;

/** Nobody says anything but keepalives; what does that cost? */
final class IdleAct implements Act {

    @Override
    public void play(Play play) throws PlayFailedException {
        UseClock use = play.useClock();
        use.start();
        play.pass(play.world().setup().actSeconds(), "idle");
        use.stop();
        play.put(use);
        play.put(Figure.DAEMON_CPU_PERCENT, 100 * use.daemonSeconds() / use.seconds());
        // These seconds are more than the hold time, but perhaps by less than what is between two looks of the loop.
        play.peers().checkHoldTimes();
    }
}

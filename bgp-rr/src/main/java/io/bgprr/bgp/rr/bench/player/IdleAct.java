// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.Usage;

/** Nobody says anything but keepalives; what does that cost? */
final class IdleAct implements Act {

    @Override
    public void play(Play play) throws PlayFailedException {
        Usage before = play.usage();
        long start = System.nanoTime();
        play.pass(play.world().setup().actSeconds(), "idle");
        double seconds = Play.seconds(start, System.nanoTime());
        play.put(Figure.DAEMON_CPU_PERCENT, 100 * (play.usage().cpuSeconds() - before.cpuSeconds()) / seconds);
    }
}

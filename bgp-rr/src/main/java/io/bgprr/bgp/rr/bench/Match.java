// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.daemon.DaemonKind;
import io.bgprr.bgp.rr.bench.daemon.RunningDaemon;
import io.bgprr.bgp.rr.bench.player.Play;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.world.World;
import java.io.IOException;

/**
 * One scenario against one daemon: from its start to its end.
 *
 * @param run from 1 on
 */
record Match(World world, DaemonKind daemon, int run) {

    /** Plays it; a daemon that does not even start has failed. */
    Score play(Play.Pace pace, boolean keepsFiles, Play.Watcher watcher) throws InterruptedException {
        watcher.progress("starting");
        try (RunningDaemon running = RunningDaemon.start(daemon, world.setup(), keepsFiles)) {
            Play.Target target = new Play.Target(running.address(), daemon.treatment(world.setup()), running::usage);
            Score score;
            try (Play play = new Play(world, target, pace, watcher)) {
                System.gc(); // not while the clock runs
                score = play.run();
            }
            if (keepsFiles) {
                watcher.progress("files are in " + running.directory());
            }
            return running.isAlive()
                    ? score
                    : new Score(score.figures(), running.epitaph() + (score.isPass() ? "" : "; " + score.why()));
        } catch (IOException e) {
            return Score.failed(String.valueOf(e.getMessage()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.daemon.DaemonFiles;
import io.bgprr.bgp.rr.bench.daemon.DaemonKind;
import io.bgprr.bgp.rr.bench.daemon.Ending;
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
    Score play(Play.Pace pace, boolean keepsFiles, Ending ending, Progress progress) throws InterruptedException {
        progress.say("starting");
        try (DaemonFiles files = DaemonFiles.make(keepsFiles, ending)) {
            if (keepsFiles) {
                progress.tell("files are in " + files.directory());
            }
            return play(pace, files, progress);
        } catch (IOException e) {
            return Score.failed(String.valueOf(e.getMessage()));
        }
    }

    private Score play(Play.Pace pace, DaemonFiles files, Progress progress) throws IOException, InterruptedException {
        try (RunningDaemon running = RunningDaemon.start(daemon, world.setup(), files)) {
            Play.Target target = new Play.Target(
                    running.address(), daemon.treatment(world.setup()), running::usage, running::isAlive);
            Score score;
            try (Play play = new Play(world, target, pace, progress::say)) {
                System.gc(); // not while the clock runs
                score = play.run();
            }
            return running.isAlive()
                    ? score
                    : new Score(score.figures(), running.epitaph() + (score.isPass() ? "" : "; " + score.why()));
        }
    }
}

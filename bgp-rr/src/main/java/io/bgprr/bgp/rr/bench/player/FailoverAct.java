// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.UseClock;
import java.io.IOException;

/** The session whose paths are all best is reset; the clock runs until every receiver holds what the next sender sent. */
final class FailoverAct implements Act {

    private static final int BEST_SENDER = 0;

    @Override
    public void play(Play play) throws PlayFailedException, IOException {
        PeerLoop peers = play.peers();
        UseClock use = play.useClock();
        play.goal().wantBest(BEST_SENDER);
        peers.recount();
        long heardBefore = peers.tally().routesReceived + peers.tally().withdrawalsReceived;
        use.start();
        long start = System.nanoTime();
        peers.abort(peers.session(BEST_SENDER));
        long[] first = new long[1];
        boolean isDone = play.await(
                () -> {
                    boolean hasHeard = peers.tally().routesReceived + peers.tally().withdrawalsReceived > heardBefore;
                    first[0] = first[0] == 0 && hasHeard ? System.nanoTime() : first[0];
                    return peers.isAllComplete();
                },
                play.pace().convergeSeconds(),
                "failing over");
        use.stop();
        play.put(use);
        if (!isDone) {
            throw new PlayFailedException("the failover did not come to its end: " + peers.missing());
        }
        play.put(Figure.SWITCHED_SECONDS, Play.seconds(start, peers.lastCompleteNanos()));
        play.put(Figure.FIRST_SWITCHED_SECONDS, Play.seconds(start, first[0]));
        play.put(Figure.SWITCH_CPU_SECONDS, use.daemonSeconds());
        play.hold();
    }
}

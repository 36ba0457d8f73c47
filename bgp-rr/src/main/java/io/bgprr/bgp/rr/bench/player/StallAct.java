// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.player.PlayedSession.State;
import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.UseClock;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.Treatment;
import io.bgprr.bgp.rr.bench.world.UpdateWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The whole table again with other attributes, round after round, while one receiver reads nothing but keeps its session.
 * Whether the daemon kept it too is found by reading at the end: who does not read does not see a connection end.
 */
final class StallAct implements Act {

    private static final int SENDER = 0;
    private static final double LISTEN_SECONDS = 1;

    @Override
    public void play(Play play) throws PlayFailedException {
        PeerLoop peers = play.peers();
        long residentBefore = play.usage().residentBytes();
        UseClock use = play.useClock();
        double[] seconds = new double[Setup.STALL_ROUNDS];
        for (int round = 1; round <= seconds.length; round++) {
            UpdateWriter writer = new UpdateWriter(play.world()).announceAll(round, Treatment.NONE);
            int updates = writer.messagesCount();
            ByteBuffer stream = writer.take();
            play.goal().wantAll((byte) (round + 1));
            peers.recount();
            use.start();
            long start = System.nanoTime();
            peers.send(peers.session(SENDER), stream, updates);
            boolean isDone = play.await(peers::isAllComplete, play.pace().convergeSeconds(), "round " + round);
            use.stop();
            play.put(use);
            if (!isDone) {
                throw new PlayFailedException("round " + round + " did not come to its end: " + peers.missing());
            }
            seconds[round - 1] = Play.seconds(start, peers.lastCompleteNanos());
            play.hold();
        }
        Arrays.sort(seconds);
        play.put(Figure.ROUND_SECONDS, seconds[seconds.length / 2]);
        play.put(Figure.ROUNDS_GROWTH_OCTETS, play.usage().residentBytes() - residentBefore);
        PlayedSession stalled = peers.session(play.world().setup().sessions() - 1);
        stalled.listen();
        play.pass(LISTEN_SECONDS, "listening");
        play.put(Figure.STALLED_SESSION_UP, stalled.state() == State.ESTABLISHED ? 1 : 0);
    }
}

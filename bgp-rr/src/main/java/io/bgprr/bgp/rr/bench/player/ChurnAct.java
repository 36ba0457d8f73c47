// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.score.ChangeClock;
import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.UseClock;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.Treatment;
import io.bgprr.bgp.rr.bench.world.UpdateWriter;
import io.bgprr.bgp.rr.bench.world.World;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Every sender withdraws a hundredth of its routes per second, in ten steps, and announces each step again a second later.
 * The senders' steps are spread over the tenth of a second. The time from sending a change to every receiver is measured.
 */
final class ChurnAct implements Act {

    private static final double SHARE_PER_SECOND = 0.01;
    private static final int STEPS_PER_SECOND = 10;
    private static final long STEP_NANOS = 1_000_000_000L / STEPS_PER_SECOND;
    private static final double CATCH_UP_SECONDS = 30;

    /** What a sender has done so far. */
    private static final class Churner {
        private final int firstGroup;
        private final int groups;
        private final long beginNanos;
        private int step;

        private Churner(int firstGroup, int groups, long beginNanos) {
            this.firstGroup = firstGroup;
            this.groups = groups;
            this.beginNanos = beginNanos;
        }

        private boolean isDue(long now) {
            return now >= beginNanos + step * STEP_NANOS;
        }

        /** Where the groups of a step begin; of its end, those of the next. */
        private int groupOf(int of) {
            double perStep = groups * SHARE_PER_SECOND / STEPS_PER_SECOND;
            return (int) (of * perStep);
        }
    }

    @Override
    public void play(Play play) throws PlayFailedException {
        World world = play.world();
        Setup setup = world.setup();
        PeerLoop peers = play.peers();
        ChangeClock clock = new ChangeClock(world.prefixes().size());
        play.goal().time(clock);
        int steps = setup.actSeconds() * STEPS_PER_SECOND;
        Churner[] churners = churners(setup, world, System.nanoTime());
        if (Arrays.stream(churners).allMatch(churner -> churner.groupOf(steps) == 0)) {
            throw new PlayFailedException("nothing changed: too few prefixes for --seconds");
        }
        UpdateWriter writer = new UpdateWriter(world);
        UseClock use = play.useClock();
        use.start();
        boolean isOver = false;
        while (!isOver) {
            isOver = true;
            long now = System.nanoTime();
            for (int peer = 0; peer < churners.length; peer++) {
                Churner churner = churners[peer];
                if (churner.step < steps + STEPS_PER_SECOND) {
                    isOver = false;
                    if (churner.isDue(now)) {
                        step(play, churner, peer, steps, writer);
                    }
                }
            }
            peers.poll(1);
        }
        use.stop();
        play.put(use);
        play.put(Figure.DAEMON_CPU_PERCENT, 100 * use.daemonSeconds() / use.seconds());
        peers.recount();
        if (!play.await(peers::isAllComplete, CATCH_UP_SECONDS, "after churn")) {
            throw new PlayFailedException("not all is right after the churn: " + peers.missing());
        }
        measure(play, clock);
        play.goal().time(null);
        play.hold();
    }

    private static Churner[] churners(Setup setup, World world, long start) {
        Churner[] churners = new Churner[setup.senders()];
        for (int peer = 0; peer < churners.length; peer++) {
            int first = world.firstGroupOf(peer);
            int end = first;
            while (end < world.groupsCount() && world.owner(end) == peer) {
                end++;
            }
            churners[peer] = new Churner(first, end - first, start + STEP_NANOS * peer / churners.length);
        }
        return churners;
    }

    /** Withdraws what is this step's turn, and announces what was withdrawn a second ago. */
    private static void step(Play play, Churner churner, int peer, int steps, UpdateWriter writer) {
        if (churner.step < steps) {
            int from = churner.groupOf(churner.step);
            int to = Math.min(churner.groupOf(churner.step + 1), churner.groups);
            if (from < to) {
                writer.withdraw(churner.firstGroup + from, churner.firstGroup + to);
                want(play, churner, from, to, Goal.NOTHING);
            }
        }
        int again = churner.step - STEPS_PER_SECOND;
        if (again >= 0) {
            int from = churner.groupOf(again);
            int to = Math.min(churner.groupOf(again + 1), churner.groups);
            for (int group = from; group < to; group++) {
                writer.announce(churner.firstGroup + group, 0, Treatment.NONE);
            }
            want(play, churner, from, to, (byte) 1);
        }
        churner.step++;
        if (writer.length() > 0) {
            int updates = writer.messagesCount();
            play.peers().send(play.peers().session(peer), ByteBuffer.wrap(writer.takeArray()), updates);
        }
    }

    private static void want(Play play, Churner churner, int from, int to, byte path) {
        ChangeClock clock = play.goal().clock();
        long now = System.nanoTime();
        for (int group = churner.firstGroup + from; group < churner.firstGroup + to; group++) {
            play.goal().want(group, path);
            for (int prefix = play.world().first(group);
                    clock != null && prefix < play.world().end(group);
                    prefix++) {
                clock.sent(prefix, play.peers().receiversCount() - 1, now);
            }
        }
    }

    private static void measure(Play play, ChangeClock clock) {
        play.put(Figure.CHANGES, clock.changesCount());
        play.put(Figure.CHANGE_MEDIAN_MILLIS, clock.toEach().quantileMillis(0.5));
        play.put(Figure.CHANGE_99_MILLIS, clock.toEach().quantileMillis(0.99));
        play.put(Figure.CHANGE_999_MILLIS, clock.toEach().quantileMillis(0.999));
        play.put(Figure.CHANGE_MAX_MILLIS, clock.toEach().maxMillis());
        play.put(Figure.CHANGE_ALL_MEDIAN_MILLIS, clock.toAll().quantileMillis(0.5));
        play.put(Figure.CHANGE_ALL_99_MILLIS, clock.toAll().quantileMillis(0.99));
        play.put(Figure.CHANGES_OVERTAKEN, clock.overtakenCount());
    }
}

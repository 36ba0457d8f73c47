// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.daemon.Relay;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.score.Usage;
import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.ExpectedPaths;
import io.bgprr.bgp.rr.bench.world.Octets;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.Treatment;
import io.bgprr.bgp.rr.bench.world.UpdateView;
import io.bgprr.bgp.rr.bench.world.UpdateWriter;
import io.bgprr.bgp.rr.bench.world.World;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Has the JVM compile the player before any clock runs: small plays against a relay in this process, and the checking of
 * routes from memory, without any socket, which also says how much the player can check at most.
 */
public final class WarmUp {

    private static final Play.Pace PACE = Play.Pace.DEFAULT.timeout(60).brief(0, 0);
    private static final int ROUNDS = 3;
    private static final int CHECK_PREFIXES = 100_000;
    private static final int CHECK_ROUNDS = 60;
    private static final int CHECK_ROUNDS_TIMED = 20;
    private static final int SLACK = 24;

    /** A prime, and so of no common divisor with a count of groups that is smaller. */
    private static final long STRIDE = 1_000_003;

    private WarmUp() {}

    /** Plays the small plays, in the families and with the sessions of a larger one. */
    public static void play(Setup like) throws IOException {
        Setup fanout = Setup.of(Scenario.RR_FANOUT, Scenario.Size.FULL).with(1, 20, 20_000);
        Setup mesh = Setup.of(Scenario.BGPERF, Scenario.Size.FULL).with(10, 0, 5_000);
        Setup nodes = Setup.of(Scenario.K8S, Scenario.Size.FULL).with(150, 0, 0);
        for (int round = 0; round < ROUNDS; round++) {
            for (Setup setup : List.of(fanout, mesh, nodes)) {
                World world =
                        World.of(setup.with(like.isIpv6(), like.isExternal(), like.routesPerAttributes(), like.seed()));
                playOne(world);
            }
        }
    }

    private static void playOne(World world) throws IOException {
        try (Relay relay = Relay.start(Octets.ipv4(Addressing.DAEMON_ADDRESS));
                Play play = new Play(world, target(relay), PACE, Play.Watcher.NOBODY)) {
            Score score = play.run();
            if (!score.isPass()) {
                throw new IOException("the player fails against its own relay: " + score.why());
            }
        }
    }

    private static Play.Target target(Relay relay) throws IOException {
        return new Play.Target(relay.address(), Treatment.NONE, () -> Usage.NONE, () -> true);
    }

    /** How many routes a second the player can check, when nothing has to be sent or read. */
    public static double routesPerSecond(Setup like) {
        Setup setup = Setup.of(Scenario.FULL_TABLE, Scenario.Size.FULL)
                .with(1, 1, CHECK_PREFIXES)
                .with(like.isIpv6(), like.isExternal(), like.routesPerAttributes(), like.seed());
        World world = World.of(setup);
        Treatment treatment = setup.isExternal() ? Treatment.EXTERNAL : Treatment.REFLECTED;
        Tally tally = new Tally();
        Receiver receiver = new Receiver(1, new Goal(world, ExpectedPaths.of(world, treatment)), tally);
        byte[] announced = withSlack(new UpdateWriter(world).announceAll(0, treatment));
        int groups = world.groupsCount();
        byte[][] withdrawn = {
            withdrawn(world, group -> group),
            withdrawn(world, group -> groups - 1 - group),
            withdrawn(world, group -> (int) (group * STRIDE % groups))
        };
        long nanos = 0;
        for (int round = -CHECK_ROUNDS; round < CHECK_ROUNDS_TIMED; round++) {
            long start = System.nanoTime();
            check(receiver, announced);
            nanos += round < 0 ? 0 : System.nanoTime() - start;
            boolean isComplete = receiver.isComplete();
            check(receiver, withdrawn[Math.floorMod(round, withdrawn.length)]);
            if (!isComplete || receiver.rightCount() > 0 || tally.hasWrong()) {
                throw new IllegalStateException("the player does not accept what it wrote itself: " + tally.wrong());
            }
        }
        return (double) CHECK_PREFIXES * CHECK_ROUNDS_TIMED / (nanos / 1e9);
    }

    private static byte[] withdrawn(World world, IntUnaryOperator order) {
        UpdateWriter writer = new UpdateWriter(world);
        for (int group = 0; group < world.groupsCount(); group++) {
            int next = order.applyAsInt(group);
            writer.withdraw(next, next + 1);
        }
        return withSlack(writer);
    }

    private static byte[] withSlack(UpdateWriter writer) {
        byte[] written = writer.takeArray();
        return Arrays.copyOf(written, written.length + SLACK);
    }

    private static void check(Receiver receiver, byte[] octets) {
        UpdateView view = new UpdateView();
        int end = octets.length - SLACK;
        for (int at = 0; at < end; at += Octets.unsigned16(octets, at + 16)) {
            if (view.parse(octets, at, at + Octets.unsigned16(octets, at + 16))) {
                receiver.take(octets, view, 0);
            }
        }
    }
}

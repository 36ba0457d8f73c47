// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.score.ChangeClock;
import io.bgprr.bgp.rr.bench.world.ExpectedPaths;
import io.bgprr.bgp.rr.bench.world.World;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What all receivers should hold now: of each prefix the number of a path, from 1 on, or nothing. */
final class Goal {

    static final byte NOTHING = 0;

    /** A path that no sender sent so. */
    static final byte WRONG = -1;

    private final World world;
    private final ExpectedPaths expected;
    private final byte[] wanted;
    private @Nullable ChangeClock clock;

    Goal(World world, ExpectedPaths expected) {
        this.world = world;
        this.expected = expected;
        this.wanted = new byte[world.prefixes().size()];
        wantBest(-1);
    }

    /** The best path of each prefix, when one sender, or none for -1, is gone. */
    void wantBest(int goneSender) {
        for (int group = 0; group < world.groupsCount(); group++) {
            want(group, (byte) (world.bestPath(group, goneSender) + 1));
        }
    }

    void want(int group, byte path) {
        Arrays.fill(wanted, world.first(group), world.end(group), path);
    }

    void wantAll(byte path) {
        Arrays.fill(wanted, path);
    }

    World world() {
        return world;
    }

    ExpectedPaths expected() {
        return expected;
    }

    byte wanted(int prefix) {
        return wanted[prefix];
    }

    int prefixesCount() {
        return wanted.length;
    }

    /** From now on arrivals are timed. */
    void time(@Nullable ChangeClock changeClock) {
        clock = changeClock;
    }

    @Nullable
    ChangeClock clock() {
        return clock;
    }
}

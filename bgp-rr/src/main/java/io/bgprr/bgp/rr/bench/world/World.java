// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import java.util.Arrays;

/**
 * All prefixes of a play, in groups: the prefixes of a group have the same attributes, and neighbouring numbers. A path is one
 * of several sets of attributes that a group has: one per sender where senders share prefixes, one per round of stall.
 *
 * <p>Prefixes look like those of the Internet (lengths, runs of neighbours), or like the pod CIDRs of a cluster.
 */
public final class World {

    /**
     * Of a world. There are 28 million IPv4 prefixes of the lengths and first octets below, and the nearer to that, the longer
     * it takes to draw one that is free: 10 s for so many, 14 s for 24 million, and for ever from 28 on.
     */
    public static final int PREFIXES_MAX = 20_000_000;

    private static final int GROUP_MAX = 400;
    private static final int POD_BLOCK_LENGTH = 26;
    private static final int POD_BLOCKS = 1 << 18; // in 10.0.0.0/8
    private static final int POD_BLOCK_STEP = 0x5e2d; // odd, so that every block comes once
    private static final int POD_LENGTH_IPV6 = 122;

    /** Per mille of the Internet's IPv4 prefixes by length, about, in 2024: from /24 to /12. */
    private static final int[] LENGTHS = {608, 100, 114, 53, 48, 27, 15, 9, 15, 4, 3, 2, 2};

    private final Setup setup;
    private final PrefixTable prefixes;
    private final int[] groupOf;
    private int[] firsts = new int[1024];
    private int[] owners = new int[1024];
    private int groupsCount;

    private World(Setup setup) {
        this.setup = setup;
        long total = setup.prefixesTotal();
        if (total > PREFIXES_MAX) {
            throw new IllegalArgumentException(total + " prefixes are too many, " + PREFIXES_MAX + " at most");
        }
        this.prefixes = new PrefixTable((int) total, setup.isIpv6());
        this.groupOf = new int[(int) total];
    }

    /** Makes the world of a setup: the same one for the same setup. */
    public static World of(Setup setup) {
        World world = new World(setup);
        Draw draw = new Draw(setup.seed());
        for (int owner = 0; owner < setup.owners(); owner++) {
            if (setup.scenario() == Scenario.K8S) {
                world.addNode(owner);
            } else {
                world.addTable(owner, draw);
            }
        }
        world.beginGroup(0); // where the last one ends
        world.groupsCount--;
        return world;
    }

    // --- Making it.

    private void beginGroup(int owner) {
        if (groupsCount == firsts.length) {
            firsts = Arrays.copyOf(firsts, groupsCount * 2);
            owners = Arrays.copyOf(owners, groupsCount * 2);
        }
        firsts[groupsCount] = prefixes.size();
        owners[groupsCount++] = owner;
    }

    /** A node's blocks of pod addresses, scattered as an allocator scatters them. */
    private void addNode(int node) {
        beginGroup(node);
        int blocks = setup.prefixesOfOwner() - (setup.isIpv6() ? 1 : 0);
        for (int i = 0; i < blocks; i++) {
            int block = (int) ((long) (node * blocks + i) * POD_BLOCK_STEP % POD_BLOCKS);
            int address = 10 << 24 | block << 32 - POD_BLOCK_LENGTH;
            if (!prefixes.addIpv4(address, POD_BLOCK_LENGTH)) {
                throw new IllegalArgumentException("10.0.0.0/8 has no room for so many nodes");
            }
            groupOf[prefixes.size() - 1] = groupsCount - 1;
        }
        if (setup.isIpv6()) {
            beginGroup(node);
            long low = (long) (node + 1) << 128 - POD_LENGTH_IPV6;
            boolean _ = prefixes.addIpv6(0xfd00_0010_0244_0000L, low, POD_LENGTH_IPV6);
            groupOf[prefixes.size() - 1] = groupsCount - 1;
        }
    }

    private void addTable(int owner, Draw draw) {
        int left = setup.prefixesOfOwner();
        while (left > 0) {
            beginGroup(owner);
            int count = Math.min(left, groupSize(draw));
            int end = prefixes.size() + count;
            if (setup.isIpv6()) {
                addIpv6Group(draw, end);
            } else {
                addIpv4Group(draw, end);
            }
            left -= count;
        }
    }

    /** A geometric distribution: many small groups, some large ones. */
    private int groupSize(Draw draw) {
        double mean = setup.routesPerAttributes();
        if (mean <= 1) {
            return 1;
        }
        int size = 1 + (int) (Math.log(1 - draw.fraction()) / Math.log(1 - 1 / mean));
        return Math.min(size, GROUP_MAX);
    }

    /** Neighbours of one another until one is taken already or the first octet would change. */
    private void addIpv4Group(Draw draw, int end) {
        long next = -1;
        while (prefixes.size() < end) {
            if (next < 0) {
                next = (long) firstOctet(draw) << 24 | draw.below(1 << 24);
            }
            int length = length(draw);
            int address = (int) next & PrefixTable.ipv4Mask(length);
            if (prefixes.addIpv4(address, length)) {
                groupOf[prefixes.size() - 1] = groupsCount - 1;
                next = (address & 0xffff_ffffL) + (1L << 32 - length);
                next = next >>> 24 == address >>> 24 ? next : -1;
            } else {
                next = -1;
            }
        }
    }

    private void addIpv6Group(Draw draw, int end) {
        while (prefixes.size() < end) {
            int length = draw.oneIn(4) ? 32 : 48;
            long address = (0x2001L + draw.below(9)) << 48 | draw.next() >>> 16;
            if (prefixes.addIpv6(address & -1L << 64 - length, 0, length)) {
                groupOf[prefixes.size() - 1] = groupsCount - 1;
            }
        }
    }

    /** Whole first octets are left out in which some daemon might see something special. */
    private static int firstOctet(Draw draw) {
        while (true) {
            int octet = 1 + draw.below(223);
            switch (octet) {
                case 10, 100, 127, 169, 172, 192, 198, 203 -> {}
                default -> {
                    return octet;
                }
            }
        }
    }

    private static int length(Draw draw) {
        int at = draw.below(1000);
        int length = 24;
        for (int share : LENGTHS) {
            if (at < share) {
                return length;
            }
            at -= share;
            length--;
        }
        return 24;
    }

    // --- Asking it.

    public Setup setup() {
        return setup;
    }

    public PrefixTable prefixes() {
        return prefixes;
    }

    public int groupsCount() {
        return groupsCount;
    }

    public int groupOf(int prefix) {
        return groupOf[prefix];
    }

    /** The number of a group's first prefix; of the group after the last one, where all end. */
    public int first(int group) {
        return firsts[group];
    }

    public int end(int group) {
        return firsts[group + 1];
    }

    boolean isIpv6(int group) {
        return prefixes.isIpv6(firsts[group]);
    }

    /** Who announces the group; where prefixes are shared, everybody does, and this says 0. */
    public int owner(int group) {
        return owners[group];
    }

    /** The peer that sends a path of a group. */
    int sender(int group, int path) {
        return setup.scenario().isShared() ? path : owners[group];
    }

    public int firstGroupOf(int owner) {
        int group = Arrays.binarySearch(owners, 0, groupsCount, owner);
        while (group > 0 && owners[group - 1] == owner) {
            group--;
        }
        return group;
    }

    /**
     * The place of a path among all of its group, 0 is best. Every group has an order of its own, except where the best
     * paths all have to be one sender's, whose session dies.
     */
    int rank(int group, int path) {
        if (setup.scenario().isFailover()) {
            return path;
        }
        int rank = 0;
        long own = rankKey(group, path);
        for (int other = 0; other < setup.paths(); other++) {
            if (other != path && rankKey(group, other) < own) {
                rank++;
            }
        }
        return rank;
    }

    private long rankKey(int group, int path) {
        return Draw.of(setup.seed() + path, group).next();
    }

    /** The best path of a group when the session of one sender, or none for -1, is gone; -1 when no path is left. */
    public int bestPath(int group, int goneSender) {
        if (!setup.scenario().isShared()) {
            return 0;
        }
        int best = -1;
        int bestRank = Integer.MAX_VALUE;
        for (int path = 0; path < setup.paths(); path++) {
            if (path != goneSender && rank(group, path) < bestRank) {
                best = path;
                bestRank = rank(group, path);
            }
        }
        return best;
    }
}

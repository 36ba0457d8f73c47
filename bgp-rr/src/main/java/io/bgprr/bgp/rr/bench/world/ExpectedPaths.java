// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

/**
 * Which path it is, by the hash of attributes as a receiver must see them. Everything right is in here; what is not in here is
 * wrong.
 */
public final class ExpectedPaths {

    public static final int UNKNOWN = -1;

    private final long[] hashes;
    private final int[] ids; // + 1
    private final int pathsPerGroup;

    private ExpectedPaths(int count, int pathsPerGroup) {
        int slots = Integer.highestOneBit(Math.max(16, count)) * 4;
        this.hashes = new long[slots];
        this.ids = new int[slots];
        this.pathsPerGroup = pathsPerGroup;
    }

    /** @throws IllegalArgumentException when two paths cannot be told apart, which another seed changes */
    public static ExpectedPaths of(World world, Treatment treatment) {
        int paths = world.setup().paths();
        ExpectedPaths expected = new ExpectedPaths(world.groupsCount() * paths, paths);
        PathAttributes attributes = new PathAttributes(world);
        UpdateView view = new UpdateView();
        byte[] octets = new byte[PathAttributes.LENGTH_MAX];
        for (int group = 0; group < world.groupsCount(); group++) {
            for (int path = 0; path < paths; path++) {
                int end = attributes.write(group, path, treatment, octets, 0);
                if (!view.parseAttributes(octets, 0, end)) {
                    throw new AssertionError("attributes that were written here cannot be read here");
                }
                long hash = view.pathHash() + view.nextHopHash();
                if (world.isIpv6(group)) {
                    int from = end;
                    end = attributes.writeIpv6NextHop(group, path, octets, from);
                    hash += AttributeHash.ofNextHop(octets, from, end - from);
                }
                expected.add(hash, group * paths + path);
            }
        }
        return expected;
    }

    private void add(long hash, int id) {
        int slot = slot(hash);
        while (ids[slot] != 0) {
            if (hashes[slot] == hash) {
                throw new IllegalArgumentException(
                        "two sets of attributes are the same by accident: use another --seed");
            }
            slot = slot + 1 & ids.length - 1;
        }
        hashes[slot] = hash;
        ids[slot] = id + 1;
    }

    /** The path with these attributes, or {@link #UNKNOWN}. */
    public int find(long hash) {
        int slot = slot(hash);
        while (ids[slot] != 0) {
            if (hashes[slot] == hash) {
                return ids[slot] - 1;
            }
            slot = slot + 1 & ids.length - 1;
        }
        return UNKNOWN;
    }

    public int group(int id) {
        return id / pathsPerGroup;
    }

    /** Its number within the group. */
    public int path(int id) {
        return id % pathsPerGroup;
    }

    private int slot(long hash) {
        return (int) (hash >>> 20) & ids.length - 1;
    }
}

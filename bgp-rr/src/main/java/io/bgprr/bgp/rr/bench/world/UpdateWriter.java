// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes UPDATE messages of a world one behind the other, each with as many prefixes of one group as it has room for. */
public final class UpdateWriter {

    private static final int MESSAGE_MAX = 4096;
    private static final int PREFIX_MAX = 17;
    private static final int UPDATE = 2;
    private static final int AFI_IPV6 = 2;
    private static final int UNICAST = 1;
    private static final int OPTIONAL_EXTENDED = 0x90;

    private final World world;
    private final PathAttributes attributes;
    private byte[] octets = new byte[1 << 16];
    private int at;
    private int messagesCount;

    public UpdateWriter(World world) {
        this.world = world;
        this.attributes = new PathAttributes(world);
    }

    /** Everything that a sender announces at first. */
    public UpdateWriter announceAllOf(int sender) {
        if (world.setup().scenario().isShared()) {
            return announceAll(sender, Treatment.NONE);
        }
        int first = world.firstGroupOf(sender);
        for (int group = Math.max(0, first); group < world.groupsCount() && world.owner(group) == sender; group++) {
            announce(group, 0, Treatment.NONE);
        }
        return this;
    }

    /** All groups by one of their paths. */
    public UpdateWriter announceAll(int path, Treatment treatment) {
        for (int group = 0; group < world.groupsCount(); group++) {
            announce(group, path, treatment);
        }
        return this;
    }

    public UpdateWriter announce(int group, int path, Treatment treatment) {
        int prefix = world.first(group);
        int end = world.end(group);
        while (prefix < end) {
            int start = begin();
            Octets.put16(octets, at, 0);
            int lengthAt = at + 2;
            at = attributes.write(group, path, treatment, octets, at + 4);
            if (world.isIpv6(group)) {
                int reachAt = at;
                octets[at] = (byte) OPTIONAL_EXTENDED;
                octets[at + 1] = AttributeHash.MP_REACH_NLRI;
                family(at + 4);
                octets[at + 7] = 16;
                at = attributes.writeIpv6NextHop(group, path, octets, at + 8);
                octets[at++] = 0;
                prefix = prefixes(prefix, end, start);
                Octets.put16(octets, reachAt + 2, at - reachAt - 4);
                Octets.put16(octets, lengthAt, at - lengthAt - 2);
            } else {
                Octets.put16(octets, lengthAt, at - lengthAt - 2);
                prefix = prefixes(prefix, end, start);
            }
            finish(start);
        }
        return this;
    }

    /** Withdraws all prefixes of groups that follow one another and are of one family. */
    public UpdateWriter withdraw(int group, int groupEnd) {
        boolean isIpv6 = world.isIpv6(group);
        int prefix = world.first(group);
        int end = world.first(groupEnd);
        while (prefix < end) {
            int start = begin();
            int lengthAt = at;
            if (isIpv6) {
                Octets.put32(octets, at, 0);
                at += 4;
                octets[at] = (byte) OPTIONAL_EXTENDED;
                octets[at + 1] = AttributeHash.MP_UNREACH_NLRI;
                family(at + 4);
                at += 7;
                prefix = prefixes(prefix, end, start);
                Octets.put16(octets, lengthAt + 6, at - lengthAt - 8);
                Octets.put16(octets, lengthAt + 2, at - lengthAt - 4);
            } else {
                at += 2;
                prefix = prefixes(prefix, end, start);
                Octets.put16(octets, lengthAt, at - lengthAt - 2);
                Octets.put16(octets, at, 0);
                at += 2;
            }
            finish(start);
        }
        return this;
    }

    private void family(int where) {
        Octets.put16(octets, where, AFI_IPV6);
        octets[where + 2] = UNICAST;
    }

    private int begin() {
        if (octets.length - at < 2 * MESSAGE_MAX) {
            octets = Arrays.copyOf(octets, octets.length * 2);
        }
        int start = at;
        Arrays.fill(octets, at, at + 16, (byte) 0xff);
        octets[at + 18] = UPDATE;
        at += UpdateView.HEADER_LENGTH;
        return start;
    }

    private void finish(int start) {
        Octets.put16(octets, start + 16, at - start);
        messagesCount++;
    }

    /** As many as there is room for, with two octets to spare. Returns the first that is not in. */
    private int prefixes(int from, int end, int start) {
        int prefix = from;
        while (prefix < end && at - start <= MESSAGE_MAX - PREFIX_MAX - 2) {
            at = world.prefixes().write(prefix++, octets, at);
        }
        return prefix;
    }

    public int messagesCount() {
        return messagesCount;
    }

    public int length() {
        return at;
    }

    /** A copy outside the heap, from where sockets take octets without copying them again; starts over. */
    public ByteBuffer take() {
        ByteBuffer direct = ByteBuffer.allocateDirect(at).put(octets, 0, at).flip();
        at = 0;
        messagesCount = 0;
        return direct;
    }

    /** A copy on the heap; starts over. */
    public byte[] takeArray() {
        byte[] copy = Arrays.copyOf(octets, at);
        at = 0;
        messagesCount = 0;
        return copy;
    }
}

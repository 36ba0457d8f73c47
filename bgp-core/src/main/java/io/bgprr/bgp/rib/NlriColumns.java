// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.SeededHash;
import java.util.Arrays;

/**
 * NLRI on the way into a {@link LocRib}: prefixes with their hashes and path identifiers, in columns by the order of arrival. Whoever
 * decodes them hashes them too, so that the one thread that owns the RIB finds them ready to be looked up. Reusable; one
 * thread at a time.
 */
public final class NlriColumns {

    /** A node has a route or two. */
    private static final int CAPACITY_MIN = 16;

    private static final long[] NO_LONGS = {};
    private static final int[] NO_INTS = {};

    private final SeededHash prefixHash;
    private long[] hashes = new long[CAPACITY_MIN];
    private long[] low = new long[CAPACITY_MIN];
    private byte[] lengthBits = new byte[CAPACITY_MIN];
    private long[] high = NO_LONGS;
    private boolean hasHigh; // from the first IPv6 prefix on
    private int[] pathIds = NO_INTS;
    private boolean hasPathIds; // from the first path identifier on
    private int size;

    /** @param prefixHash the RIB's */
    public NlriColumns(SeededHash prefixHash) {
        this.prefixHash = prefixHash;
    }

    /** Adds all that lies ahead of the cursor. */
    public void addAll(NlriCursor cursor) {
        while (cursor.next()) {
            add(cursor.high(), cursor.low(), cursor.lengthBits(), cursor.pathId());
        }
    }

    private void add(long upper, long lower, int bits, int pathId) {
        int row = size;
        if (row == hashes.length) {
            grow();
        }
        hashes[row] = prefixHash.of(upper, lower, bits);
        low[row] = lower;
        lengthBits[row] = (byte) bits;
        if (upper != 0 || hasHigh) {
            setHigh(row, upper);
        }
        if (pathId != 0 || hasPathIds) {
            setPathId(row, pathId);
        }
        size = row + 1;
    }

    private void grow() {
        int capacity = size * 2;
        hashes = Arrays.copyOf(hashes, capacity);
        low = Arrays.copyOf(low, capacity);
        lengthBits = Arrays.copyOf(lengthBits, capacity);
        high = hasHigh ? Arrays.copyOf(high, capacity) : NO_LONGS;
        pathIds = hasPathIds ? Arrays.copyOf(pathIds, capacity) : NO_INTS;
    }

    private void setHigh(int row, long upper) {
        if (!hasHigh) {
            hasHigh = true;
            high = high.length < hashes.length ? new long[hashes.length] : high;
            Arrays.fill(high, 0, row, 0);
        }
        high[row] = upper;
    }

    private void setPathId(int row, int pathId) {
        if (!hasPathIds) {
            hasPathIds = true;
            pathIds = pathIds.length < hashes.length ? new int[hashes.length] : pathIds;
            Arrays.fill(pathIds, 0, row, 0);
        }
        pathIds[row] = pathId;
    }

    /** Holds nothing from now on. Columns that were not needed this time it no longer keeps. */
    public void clear() {
        size = 0;
        high = hasHigh ? high : NO_LONGS;
        hasHigh = false;
        pathIds = hasPathIds ? pathIds : NO_INTS;
        hasPathIds = false;
    }

    public int size() {
        return size;
    }

    /** Octets of what it holds. */
    public int weightBytes() {
        return size * (8 + 8 + 1 + (hasHigh ? 8 : 0) + (hasPathIds ? 4 : 0));
    }

    /** Octets of its arrays. */
    public int capacityBytes() {
        return hashes.length * (8 + 8 + 1) + high.length * 8 + pathIds.length * 4;
    }

    /** The upper 64 bits of an IPv6 address; 0 for IPv4. */
    public long high(int row) {
        return hasHigh ? high[row] : 0;
    }

    /** The lower 64 bits of an IPv6 address, or the 32 bits of IPv4. */
    public long low(int row) {
        return low[row];
    }

    public int lengthBits(int row) {
        return lengthBits[row] & 0xff;
    }

    /** The path identifier; 0 without Add-Path. */
    public int pathId(int row) {
        return hasPathIds ? pathIds[row] : 0;
    }

    /** The prefix of a row that was added as one of this family. */
    public Prefix prefix(int row, AddressFamily family) {
        boolean isIpv6 = family == AddressFamily.IPV6_UNICAST;
        return new Prefix(new IpAddress(isIpv6, high(row), low(row)), lengthBits(row));
    }

    long hash(int row) {
        return hashes[row];
    }

    long[] hashes() {
        return hashes;
    }
}

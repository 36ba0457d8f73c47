// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.SeededHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * NLRI on the way into a {@link LocRib}: prefixes with their hashes and path identifiers, in columns by the order of arrival. Whoever
 * decodes them hashes them too, so that the one thread that owns the RIB finds them ready to be looked up. Reusable; one
 * thread at a time.
 */
public final class NlriColumns {

    private static final int CAPACITY_MIN = 64;

    private final SeededHash prefixHash;
    private long[] hashes = new long[CAPACITY_MIN];
    private long[] low = new long[CAPACITY_MIN];
    private byte[] lengthBits = new byte[CAPACITY_MIN];
    private long @Nullable [] high; // from the first IPv6 prefix on
    private int @Nullable [] pathIds; // from the first path identifier on
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
        if (upper != 0 || high != null) {
            high = set(high, row, upper);
        }
        if (pathId != 0 || pathIds != null) {
            pathIds = set(pathIds, row, pathId);
        }
        size = row + 1;
    }

    private void grow() {
        int capacity = size * 2;
        hashes = Arrays.copyOf(hashes, capacity);
        low = Arrays.copyOf(low, capacity);
        lengthBits = Arrays.copyOf(lengthBits, capacity);
        high = high == null ? null : Arrays.copyOf(high, capacity);
        pathIds = pathIds == null ? null : Arrays.copyOf(pathIds, capacity);
    }

    private long[] set(long @Nullable [] column, int row, long value) {
        long[] there = column == null ? new long[hashes.length] : column;
        there[row] = value;
        return there;
    }

    private int[] set(int @Nullable [] column, int row, int value) {
        int[] there = column == null ? new int[hashes.length] : column;
        there[row] = value;
        return there;
    }

    /** Holds nothing from now on. */
    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    /** Octets of what it holds. */
    public int weightBytes() {
        return size * rowBytes();
    }

    /** Octets of its arrays. */
    public int capacityBytes() {
        return hashes.length * rowBytes();
    }

    private int rowBytes() {
        return 8 + 8 + 1 + (high == null ? 0 : 8) + (pathIds == null ? 0 : 4);
    }

    /** The upper 64 bits of an IPv6 address; 0 for IPv4. */
    public long high(int row) {
        return high == null ? 0 : high[row];
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
        return pathIds == null ? 0 : pathIds[row];
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

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.HashIndex;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.SeededHash;

/**
 * The prefixes of one family as rows of columns, found by hashing. Handles start at 1 and are used again after {@link
 * #free}.
 */
final class DestinationTable {

    private static final byte FREE = (byte) 0xff;

    /** Whose part of the index fits the innermost cache. */
    private static final int EXPECTED_MAX = 256;

    private static final byte TOUCHED = 1;
    private static final byte LISTED = 2;

    private final SeededHash hash;
    private final boolean isIpv6;
    private final IntColumn address; // IPv4
    private final LongColumn high; // IPv6
    private final LongColumn low;
    private final ByteColumn lengthBits = new ByteColumn(); // FREE marks a row that is not in use
    private final ByteColumn flags = new ByteColumn();
    private final IntColumn firstPath = new IntColumn(); // of a free row: the next free row

    private final HashIndex index = new HashIndex();
    private final int[] sizeByLength;
    private int limit = 1;
    private int firstFree;
    private int size;

    private final long[] expected = new long[EXPECTED_MAX];
    private int expectedCount;

    DestinationTable(AddressFamily family, SeededHash hash) {
        this.hash = hash;
        isIpv6 = family == AddressFamily.IPV6_UNICAST;
        address = new IntColumn();
        high = new LongColumn();
        low = new LongColumn();
        sizeByLength = new int[family.lengthBitsMax() + 1];
        reach(0);
        lengthBits.set(0, FREE);
    }

    private void reach(int row) {
        if (isIpv6) {
            high.reach(row);
            low.reach(row);
        } else {
            address.reach(row);
        }
        lengthBits.reach(row);
        flags.reach(row);
        firstPath.reach(row);
    }

    /** The handle of a prefix, or 0. */
    int find(long high, long low, int lengthBits) {
        return find(hash.of(high, low, lengthBits), high, low, lengthBits);
    }

    private int find(long prefixHash, long high, long low, int lengthBits) {
        int row = index.first(prefixHash);
        while (row != 0 && !holds(row, high, low, lengthBits)) {
            row = index.next(prefixHash, row);
        }
        return row;
    }

    /** The handle of a prefix; a new row without paths when it was not there. */
    int findOrAdd(long high, long low, int lengthBits) {
        long prefixHash = hash.of(high, low, lengthBits);
        int row = find(prefixHash, high, low, lengthBits);
        if (row == 0) {
            row = addRow(high, low, lengthBits);
            index.add(prefixHash, row);
        }
        return row;
    }

    /** See {@link LocRib#expect}. */
    boolean expect(long high, long low, int lengthBits) {
        if (expectedCount == EXPECTED_MAX) {
            return false;
        }
        expected[expectedCount++] = hash.of(high, low, lengthBits);
        return true;
    }

    void fetchExpected() {
        index.fetch(expected, expectedCount);
        expectedCount = 0;
    }

    private int addRow(long high, long low, int lengthBits) {
        int row = firstFree;
        if (row != 0) {
            firstFree = firstPath.get(row);
        } else {
            row = limit++;
            if (Slab.begins(row)) {
                reach(row);
            }
        }
        if (isIpv6) {
            this.high.set(row, high);
            this.low.set(row, low);
        } else {
            address.set(row, (int) low);
        }
        this.lengthBits.set(row, (byte) lengthBits);
        flags.set(row, (byte) 0);
        firstPath.set(row, 0);
        sizeByLength[lengthBits]++;
        size++;
        return row;
    }

    /** Forgets a prefix; its handle may be given to another. */
    void free(int row) {
        index.remove(hash.of(high(row), low(row), lengthBits(row)), row);
        sizeByLength[lengthBits(row)]--;
        size--;
        lengthBits.set(row, FREE);
        firstPath.set(row, firstFree);
        firstFree = row;
    }

    /** Prefixes in the table, tombstones included. */
    int size() {
        return size;
    }

    /** All handles are below. */
    int limit() {
        return limit;
    }

    boolean isInUse(int row) {
        return lengthBits.get(row) != FREE;
    }

    /** Whether any prefix has this length: a longest match need not probe others. */
    boolean hasLength(int bits) {
        return sizeByLength[bits] > 0;
    }

    int lengthBits(int row) {
        return lengthBits.get(row) & 0xff;
    }

    long high(int row) {
        return isIpv6 ? high.get(row) : 0;
    }

    long low(int row) {
        return isIpv6 ? low.get(row) : address.get(row) & 0xffff_ffffL;
    }

    Prefix prefix(int row) {
        return new Prefix(new IpAddress(isIpv6, high(row), low(row)), lengthBits(row));
    }

    int firstPath(int row) {
        return firstPath.get(row);
    }

    void setFirstPath(int row, int path) {
        firstPath.set(row, path);
    }

    boolean isTouched(int row) {
        return (flags.get(row) & TOUCHED) != 0;
    }

    void setTouched(int row, boolean touched) {
        flags.set(row, (byte) (touched ? flags.get(row) | TOUCHED : flags.get(row) & ~TOUCHED));
    }

    /** Whether the row stands in the change list. */
    boolean isListed(int row) {
        return (flags.get(row) & LISTED) != 0;
    }

    void setListed(int row) {
        flags.set(row, (byte) (flags.get(row) | LISTED));
    }

    private boolean holds(int row, long high, long low, int lengthBits) {
        if (isIpv6) {
            return this.low.get(row) == low && this.high.get(row) == high && lengthBits(row) == lengthBits;
        }
        return address.get(row) == (int) low && lengthBits(row) == lengthBits;
    }
}

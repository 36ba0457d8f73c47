// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.HashIndex;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.SeededHash;
import java.util.function.IntConsumer;

/**
 * The prefixes of one family as rows of columns, found by hashing. Handles start at 1 and are used again after {@link
 * #free}.
 */
final class DestinationTable {

    private static final byte FREE = (byte) 0xff;

    // The column of first paths has room for two flags, which are mostly read with it.
    private static final int TOUCHED = 1 << 31;
    private static final int LISTED = 1 << 30;
    private static final int PATH = LISTED - 1;

    private final SeededHash hash;
    private final boolean isIpv6;
    private final IntColumn address = new IntColumn(); // IPv4
    private final LongColumn high = new LongColumn(); // IPv6
    private final LongColumn low = new LongColumn();
    private final ByteColumn lengthBits = new ByteColumn(); // FREE marks a row that is not in use
    private final IntColumn firstPath = new IntColumn(); // with flags; of a free row: the next free row

    private final HashIndex index = new HashIndex();
    private final int[] sizeByLength;
    private final RowSpace rows;
    private IntConsumer slabAdded = _ -> {};
    private IntConsumer slabDropped = _ -> {};

    DestinationTable(AddressFamily family, SeededHash hash) {
        this.hash = hash;
        isIpv6 = family == AddressFamily.IPV6_UNICAST;
        sizeByLength = new int[family.lengthBitsMax() + 1];
        rows = new RowSpace(new Slabs(), firstPath);
    }

    private final class Slabs implements RowSpace.Table {

        @Override
        public void addSlab(int slab) {
            if (isIpv6) {
                high.addSlab(slab);
                low.addSlab(slab);
            } else {
                address.addSlab(slab);
            }
            lengthBits.addSlab(slab);
            firstPath.addSlab(slab);
            slabAdded.accept(slab);
        }

        @Override
        public void dropSlab(int slab) {
            high.dropSlab(slab);
            low.dropSlab(slab);
            address.dropSlab(slab);
            lengthBits.dropSlab(slab);
            firstPath.dropSlab(slab);
            index.trim(); // its pages have emptied with it
            slabDropped.accept(slab);
        }
    }

    /** Who has columns by our handles adds what we add, besides the first slab, and drops what we drop. */
    void onSlabs(IntConsumer added, IntConsumer dropped) {
        slabAdded = added;
        slabDropped = dropped;
    }

    /** The handle of a prefix, or 0. */
    int find(long high, long low, int lengthBits) {
        return find(hash.of(high, low, lengthBits), high, low, lengthBits);
    }

    /** The same for who has hashed it. */
    int find(long prefixHash, long high, long low, int lengthBits) {
        int row = index.first(prefixHash);
        while (row != 0 && !holds(row, high, low, lengthBits)) {
            row = index.next(prefixHash, row);
        }
        return row;
    }

    int find(Prefix prefix) {
        return find(prefix.address().high(), prefix.address().low(), prefix.lengthBits());
    }

    /** The most specific with a path that covers the prefix, 0 = none. */
    int findLongest(Prefix prefix) {
        for (int bits = prefix.lengthBits(); bits >= 0; bits--) {
            if (hasLength(bits)) {
                int found = find(Prefix.containing(prefix.address(), bits));
                if (found != 0 && firstPath(found) != 0) {
                    return found;
                }
            }
        }
        return 0;
    }

    /** The handle of a prefix; a new row without paths when it was not there. */
    int findOrAdd(long high, long low, int lengthBits) {
        return findOrAdd(hash.of(high, low, lengthBits), high, low, lengthBits);
    }

    /** The same for who has hashed it. */
    int findOrAdd(long prefixHash, long high, long low, int lengthBits) {
        int row = find(prefixHash, high, low, lengthBits);
        if (row == 0) {
            row = addRow(high, low, lengthBits);
            index.add(prefixHash, row);
        }
        return row;
    }

    /** See {@link LocRib#fetch}. */
    void fetch(NlriColumns nlri, int from, int to) {
        index.fetch(nlri.hashes(), from, to);
    }

    private int addRow(long high, long low, int lengthBits) {
        int row = rows.take();
        if (isIpv6) {
            this.high.set(row, high);
            this.low.set(row, low);
        } else {
            address.set(row, (int) low);
        }
        this.lengthBits.set(row, (byte) lengthBits);
        firstPath.set(row, 0);
        sizeByLength[lengthBits]++;
        return row;
    }

    /** Forgets a prefix; its handle may be given to another. */
    void free(int row) {
        index.remove(hash.of(high(row), low(row), lengthBits(row)), row);
        sizeByLength[lengthBits(row)]--;
        lengthBits.set(row, FREE);
        rows.free(row);
        if ((rows.size() & Slab.MASK) == 0 && 2 * rows.size() < rows.limit()) {
            index.trim(); // the table has shrunk, though no slab of it may be empty
        }
    }

    /** Prefixes in the table, tombstones included. */
    int size() {
        return rows.size();
    }

    /** All handles are below. */
    int limit() {
        return rows.limit();
    }

    boolean isInUse(int row) {
        return rows.exists(row) && lengthBits.get(row) != FREE;
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
        return firstPath.get(row) & PATH;
    }

    void setFirstPath(int row, int path) {
        firstPath.set(row, firstPath.get(row) & ~PATH | path);
    }

    boolean isTouched(int row) {
        return (firstPath.get(row) & TOUCHED) != 0;
    }

    /** Marks the row; false when it was marked already. */
    boolean touch(int row) {
        int entry = firstPath.get(row);
        firstPath.set(row, entry | TOUCHED);
        return (entry & TOUCHED) == 0;
    }

    void untouch(int row) {
        firstPath.set(row, firstPath.get(row) & ~TOUCHED);
    }

    /** Whether the row stands in the change list. */
    boolean isListed(int row) {
        return (firstPath.get(row) & LISTED) != 0;
    }

    /** Marks the row as one of the change list; false when it was marked already. */
    boolean list(int row) {
        int entry = firstPath.get(row);
        firstPath.set(row, entry | LISTED);
        return (entry & LISTED) == 0;
    }

    private boolean holds(int row, long high, long low, int lengthBits) {
        if (isIpv6) {
            return this.low.get(row) == low && this.high.get(row) == high && lengthBits(row) == lengthBits;
        }
        return address.get(row) == (int) low && lengthBits(row) == lengthBits;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.SeededHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All distinct attribute sets in use, each with a dense id and a count of references. Columns of the RIB hold ids; two
 * routes have the same attributes exactly if they have the same id.
 *
 * <p>Owned by the RibLoop. Ids start at 1; 0 means "no attributes". The id of a set that nobody references any more is
 * used again, so a holder of an id must hold a reference.
 */
public final class AttributePool {

    private static final int PARTS = 256;
    private static final int PART_CAPACITY_MIN = 4;

    private static final int SLAB_SHIFT = 12;
    private static final int SLAB_SIZE = 1 << SLAB_SHIFT;

    private final SeededHash hash;
    private @Nullable AttributeSet[][] byId = new AttributeSet[4][]; // slabs, so that growth copies no sets
    private int slabCount;
    private int[] freeIds = new int[16];
    private int freeCount;
    private int idLimit = 1;
    private int size;
    private long bytes;

    // The index: open addressing in parts that grow and shrink one at a time. Beside each id, 0 = free, stands the hash
    // of its set, so that a probe visits the set that it looks for and, as a rule, no other.
    private final int[][] ids = new int[PARTS][PART_CAPACITY_MIN];
    private final int[][] hashes = new int[PARTS][PART_CAPACITY_MIN];
    private final int[] partSizes = new int[PARTS];

    /** @param seed random, so that peers cannot aim at slots */
    public AttributePool(long seed) {
        hash = new SeededHash(seed);
    }

    /** Makes the set one of the pool, or finds the equal one, and adds a reference. Returns its id. */
    public int acquire(AttributeSet set) {
        if (set.references > 0 && isHeld(set)) {
            set.references++;
            return set.id;
        }
        int code = hashOf(set);
        int[] partIds = ids[code >>> 24];
        int[] partHashes = hashes[code >>> 24];
        int mask = partIds.length - 1;
        int slot = code & mask;
        while (partIds[slot] != 0) {
            if (partHashes[slot] == code) {
                AttributeSet known = get(partIds[slot]);
                if (known.contentEquals(set)) {
                    known.references++;
                    return known.id;
                }
            }
            slot = (slot + 1) & mask;
        }
        hold(set);
        partIds[slot] = set.id;
        partHashes[slot] = code;
        if (4 * ++partSizes[code >>> 24] > 3 * partIds.length) {
            resizePart(code >>> 24, 2 * partIds.length);
        }
        return set.id;
    }

    /** Whether it is this very set that its id names here. */
    private boolean isHeld(AttributeSet set) {
        return set.id < idLimit && byId[set.id >>> SLAB_SHIFT][set.id & (SLAB_SIZE - 1)] == set;
    }

    private void hold(AttributeSet set) {
        int id = freeCount > 0 ? freeIds[--freeCount] : newId();
        set.id = id;
        set.references = 1;
        byId[id >>> SLAB_SHIFT][id & (SLAB_SIZE - 1)] = set;
        size++;
        bytes += set.lengthBytes();
    }

    private int newId() {
        if (idLimit >>> SLAB_SHIFT == slabCount || slabCount == 0) {
            if (slabCount == byId.length) {
                byId = Arrays.copyOf(byId, slabCount * 2);
            }
            byId[slabCount++] = new AttributeSet[SLAB_SIZE];
        }
        return idLimit++;
    }

    /** Adds a reference to a set that the caller knows to be alive. */
    public void retain(int id) {
        if (id != 0) {
            get(id).references++;
        }
    }

    /** Gives back a reference; the last one frees the id. 0 is allowed and does nothing. */
    public void release(int id) {
        if (id == 0) {
            return;
        }
        AttributeSet set = get(id);
        if (--set.references > 0) {
            return;
        }
        removeFromIndex(set);
        byId[id >>> SLAB_SHIFT][id & (SLAB_SIZE - 1)] = null;
        if (freeCount == freeIds.length) {
            freeIds = Arrays.copyOf(freeIds, freeCount * 2);
        }
        freeIds[freeCount++] = id;
        size--;
        bytes -= set.lengthBytes();
    }

    /** The set of a live id. */
    public AttributeSet get(int id) {
        AttributeSet set = byId[id >>> SLAB_SHIFT][id & (SLAB_SIZE - 1)];
        if (set == null) {
            throw new IllegalStateException("attribute set " + id + " is not alive");
        }
        return set;
    }

    /** Distinct sets. */
    public int size() {
        return size;
    }

    /** Octets of all canonical bytes. */
    public long sizeBytes() {
        return bytes;
    }

    /** References to a live set. */
    public int references(int id) {
        return get(id).references;
    }

    /** References to all sets together: for checking. */
    public long references() {
        long total = 0;
        for (int slab = 0; slab < slabCount; slab++) {
            for (AttributeSet set : byId[slab]) {
                total += set == null ? 0 : set.references;
            }
        }
        return total;
    }

    /** The part in the upper 8 bits, the slot in the lower ones. */
    private int hashOf(AttributeSet set) {
        long attributes = hash.of(set.canonicalBytes(), 0, set.lengthBytes(), 0);
        NextHop nextHop = set.nextHop();
        long all = hashOf(nextHop.address(), attributes);
        return (int) (nextHop.linkLocal() == null ? all : hashOf(nextHop.linkLocal(), all));
    }

    private long hashOf(IpAddress address, long before) {
        return hash.of(address.high() ^ before, address.low(), address.lengthBytes());
    }

    /** Removal by shifting back, so that there are no tombstones to walk over. */
    private void removeFromIndex(AttributeSet set) {
        int code = hashOf(set); // once more, when a set goes: kept in each set it would be eight octets
        int number = code >>> 24;
        int[] partIds = ids[number];
        int[] partHashes = hashes[number];
        int mask = partIds.length - 1;
        int hole = code & mask;
        while (partIds[hole] != set.id) {
            hole = (hole + 1) & mask;
        }
        partIds[hole] = 0;
        for (int slot = (hole + 1) & mask; partIds[slot] != 0; slot = (slot + 1) & mask) {
            int home = partHashes[slot] & mask;
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                partIds[hole] = partIds[slot];
                partHashes[hole] = partHashes[slot];
                partIds[slot] = 0;
                hole = slot;
            }
        }
        if (8 * --partSizes[number] < partIds.length && partIds.length > PART_CAPACITY_MIN) {
            resizePart(number, partIds.length / 2);
        }
    }

    private void resizePart(int number, int capacity) {
        int[] oldIds = ids[number];
        int[] oldHashes = hashes[number];
        int[] partIds = new int[capacity];
        int[] partHashes = new int[capacity];
        int mask = capacity - 1;
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != 0) {
                int slot = oldHashes[i] & mask;
                while (partIds[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                partIds[slot] = oldIds[i];
                partHashes[slot] = oldHashes[i];
            }
        }
        ids[number] = partIds;
        hashes[number] = partHashes;
    }
}

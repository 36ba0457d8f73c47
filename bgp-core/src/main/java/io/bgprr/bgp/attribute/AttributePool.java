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

    private static final int CAPACITY_MIN = 256;

    private final SeededHash hash;
    private @Nullable AttributeSet[] byId = new AttributeSet[CAPACITY_MIN];
    private int[] index = new int[2 * CAPACITY_MIN]; // open addressing on the hash; 0 = free
    private int[] freeIds = new int[16];
    private int freeCount;
    private int idLimit = 1;
    private int size;
    private long bytes;

    /** @param seed random, so that peers cannot aim at slots */
    public AttributePool(long seed) {
        hash = new SeededHash(seed);
    }

    /** Makes the set one of the pool, or finds the equal one, and adds a reference. Returns its id. */
    public int acquire(AttributeSet set) {
        if (set.references > 0 && byId(set.id) == set) {
            set.references++;
            return set.id;
        }
        set.hash = hashOf(set);
        int slot = slotOf(set);
        if (index[slot] != 0) {
            AttributeSet known = get(index[slot]);
            known.references++;
            return known.id;
        }
        if (2 * (size + 1) > index.length) {
            rehash(index.length * 2);
            slot = slotOf(set);
        }
        int id = freeCount > 0 ? freeIds[--freeCount] : idLimit++;
        if (id >= byId.length) {
            byId = Arrays.copyOf(byId, byId.length + (byId.length >> 1));
        }
        set.id = id;
        set.references = 1;
        byId[id] = set;
        index[slot] = id;
        size++;
        bytes += set.lengthBytes();
        return id;
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
        remove(set);
        byId[id] = null;
        if (freeCount == freeIds.length) {
            freeIds = Arrays.copyOf(freeIds, freeCount * 2);
        }
        freeIds[freeCount++] = id;
        size--;
        bytes -= set.lengthBytes();
        if (index.length > 4 * CAPACITY_MIN && 16 * size < index.length) {
            rehash(index.length / 4);
        }
    }

    /** The set of a live id. */
    public AttributeSet get(int id) {
        AttributeSet set = byId[id];
        if (set == null) {
            throw new IllegalStateException("attribute set " + id + " is not alive");
        }
        return set;
    }

    private @Nullable AttributeSet byId(int id) {
        return id < byId.length ? byId[id] : null;
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
        for (AttributeSet set : byId) {
            total += set == null ? 0 : set.references;
        }
        return total;
    }

    private int slotOf(AttributeSet set) {
        int mask = index.length - 1;
        int slot = set.hash & mask;
        while (index[slot] != 0 && !isSame(get(index[slot]), set)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static boolean isSame(AttributeSet one, AttributeSet other) {
        return one.hash == other.hash && one.contentEquals(other);
    }

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
    private void remove(AttributeSet set) {
        int mask = index.length - 1;
        int hole = slotOf(set);
        index[hole] = 0;
        for (int slot = (hole + 1) & mask; index[slot] != 0; slot = (slot + 1) & mask) {
            int home = get(index[slot]).hash & mask;
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                index[hole] = index[slot];
                index[slot] = 0;
                hole = slot;
            }
        }
    }

    private void rehash(int capacity) {
        int[] old = index;
        index = new int[capacity];
        int mask = capacity - 1;
        for (int id : old) {
            if (id != 0) {
                int slot = get(id).hash & mask;
                while (index[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                index[slot] = id;
            }
        }
    }
}

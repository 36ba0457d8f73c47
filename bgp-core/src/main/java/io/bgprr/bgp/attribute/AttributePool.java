// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.HashIndex;
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

    private static final int SLAB_SHIFT = 12;
    private static final int SLAB_SIZE = 1 << SLAB_SHIFT;

    /** Sets whose part of the index is loaded at once: those of as many routes as are looked for at once. */
    private static final int EXPECTED_MAX = 256;

    private final AttributeHash hash;
    private final HashIndex index = new HashIndex();
    private @Nullable AttributeSet[][] byId = new AttributeSet[4][]; // slabs, so that growth copies no sets
    private int slabCount;
    private int[] freeIds = new int[16];
    private int freeCount;
    private int idLimit = 1;
    private int size;
    private long bytes;

    private final long[] expected = new long[EXPECTED_MAX];
    private int expectedCount;

    @SuppressWarnings("UnusedVariable") // whoever stores the sum has loaded what it is of
    private long fetched;

    public AttributePool(AttributeHash hash) {
        this.hash = hash;
    }

    /**
     * A set that will be acquired soon; changes nothing. What another thread has made or memory holds is waited for once for all sets
     * that are expected.
     *
     * @param contentHash of the pool's {@link AttributeHash}
     */
    public void expect(AttributeSet set, long contentHash) {
        fetched += set.references;
        if (expectedCount < EXPECTED_MAX) {
            expected[expectedCount++] = contentHash;
        }
    }

    /** See {@link #expect}. */
    public void fetchExpected() {
        index.fetch(expected, 0, expectedCount);
        expectedCount = 0;
    }

    /** Makes the set one of the pool, or finds the equal one, and adds a reference. Returns its id. */
    public int acquire(AttributeSet set) {
        return acquire(set, hash.of(set));
    }

    /**
     * As {@link #acquire(AttributeSet)}, for who has hashed the set already.
     *
     * @param contentHash of the pool's {@link AttributeHash}
     */
    public int acquire(AttributeSet set, long contentHash) {
        if (set.references > 0 && isHeld(set)) {
            set.references++;
            return set.id;
        }
        int known = find(contentHash, set);
        if (known != 0) {
            get(known).references++;
            return known;
        }
        hold(set);
        index.add(contentHash, set.id);
        return set.id;
    }

    private int find(long contentHash, AttributeSet set) {
        int id = index.first(contentHash);
        while (id != 0 && !get(id).contentEquals(set)) {
            id = index.next(contentHash, id);
        }
        return id;
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

    /** Adds a reference to a set that the caller knows to be alive. 0 is allowed and does nothing. */
    public void retain(int id) {
        retain(id, 1);
    }

    /** Adds so many references. */
    public void retain(int id, int count) {
        if (id != 0) {
            get(id).references += count;
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
        index.remove(hash.of(set), id); // hashed once more: kept in each set it would be eight octets
        byId[id >>> SLAB_SHIFT][id & (SLAB_SIZE - 1)] = null;
        if (freeCount == freeIds.length) {
            freeIds = Arrays.copyOf(freeIds, freeCount * 2);
        }
        freeIds[freeCount++] = id;
        if (freeCount >>> SLAB_SHIFT != freeCount - 1 >>> SLAB_SHIFT && freeCount > size) {
            index.trim(); // the table has shrunk
        }
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
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

import java.util.Arrays;

/**
 * Finds the rows of a table by their hash: extendible hashing (Fagin, Nievergelt, Pippenger, Strong, 1979). Pages of entries stand
 * behind a directory on the upper bits of the hash; a page that is full is split in two, and no other is touched. So no insertion
 * ever moves more than a page, and growth leaves nothing behind for the collector but an old directory. Pages that are
 * nearly empty are merged again, and kept for rows to come until {@link #trim}.
 *
 * <p>An entry is a row and the upper 32 bits of its hash, side by side: neither a search nor a split looks at the rows themselves,
 * each of which would be a miss of the processor's cache. Rows with the same 32 bits are told apart by the owner, who compares.
 * Hashes must be under a secret ({@link SeededHash}): whoever could fill one page alone would double the directory for nothing.
 *
 * <p>Takes 9.6 to 19.3 octets a row.
 */
public final class HashIndex {

    private static final int SLOTS = 384;
    private static final int FULL = 320;
    private static final int EMPTY = 40; // well below half, so that nothing comes and goes with every row
    private static final int DEPTH_MAX = 22;
    private static final long UPPER = 0xffff_ffff_0000_0000L;

    // A page: its depth and how many entries it has, then the slots. An entry is hash << 32 | row, 0 where there is
    // none.
    private static final int HEAD = 0;
    private static final int FIRST = 1;
    private static final int DEPTH_SHIFT = 32;
    private static final long[] NO_PAGE = {};

    private long[][] directory = {new long[FIRST + SLOTS]};
    private int depth;
    private int pageCount = 1;
    private long[][] spares = new long[8][]; // empty pages
    private int spareCount;

    @SuppressWarnings("UnusedVariable") // whoever stores the sum has loaded what it is of
    private long fetched;

    private final long[] splitting = new long[FIRST + SLOTS];

    /** The first row with this hash, 0 = none. */
    public int first(long hash) {
        long[] page = page(hash);
        long wanted = hash & UPPER;
        int slot = home(hash);
        for (long entry = page[slot]; entry != 0; entry = page[slot]) {
            if ((entry & UPPER) == wanted) {
                return (int) entry;
            }
            slot = slot == SLOTS ? FIRST : slot + 1;
        }
        return 0;
    }

    /**
     * Has the processor load what the searches for these hashes will read. Nothing depends on what is loaded, so the loads overlap,
     * where those of searches wait for each other.
     */
    public void fetch(long[] hashes, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += page(hashes[i])[home(hashes[i])];
        }
        fetched = sum;
    }

    /** The row with this hash behind another one that has it, 0 = none. */
    public int next(long hash, int row) {
        long[] page = page(hash);
        long wanted = hash & UPPER;
        boolean isBehind = false;
        int slot = home(hash);
        for (long entry = page[slot]; entry != 0; entry = page[slot]) {
            if ((entry & UPPER) == wanted) {
                if (isBehind) {
                    return (int) entry;
                }
                isBehind = (int) entry == row;
            }
            slot = slot == SLOTS ? FIRST : slot + 1;
        }
        return 0;
    }

    /** Adds a row, which is not 0 and not there yet. */
    public void add(long hash, int row) {
        long[] page = page(hash);
        while ((int) page[HEAD] == FULL) {
            split(page, hash);
            page = page(hash);
        }
        put(page, hash & UPPER | row & ~UPPER);
    }

    /** Removes a row that is there. */
    public void remove(long hash, int row) {
        long[] page = page(hash);
        int hole = home(hash);
        while ((int) page[hole] != row) {
            if (page[hole] == 0) {
                throw new IllegalStateException("row " + row + " is not in the index");
            }
            hole = hole == SLOTS ? FIRST : hole + 1;
        }
        page[hole] = 0;
        page[HEAD]--;
        closeHole(page, hole);
        if ((int) page[HEAD] < EMPTY && depth(page) > 0) {
            merge(page, hash);
        }
    }

    /** Moves back what would not be found behind the hole. */
    private static void closeHole(long[] page, int from) {
        int hole = from;
        int slot = hole == SLOTS ? FIRST : hole + 1;
        for (long entry = page[slot]; entry != 0; entry = page[slot]) {
            if (distance(home(entry), slot) >= distance(hole, slot)) {
                page[hole] = entry;
                page[slot] = 0;
                hole = slot;
            }
            slot = slot == SLOTS ? FIRST : slot + 1;
        }
    }

    private static int distance(int from, int to) {
        return to >= from ? to - from : to - from + SLOTS;
    }

    private static void put(long[] page, long entry) {
        int slot = home(entry);
        while (page[slot] != 0) {
            slot = slot == SLOTS ? FIRST : slot + 1;
        }
        page[slot] = entry;
        page[HEAD]++;
    }

    private long[] page(long hash) {
        return directory[number(hash)];
    }

    /** The place in the directory: the upper bits. */
    private int number(long hash) {
        return (int) (hash >>> 1 >>> 63 - depth);
    }

    /** The slot where the search for an entry begins: from its lower bits, which the directory does not use before it is huge. */
    private static int home(long hash) {
        return FIRST + (((int) (hash >>> 32) & 0xffff) * SLOTS >>> 16);
    }

    private void split(long[] page, long hash) {
        int pageDepth = depth(page);
        if (pageDepth == DEPTH_MAX) {
            throw new IllegalStateException(FULL + " rows share the upper " + DEPTH_MAX + " bits of their hashes");
        }
        if (pageDepth == depth) {
            doubleDirectory();
        }
        long[] other = newPage();
        int range = 1 << depth - pageDepth - 1; // entries of the directory for each half
        int first = number(hash) & -(2 * range);
        Arrays.fill(directory, first + range, first + 2 * range, other);
        System.arraycopy(page, 0, splitting, 0, page.length);
        Arrays.fill(page, 0);
        page[HEAD] = pageDepth + 1L << DEPTH_SHIFT;
        other[HEAD] = page[HEAD];
        long upperHalf = Long.MIN_VALUE >>> pageDepth;
        for (int slot = FIRST; slot < splitting.length; slot++) {
            long entry = splitting[slot];
            if (entry != 0) {
                put((entry & upperHalf) == 0 ? page : other, entry);
            }
        }
    }

    /** Makes one page of this and the other half of what was one, if they leave room. */
    private void merge(long[] page, long hash) {
        int pageDepth = depth(page);
        int range = 1 << depth - pageDepth;
        int first = number(hash) & -range;
        long[] other = directory[first ^ range];
        if (depth(other) != pageDepth || (int) other[HEAD] > FULL / 2) {
            return;
        }
        Arrays.fill(directory, first, first + range, other);
        other[HEAD] -= 1L << DEPTH_SHIFT;
        for (int slot = FIRST; slot < page.length; slot++) {
            if (page[slot] != 0) {
                put(other, page[slot]);
            }
        }
        Arrays.fill(page, 0);
        if (spareCount == spares.length) {
            spares = Arrays.copyOf(spares, spareCount * 2);
        }
        spares[spareCount++] = page;
    }

    private long[] newPage() {
        if (spareCount == 0) {
            pageCount++;
            return new long[FIRST + SLOTS];
        }
        long[] page = spares[--spareCount];
        spares[spareCount] = NO_PAGE;
        return page;
    }

    /** Gives back the pages that it keeps for rows to come. */
    public void trim() {
        pageCount -= spareCount;
        Arrays.fill(spares, 0, spareCount, NO_PAGE);
        spareCount = 0;
    }

    private static int depth(long[] page) {
        return (int) (page[HEAD] >>> DEPTH_SHIFT);
    }

    private void doubleDirectory() {
        long[][] larger = new long[directory.length * 2][];
        for (int i = 0; i < directory.length; i++) {
            larger[2 * i] = directory[i];
            larger[2 * i + 1] = directory[i];
        }
        directory = larger;
        depth++;
    }

    /** Octets that it takes, without the headers of its arrays. */
    public long bytes() {
        return 8L * (FIRST + SLOTS) * (pageCount + 1) + 4L * directory.length;
    }
}

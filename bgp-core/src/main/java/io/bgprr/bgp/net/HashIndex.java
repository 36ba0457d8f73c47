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
 * each of which would be a miss of the processor's cache. Rows with the same 32 bits are told apart by the owner, who compares; up to
 * 24 of them find a place, while chance makes two or three.
 * The entries of a page stand in the order of their homes, with gaps (ordered hashing: Amble, Knuth, 1974), so that a search for what
 * is not there, as every prefix of a first table, ends after two or three entries, and a split copies two halves that are in order already.
 * Hashes must be under a secret ({@link SeededHash}): whoever could fill one page alone would double the directory for nothing.
 *
 * <p>Takes 9.9 to 19.8 octets a row.
 */
public final class HashIndex {

    private static final int FULL = 312;
    private static final int EMPTY = 40; // well below half, so that nothing comes and goes with every row
    private static final int DEPTH_MAX = 22;
    private static final int ORDER_BITS = 32 - DEPTH_MAX;
    private static final long UPPER = 0xffff_ffff_0000_0000L;

    // A page: its depth, whether its end is taken and how many entries it has, then the slots. An entry is
    // hash << 32 | row, 0 where there is none. Searches begin at homes; the slots behind them are for what the last
    // homes push on, and the last of all stays 0, so that every search ends.
    private static final int HEAD = 0;
    private static final int FIRST = 1;
    private static final int HOMES = 360;
    private static final int TAIL = 24;
    private static final int LAST = FIRST + HOMES + TAIL;
    private static final int PAGE_LENGTH = LAST + 1;
    private static final int LINE = 8; // slots of a line of the processor's cache
    private static final int DEPTH_SHIFT = 32;
    private static final int END_TAKEN = 1 << 16;
    private static final int COUNT = END_TAKEN - 1;
    private static final int NOWHERE = 0;
    private static final long[] NO_PAGE = {};

    private long[][] directory = {new long[PAGE_LENGTH]};
    private int depth;
    private int pageCount = 1;
    private long[][] spares = new long[8][]; // empty pages
    private int spareCount;

    @SuppressWarnings("UnusedVariable") // whoever stores the sum has loaded what it is of
    private long fetched;

    // Where the last search ended that found nothing: who adds what was not there need not search for its place.
    private long missedHash;
    private int missedSlot = NOWHERE;

    private final long[] scratch = new long[PAGE_LENGTH];

    /** The first row with this hash, 0 = none. */
    public int first(long hash) {
        return find(page(hash), hash, home(hash));
    }

    /** The row of the first entry with this hash from a slot on, 0 = none. */
    private int find(long[] page, long hash, int from) {
        long wanted = hash >>> 32;
        int order = order(hash);
        int slot = from;
        long entry = page[slot];
        while (entry != 0 && order(entry) <= order) {
            if (entry >>> 32 == wanted) {
                return (int) entry;
            }
            entry = page[++slot];
        }
        missedHash = hash;
        missedSlot = slot;
        return 0;
    }

    /**
     * Has the processor load what the searches for some hashes will read. Nothing depends on what is loaded, so the loads overlap,
     * where those of searches wait for each other.
     */
    public void fetch(long[] hashes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            long[] page = page(hashes[i]);
            int home = home(hashes[i]);
            sum += page[home] + page[home + LINE];
        }
        fetched = sum;
    }

    /** The row with this hash behind another one that has it, 0 = none. */
    public int next(long hash, int row) {
        long[] page = page(hash);
        return find(page, hash, slotOf(page, hash, row) + 1);
    }

    /** Adds a row, which is not 0 and not there yet. */
    public void add(long hash, int row) {
        long[] page = page(hash);
        int slot = missedHash == hash ? missedSlot : NOWHERE;
        while (!hasRoom(page)) {
            split(page, hash);
            page = page(hash);
            slot = NOWHERE;
        }
        insert(page, hash & UPPER | row & ~UPPER, slot == NOWHERE ? place(page, hash) : slot);
        missedSlot = NOWHERE;
    }

    /** Removes a row that is there. */
    public void remove(long hash, int row) {
        long[] page = page(hash);
        int hole = slotOf(page, hash, row);
        missedSlot = NOWHERE;
        for (long entry = page[hole + 1]; entry != 0 && home(entry) <= hole; entry = page[hole + 1]) {
            page[hole++] = entry;
        }
        page[hole] = 0;
        page[HEAD]--;
        if (hole == LAST - 1) {
            page[HEAD] &= ~END_TAKEN;
        }
        if (count(page) < EMPTY && depth(page) > 0) {
            merge(page, hash);
        }
    }

    private static int slotOf(long[] page, long hash, int row) {
        long wanted = hash & UPPER | row & ~UPPER;
        int slot = home(hash);
        while (page[slot] != wanted) {
            if (page[slot] == 0) {
                throw new IllegalStateException("row " + row + " is not in the index");
            }
            slot++;
        }
        return slot;
    }

    private static boolean hasRoom(long[] page) {
        return (int) page[HEAD] < FULL; // an end that is taken is more
    }

    private static int count(long[] page) {
        return (int) page[HEAD] & COUNT;
    }

    /** The slot of the first entry that comes behind those with this hash, or of the gap before it. */
    private static int place(long[] page, long hash) {
        int order = order(hash);
        int slot = home(hash);
        while (page[slot] != 0 && order(page[slot]) <= order) {
            slot++;
        }
        return slot;
    }

    /** Puts an entry into its place, and what stands there on by one. */
    private static void insert(long[] page, long entry, int place) {
        int slot = place;
        long there = page[slot];
        page[slot] = entry;
        while (there != 0) {
            long pushed = there;
            there = page[++slot];
            page[slot] = pushed;
        }
        countEntry(page, slot);
    }

    private static void countEntry(long[] page, int lastSlot) {
        page[HEAD]++;
        if (lastSlot == LAST - 1) {
            page[HEAD] |= END_TAKEN;
        }
    }

    private long[] page(long hash) {
        return directory[number(hash)];
    }

    /** The place in the directory: the upper bits. */
    private int number(long hash) {
        return (int) (hash >>> 1 >>> 63 - depth);
    }

    /** The slot where the search for an entry begins. */
    private static int home(long hash) {
        return FIRST + (order(hash) * HOMES >>> ORDER_BITS);
    }

    /** The order of entries and of homes: the bits of an entry that no directory uses, so that every page is filled evenly. */
    private static int order(long hash) {
        return (int) (hash >>> 32) & (1 << ORDER_BITS) - 1;
    }

    private void split(long[] page, long hash) {
        int pageDepth = depth(page);
        if (pageDepth == DEPTH_MAX) {
            throw new IllegalStateException(
                    count(page) + " rows share the upper " + DEPTH_MAX + " bits of their hashes");
        }
        if (pageDepth == depth) {
            doubleDirectory();
        }
        long[] other = newPage();
        int range = 1 << depth - pageDepth - 1; // entries of the directory for each half
        int first = number(hash) & -(2 * range);
        Arrays.fill(directory, first + range, first + 2 * range, other);
        System.arraycopy(page, 0, scratch, 0, PAGE_LENGTH);
        Arrays.fill(page, 0);
        page[HEAD] = pageDepth + 1L << DEPTH_SHIFT;
        other[HEAD] = page[HEAD];
        long upperHalf = Long.MIN_VALUE >>> pageDepth;
        int end = FIRST; // of what stands in each
        int otherEnd = FIRST;
        for (int slot = FIRST; slot < LAST; slot++) {
            long entry = scratch[slot];
            if (entry == 0) {
                continue;
            }
            if ((entry & upperHalf) == 0) {
                end = append(page, entry, end);
            } else {
                otherEnd = append(other, entry, otherEnd);
            }
        }
    }

    /** Puts an entry behind all others of the page, which end before a slot; where they end then. */
    private static int append(long[] page, long entry, int end) {
        int slot = Math.max(end, home(entry));
        page[slot] = entry;
        countEntry(page, slot);
        return slot + 1;
    }

    /** Makes one page of this and the other half of what was one, if they leave room. */
    private void merge(long[] page, long hash) {
        int pageDepth = depth(page);
        int range = 1 << depth - pageDepth;
        int first = number(hash) & -range;
        long[] other = directory[first ^ range];
        if (depth(other) != pageDepth || count(other) > FULL / 2) {
            return;
        }
        System.arraycopy(other, 0, scratch, 0, PAGE_LENGTH);
        for (int slot = FIRST; slot < LAST; slot++) {
            if (page[slot] != 0) {
                if (!hasRoom(scratch)) {
                    return;
                }
                insert(scratch, page[slot], place(scratch, page[slot]));
            }
        }
        System.arraycopy(scratch, 0, other, 0, PAGE_LENGTH);
        other[HEAD] -= 1L << DEPTH_SHIFT;
        Arrays.fill(directory, first, first + range, other);
        Arrays.fill(page, 0);
        if (spareCount == spares.length) {
            spares = Arrays.copyOf(spares, spareCount * 2);
        }
        spares[spareCount++] = page;
    }

    private long[] newPage() {
        if (spareCount == 0) {
            pageCount++;
            return new long[PAGE_LENGTH];
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
        return 8L * PAGE_LENGTH * (pageCount + 1) + 4L * directory.length;
    }
}

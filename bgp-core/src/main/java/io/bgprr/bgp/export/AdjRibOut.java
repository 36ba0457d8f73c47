// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibPeers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the members of a subgroup were sent (RFC 4271 §3.2): by destination handle, whose path. Every member but that peer
 * itself holds the route. The attributes need not be kept: they follow from the path and the group's key.
 *
 * <p>{@link RibPeers#NONE} = nothing, {@link RibPeers#UNKNOWN} = not yet known to be anything. Chunks are shared between
 * copies until one of them writes, and given back once they hold nothing. A chunk counts who shares it, so that who writes
 * last writes in place, and that the memory of all is known at any time.
 */
final class AdjRibOut {

    private static final int CHUNK_SHIFT = 12;
    private static final int CHUNK_SIZE = 1 << CHUNK_SHIFT;

    /** The place in a chunk, behind its entries, of the number of copies that share it: fewer than there may be peers. */
    private static final int OWNERS = CHUNK_SIZE;

    /** The chunks of all that share memory, each counted once. */
    static final class Tally {

        private int chunks;

        long bytes() {
            return 2L * CHUNK_SIZE * chunks;
        }
    }

    private final Tally tally;
    private char[] @Nullable [] chunks; // null where nothing is held
    private short[] heldByChunk; // entries that are not NONE
    private int unknownCount;
    private int knownCount;
    private int[] countBySource; // reached on demand

    AdjRibOut(Tally tally) {
        this(tally, new char[1][], new short[1], new int[8]);
    }

    private AdjRibOut(Tally tally, char[] @Nullable [] chunks, short[] heldByChunk, int[] countBySource) {
        this.tally = tally;
        this.chunks = chunks;
        this.heldByChunk = heldByChunk;
        this.countBySource = countBySource;
    }

    /** One that knows nothing: every destination in use is {@link RibPeers#UNKNOWN}. */
    static AdjRibOut unknown(Tally tally, LocRib rib) {
        AdjRibOut unknown = new AdjRibOut(tally);
        int limit = rib.destinationLimit();
        for (int destination = 1; destination < limit; destination++) {
            if (rib.isListed(destination)) {
                unknown.set(destination, RibPeers.UNKNOWN);
            }
        }
        return unknown;
    }

    /** Another with the same content, which shares memory until either writes. */
    AdjRibOut copy() {
        for (char[] chunk : chunks) {
            if (chunk != null) {
                share(chunk);
            }
        }
        AdjRibOut copy = new AdjRibOut(tally, chunks.clone(), heldByChunk.clone(), countBySource.clone());
        copy.unknownCount = unknownCount;
        copy.knownCount = knownCount;
        return copy;
    }

    private static void share(char[] chunk) {
        chunk[OWNERS]++;
    }

    /** Leaves its memory to the others that share it, once and for all: it may not be written any more. */
    void release() {
        for (char[] chunk : chunks) {
            if (chunk != null) {
                giveUp(chunk);
            }
        }
    }

    /** Another copy may go on with it. */
    private void giveUp(char[] chunk) {
        if (--chunk[OWNERS] == 0) {
            tally.chunks--;
        }
    }

    /** Whose path was last advertised. */
    char get(int destination) {
        char[] held = chunk(destination >>> CHUNK_SHIFT);
        return held == null ? RibPeers.NONE : held[destination & (CHUNK_SIZE - 1)];
    }

    private char @Nullable [] chunk(int number) {
        return number < chunks.length ? chunks[number] : null;
    }

    /** Notes whose path is advertised from now on, and says whose was before. */
    char set(int destination, char source) {
        char before = get(destination);
        if (before != source) {
            change(destination, before, source);
        }
        return before;
    }

    private void change(int destination, char before, char source) {
        count(before, -1);
        count(source, 1);
        int chunk = destination >>> CHUNK_SHIFT;
        char[] held = chunk(chunk);
        if (source == RibPeers.NONE && held != null && heldByChunk[chunk] == 1) {
            giveUp(held);
            chunks[chunk] = null;
            heldByChunk[chunk] = 0;
            return;
        }
        writable(chunk)[destination & (CHUNK_SIZE - 1)] = source;
        if (before == RibPeers.NONE) {
            heldByChunk[chunk]++;
        } else if (source == RibPeers.NONE) {
            heldByChunk[chunk]--;
        }
    }

    private void count(char source, int by) {
        if (source == RibPeers.UNKNOWN) {
            unknownCount += by;
        } else if (source != RibPeers.NONE) {
            knownCount += by;
            if (source >= countBySource.length) {
                countBySource = Arrays.copyOf(countBySource, Math.max(source + 1, countBySource.length * 2));
            }
            countBySource[source] += by;
        }
    }

    private char[] writable(int chunk) {
        if (chunk >= chunks.length) {
            int length = Math.max(chunk + 1, chunks.length * 2);
            chunks = Arrays.copyOf(chunks, length);
            heldByChunk = Arrays.copyOf(heldByChunk, length);
        }
        char[] held = chunks[chunk];
        return held != null && held[OWNERS] == 1 ? held : ownChunk(chunk, held);
    }

    private char[] ownChunk(int chunk, char @Nullable [] shared) {
        char[] own = shared == null ? new char[CHUNK_SIZE + 1] : shared.clone();
        own[OWNERS] = 1;
        tally.chunks++;
        if (shared != null) {
            giveUp(shared);
        }
        chunks[chunk] = own;
        return own;
    }

    /** Whether both say the same of every destination. */
    boolean holdsTheSame(AdjRibOut other) {
        for (int i = 0; i < Math.max(chunks.length, other.chunks.length); i++) {
            char[] mine = chunk(i);
            char[] theirs = other.chunk(i);
            boolean isSame = mine != null && theirs != null
                    ? Arrays.equals(mine, 0, CHUNK_SIZE, theirs, 0, CHUNK_SIZE)
                    : mine == null && theirs == null;
            if (!isSame) {
                return false;
            }
        }
        return true;
    }

    /** Entries that are {@link RibPeers#UNKNOWN}. */
    int unknownCount() {
        return unknownCount;
    }

    /** Routes that this peer, a member, was sent: all but its own. */
    int advertisedTo(char member) {
        return knownCount - (member < countBySource.length ? countBySource[member] : 0);
    }

    /** Octets that no other shares. */
    long ownBytes() {
        long bytes = 0;
        for (char[] chunk : chunks) {
            bytes += chunk != null && chunk[OWNERS] == 1 ? 2L * CHUNK_SIZE : 0;
        }
        return bytes;
    }
}

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
 * copies until one of them writes, and given back once they hold nothing.
 */
final class AdjRibOut {

    private static final int CHUNK_SHIFT = 12;
    private static final int CHUNK_SIZE = 1 << CHUNK_SHIFT;

    private char[] @Nullable [] chunks; // null where nothing is held
    private short[] heldByChunk; // entries that are not NONE
    private boolean[] isShared;
    private int unknownCount;
    private int knownCount;
    private int[] countBySource; // reached on demand

    AdjRibOut() {
        this(new char[1][], new short[1], new boolean[1], new int[8]);
    }

    private AdjRibOut(char[] @Nullable [] chunks, short[] heldByChunk, boolean[] isShared, int[] countBySource) {
        this.chunks = chunks;
        this.heldByChunk = heldByChunk;
        this.isShared = isShared;
        this.countBySource = countBySource;
    }

    /** One that knows nothing: every destination in use is {@link RibPeers#UNKNOWN}. */
    static AdjRibOut unknown(LocRib rib) {
        AdjRibOut unknown = new AdjRibOut();
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
        Arrays.fill(isShared, true);
        AdjRibOut copy = new AdjRibOut(chunks.clone(), heldByChunk.clone(), isShared.clone(), countBySource.clone());
        copy.unknownCount = unknownCount;
        copy.knownCount = knownCount;
        return copy;
    }

    /** Whose path was last advertised. */
    char get(int destination) {
        int chunk = destination >>> CHUNK_SHIFT;
        char[] held = chunk < chunks.length ? chunks[chunk] : null;
        return held == null ? RibPeers.NONE : held[destination & (CHUNK_SIZE - 1)];
    }

    void set(int destination, char source) {
        char before = get(destination);
        if (before == source) {
            return;
        }
        count(before, -1);
        count(source, 1);
        int chunk = destination >>> CHUNK_SHIFT;
        if (source == RibPeers.NONE && heldByChunk[chunk] == 1) {
            chunks[chunk] = null; // another copy may go on with it
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
            isShared = Arrays.copyOf(isShared, length);
        }
        char[] held = chunks[chunk];
        if (held == null || isShared[chunk]) {
            held = held == null ? new char[CHUNK_SIZE] : held.clone();
            chunks[chunk] = held;
            isShared[chunk] = false;
        }
        return held;
    }

    /** Entries that are {@link RibPeers#UNKNOWN}. */
    int unknownCount() {
        return unknownCount;
    }

    /** Routes that this peer, a member, was sent: all but its own. */
    int advertisedTo(char member) {
        return knownCount - (member < countBySource.length ? countBySource[member] : 0);
    }

    /** Octets that this copy does not share. */
    long ownBytes() {
        return bytes(false);
    }

    /** Octets of it, shared ones too. */
    long bytes() {
        return bytes(true);
    }

    private long bytes(boolean countsShared) {
        long bytes = 0;
        for (int i = 0; i < chunks.length; i++) {
            bytes += chunks[i] != null && (countsShared || !isShared[i]) ? 2L * CHUNK_SIZE : 0;
        }
        return bytes;
    }
}

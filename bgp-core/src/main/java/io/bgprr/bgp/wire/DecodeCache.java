// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.message.AttributeFinding;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.SeededHash;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attribute blocks that were decoded lately, with what came of them, so that the thousands of UPDATEs that repeat a block
 * share one {@link AttributeSet} and are not validated again. A hit is proved by comparing octets, never by the hash alone.
 *
 * <p>One per IO loop, used by its thread only. Direct mapped: a new block takes the place of the one that shares its slot,
 * so it never grows, and the seed keeps a peer from choosing which.
 */
public final class DecodeCache {

    /**
     * Entries of a loop's cache: with common blocks of 60 octets about 250 KB when full, sets included. Each
     * collection of the young generation looks through all entries that have changed: eight times as many made a third of its pauses.
     */
    public static final int CAPACITY_DEFAULT = 1024;

    /** Longer blocks are rare and repeat rarely; without this bound a peer could make the cache hold 1024 × 64 KiB. */
    static final int KEY_LENGTH_BYTES_MAX = 512;

    /** Keys grow by so much, so that the next block in their place mostly fits. */
    private static final int KEY_STEP_BYTES = 32;

    /** What a block means. It changes when another block takes its place: to be read at once. */
    static final class Entry {
        private long hash;
        private int contextBits; // what else the meaning depends on
        private byte[] key = {};
        private int keyLength;
        private @Nullable AttributeSet attributes;
        private @Nullable AttributeSet mpAttributes;
        private UpdateOutcome outcome = UpdateOutcome.ACCEPT;
        private List<AttributeFinding> findings = List.of();

        /** The set with the next hop of NEXT_HOP; null when no NLRI uses it. */
        @Nullable
        AttributeSet attributes() {
            return attributes;
        }

        /** The set with the next hop of MP_REACH_NLRI; null when no NLRI uses it. */
        @Nullable
        AttributeSet mpAttributes() {
            return mpAttributes;
        }

        UpdateOutcome outcome() {
            return outcome;
        }

        List<AttributeFinding> findings() {
            return findings;
        }

        void means(
                @Nullable AttributeSet set,
                @Nullable AttributeSet mpSet,
                UpdateOutcome ofBlock,
                List<AttributeFinding> foundInBlock) {
            attributes = set;
            mpAttributes = mpSet;
            outcome = ofBlock;
            findings = foundInBlock;
        }

        private void isOf(long blockHash, byte[] bytes, int offset, int lengthBytes, int context) {
            if (key.length < lengthBytes) {
                key = new byte[(lengthBytes + KEY_STEP_BYTES - 1) / KEY_STEP_BYTES * KEY_STEP_BYTES];
            }
            System.arraycopy(bytes, offset, key, 0, lengthBytes);
            keyLength = lengthBytes;
            hash = blockHash;
            contextBits = context;
        }
    }

    private final @Nullable Entry[] entries;
    private final SeededHash hash;
    private long hits;
    private long misses;

    /**
     * @param capacity a power of two
     * @param seed random, so that peers cannot aim at slots
     */
    public DecodeCache(int capacity, long seed) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(capacity + " is not a power of two");
        }
        this.entries = new Entry[capacity];
        this.hash = new SeededHash(seed);
    }

    /** Blocks that were found. */
    public long hits() {
        return hits;
    }

    /** Blocks that had to be decoded. */
    public long misses() {
        return misses;
    }

    long hash(byte[] bytes, int offset, int lengthBytes, int contextBits) {
        return hash.of(bytes, offset, lengthBytes, contextBits);
    }

    @Nullable
    Entry find(long hash, byte[] bytes, int offset, int lengthBytes, int contextBits) {
        Entry entry = entries[slot(hash)];
        if (entry != null
                && entry.hash == hash
                && entry.contextBits == contextBits
                && Arrays.equals(entry.key, 0, entry.keyLength, bytes, offset, offset + lengthBytes)) {
            hits++;
            return entry;
        }
        misses++;
        return null;
    }

    /**
     * The entry of a block that was not found, to be told what the block means. The place of another block is taken over with its
     * memory: a table of new blocks would else leave as many entries and keys to the collector.
     */
    Entry take(long hash, byte[] bytes, int offset, int lengthBytes, int contextBits) {
        Entry entry = entries[slot(hash)];
        if (entry == null) {
            entry = new Entry();
            entries[slot(hash)] = entry;
        }
        entry.isOf(hash, bytes, offset, lengthBytes, contextBits);
        return entry;
    }

    private int slot(long hash) {
        return (int) hash & (entries.length - 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibCursor;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import java.util.Arrays;

/**
 * Packs a batch of routes into as few UPDATEs as their attributes allow: withdrawals first, then announcements by source
 * and attribute set, each set encoded once (RFC 4271 §9.2, "efficient packing").
 *
 * <p>Belongs to one update group and to the RibLoop; its scratch space is reused.
 */
final class UpdatePacker {

    /** Destinations of one batch at most. */
    static final int BATCH_MAX = 1 << 15;

    private static final int NONE = -1;

    /** About what a prefix takes, and an UPDATE without its attributes and prefixes. */
    private static final int NLRI_BYTES = 8;

    private static final int MESSAGE_BYTES = 60;

    private final AttributePool pool;
    private final RibPeers peers;
    private final UpdateWriter writer;

    // Announcements: items chained into buckets by (source, set), buckets chained by source.
    private int[] destinations = new int[64];
    private int[] nextItem = new int[64];
    private int itemCount;
    private int[] bucketSet = new int[64];
    private int[] bucketFirst = new int[64];
    private int[] bucketLast = new int[64];
    private int[] nextBucket = new int[64];
    private char[] bucketSource = new char[64];
    private int bucketCount;
    private int lastBucket;
    private int[] bucketIndex = new int[128]; // open addressing on (source, set), holding bucket + 1
    private int[] sources = new int[16]; // (first bucket, last bucket) of each source, in order of appearance
    private int sourceCount;
    private int[] sourceSlot = new int[16]; // of a source: its place in sources + 1; reached on demand

    private int[] withdrawals = new int[64];
    private int withdrawalCount;
    private long[] withdrawalsFor = new long[16]; // member << 32 | destination
    private int withdrawalForCount;
    private long estimatedBytes;

    UpdatePacker(UpdateGroupKey key, LocRib rib, AttributePool pool, RibPeers peers) {
        this.pool = pool;
        this.peers = peers;
        this.writer = new UpdateWriter(key, rib);
    }

    void announce(int destination, int set, char source) {
        int item = itemCount++;
        if (item == destinations.length) {
            destinations = Arrays.copyOf(destinations, item * 2);
            nextItem = Arrays.copyOf(nextItem, item * 2);
        }
        destinations[item] = destination;
        nextItem[item] = NONE;
        estimatedBytes += NLRI_BYTES;
        int bucket = bucketOf(set, source);
        if (bucketFirst[bucket] == NONE) {
            bucketFirst[bucket] = item;
        } else {
            nextItem[bucketLast[bucket]] = item;
        }
        bucketLast[bucket] = item;
    }

    private int bucketOf(int set, char source) {
        int last = lastBucket; // routes of one UPDATE come one after the other
        if (last < bucketCount && bucketSet[last] == set && bucketSource[last] == source) {
            return last;
        }
        lastBucket = findBucket(set, source);
        return lastBucket;
    }

    private int findBucket(int set, char source) {
        int mask = bucketIndex.length - 1;
        int slot = slot(set, source) & mask;
        while (bucketIndex[slot] != 0) {
            int bucket = bucketIndex[slot] - 1;
            if (bucketSet[bucket] == set && bucketSource[bucket] == source) {
                return bucket;
            }
            slot = (slot + 1) & mask;
        }
        int bucket = addBucket(set, source);
        estimatedBytes += pool.get(set).lengthBytes() + MESSAGE_BYTES;
        bucketIndex[slot] = bucket + 1;
        if (2 * bucketCount > bucketIndex.length) {
            growIndex();
        }
        return bucket;
    }

    private int addBucket(int set, char source) {
        int bucket = bucketCount++;
        if (bucket == bucketSet.length) {
            bucketSet = Arrays.copyOf(bucketSet, bucket * 2);
            bucketFirst = Arrays.copyOf(bucketFirst, bucket * 2);
            bucketLast = Arrays.copyOf(bucketLast, bucket * 2);
            nextBucket = Arrays.copyOf(nextBucket, bucket * 2);
            bucketSource = Arrays.copyOf(bucketSource, bucket * 2);
        }
        bucketSet[bucket] = set;
        bucketSource[bucket] = source;
        bucketFirst[bucket] = NONE;
        nextBucket[bucket] = NONE;
        if (source >= sourceSlot.length) {
            sourceSlot = Arrays.copyOf(sourceSlot, Math.max(source + 1, sourceSlot.length * 2));
        }
        int place = sourceSlot[source] - 1;
        if (place < 0) {
            place = sourceCount++;
            if (2 * place + 1 >= sources.length) {
                sources = Arrays.copyOf(sources, sources.length * 2);
            }
            sourceSlot[source] = place + 1;
            sources[2 * place] = bucket;
        } else {
            nextBucket[sources[2 * place + 1]] = bucket;
        }
        sources[2 * place + 1] = bucket;
        return bucket;
    }

    private void growIndex() {
        bucketIndex = new int[bucketIndex.length * 2];
        int mask = bucketIndex.length - 1;
        for (int bucket = 0; bucket < bucketCount; bucket++) {
            int slot = slot(bucketSet[bucket], bucketSource[bucket]) & mask;
            while (bucketIndex[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            bucketIndex[slot] = bucket + 1;
        }
    }

    private static int slot(int set, char source) {
        int mixed = (set * 0x9e37_79b9) ^ (source * 0x85eb_ca6b);
        return mixed ^ (mixed >>> 15);
    }

    /** Withdraws from every member. */
    void withdraw(int destination) {
        if (withdrawalCount == withdrawals.length) {
            withdrawals = Arrays.copyOf(withdrawals, withdrawalCount * 2);
        }
        withdrawals[withdrawalCount++] = destination;
        estimatedBytes += NLRI_BYTES;
    }

    /** Withdraws from one member: the best path has become its own. */
    void withdrawFrom(char member, int destination) {
        if (withdrawalForCount == withdrawalsFor.length) {
            withdrawalsFor = Arrays.copyOf(withdrawalsFor, withdrawalForCount * 2);
        }
        withdrawalsFor[withdrawalForCount++] = (long) member << 32 | destination;
    }

    /** About how many octets the batch will take. */
    long estimatedBytes() {
        return estimatedBytes;
    }

    boolean isEmpty() {
        return itemCount == 0 && withdrawalCount == 0 && withdrawalForCount == 0;
    }

    /** Encodes the batch into the log, and is empty again. */
    void flush(UpdateLog log, RibCursor cursor, ExportOutput output) {
        writer.open(log, cursor, output);
        if (withdrawalCount > 0) {
            writer.withdraw(withdrawals, withdrawalCount, 0);
            withdrawalCount = 0;
        }
        flushWithdrawalsFor();
        for (int place = 0; place < sourceCount; place++) {
            int bucket = sources[2 * place];
            char source = bucketSource[bucket];
            RibPeer peer = peers.get(source);
            int tag = peer.isLocal() ? 0 : source;
            for (; bucket != NONE; bucket = nextBucket[bucket]) {
                flushBucket(bucket, pool.get(bucketSet[bucket]), peer, tag);
            }
            sourceSlot[source] = 0;
        }
        writer.close();
        clear();
    }

    /** Writes the End-of-RIB marker for those whom the tag names. */
    void endOfRib(int tag, UpdateLog log, RibCursor cursor, ExportOutput output) {
        writer.open(log, cursor, output);
        writer.endOfRib(tag);
        writer.close();
    }

    private void flushBucket(int bucket, AttributeSet set, RibPeer source, int tag) {
        writer.begin(set, source, tag);
        for (int item = bucketFirst[bucket]; item != NONE; item = nextItem[item]) {
            writer.add(destinations[item]);
        }
        writer.end();
    }

    private void flushWithdrawalsFor() {
        if (withdrawalForCount == 0) {
            return;
        }
        Arrays.sort(withdrawalsFor, 0, withdrawalForCount);
        int[] some = new int[withdrawalForCount];
        for (int from = 0; from < withdrawalForCount; ) {
            int member = (int) (withdrawalsFor[from] >>> 32);
            int count = 0;
            while (from < withdrawalForCount && (int) (withdrawalsFor[from] >>> 32) == member) {
                some[count++] = (int) withdrawalsFor[from++];
            }
            writer.withdraw(some, count, LogRuns.ONLY | member);
        }
    }

    private void clear() {
        itemCount = 0;
        withdrawalCount = 0;
        withdrawalForCount = 0;
        sourceCount = 0;
        estimatedBytes = 0;
        if (bucketCount * 8 < bucketIndex.length && bucketIndex.length > 4096) {
            bucketIndex = new int[128];
        } else {
            Arrays.fill(bucketIndex, 0);
        }
        bucketCount = 0;
    }

    /** Octets of the largest message this packer writes. */
    static int messageBytesMax(UpdateGroupKey key) {
        return Math.min(key.messageLengthBytesMax(), Message.EXTENDED_LENGTH_BYTES_MAX);
    }
}

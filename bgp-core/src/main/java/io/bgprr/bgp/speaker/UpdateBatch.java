// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.message.AttributeFinding;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.rib.NlriColumns;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one session's UPDATEs of one read say, read out of the receive buffer: runs of NLRI, each announced with a set of
 * attributes, or withdrawn, or the mark that a family is complete. Written by the SessionLoop, then read by the RibLoop, which gives
 * it back for the next read.
 */
final class UpdateBatch implements RibCommand {

    /**
     * A batch is handed over when it holds so many routes: columns grow to 8192 rows, and those of an UPDATE of 4096 octets mostly find
     * room behind. Or when it holds so many entries, which may be without any.
     */
    static final int FULL_ROUTES = 7168;

    private static final int FULL_ENTRIES = 8192;

    /** What the emptiest batch takes: itself and its arrays. */
    private static final int FIXED_BYTES = 940;

    private static final byte ANNOUNCE = 0;
    private static final byte WITHDRAW = 1;
    private static final byte END_OF_RIB = 2;

    private final TableHashes hashes;
    private final @Nullable SpareBatches home;
    private @Nullable SessionLink link;
    private long receivedNanos;

    private final NlriColumns nlri;
    private final NlriCursor cursor = new NlriCursor();
    private byte[] kinds = new byte[16];
    private byte[] families = new byte[16];
    private int[] ends = new int[16]; // in the NLRI
    private @Nullable AttributeSet[] sets = new AttributeSet[16];
    private long[] setHashes = new long[16];
    private @Nullable String @Nullable [] refusals; // of entries that are treated as withdrawn; rarely there
    private int count;
    private long attributeBytes;

    /** One that is used again and again. */
    UpdateBatch(TableHashes hashes, @Nullable SpareBatches home) {
        this.hashes = hashes;
        this.home = home;
        nlri = new NlriColumns(hashes.prefixes());
    }

    /** One that is used once. */
    UpdateBatch(TableHashes hashes, SessionLink link, long receivedNanos) {
        this(hashes, (SpareBatches) null);
        begin(link, receivedNanos);
    }

    void begin(SessionLink of, long atNanos) {
        link = of;
        receivedNanos = atNanos;
    }

    /** All of it was read: it holds nothing any more, and may be filled again. */
    void giveBack() {
        link = null;
        Arrays.fill(sets, 0, count, null);
        refusals = null;
        nlri.clear();
        count = 0;
        attributeBytes = 0;
        if (home != null) {
            home.give(this);
        }
    }

    /** Octets of its arrays. */
    int capacityBytes() {
        return nlri.capacityBytes() + kinds.length * (1 + 1 + 4 + 4 + 8);
    }

    SessionLink link() {
        if (link == null) {
            throw new IllegalStateException("a batch of nobody");
        }
        return link;
    }

    long receivedNanos() {
        return receivedNanos;
    }

    void add(Update update) {
        add(WITHDRAW, update.withdrawn(), null);
        add(WITHDRAW, update.mpWithdrawn(), null);
        if (update.outcome() == UpdateOutcome.TREAT_AS_WITHDRAW) {
            int first = count;
            add(WITHDRAW, update.announced(), null);
            add(WITHDRAW, update.mpAnnounced(), null);
            refuse(first, update.findings());
        } else {
            add(ANNOUNCE, update.announced(), update.attributes());
            add(ANNOUNCE, update.mpAnnounced(), update.mpAttributes());
        }
        AddressFamily complete = update.endOfRib();
        if (complete != null) {
            addEntry(END_OF_RIB, complete, null);
        }
    }

    private void refuse(int first, List<AttributeFinding> findings) {
        String reason = findings.stream()
                .filter(finding -> finding.outcome() == UpdateOutcome.TREAT_AS_WITHDRAW)
                .findFirst()
                .map(UpdateBatch::text)
                .orElse("malformed");
        @Nullable String[] all = refusals == null ? new String[kinds.length] : refusals;
        if (all.length < count) {
            all = Arrays.copyOf(all, kinds.length);
        }
        Arrays.fill(all, first, count, reason);
        refusals = all;
    }

    private static String text(AttributeFinding finding) {
        AttributeType type = AttributeType.ofCode(finding.typeCode());
        String name = type == null ? "attribute " + finding.typeCode() : type.name();
        return name + ": " + finding.text();
    }

    private void add(byte kind, NlriBlock block, @Nullable AttributeSet set) {
        if (block.isEmpty()) {
            return;
        }
        nlri.addAll(cursor.open(block));
        addEntry(kind, block.family(), set);
    }

    private void addEntry(byte kind, AddressFamily family, @Nullable AttributeSet set) {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, count * 2);
            families = Arrays.copyOf(families, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            sets = Arrays.copyOf(sets, count * 2);
            setHashes = Arrays.copyOf(setHashes, count * 2);
        }
        kinds[count] = kind;
        families[count] = (byte) family.ordinal();
        ends[count] = nlri.size();
        sets[count] = set;
        if (set != null) {
            boolean isAgain = count > 0 && sets[count - 1] == set;
            setHashes[count] =
                    isAgain ? setHashes[count - 1] : hashes.attributes().of(set);
            attributeBytes += set.lengthBytes();
        }
        count++;
    }

    /** Octets that it keeps waiting. */
    long weightBytes() {
        return FIXED_BYTES + nlri.weightBytes() + attributeBytes + 64L * count;
    }

    boolean isFull() {
        return nlri.size() >= FULL_ROUTES || count >= FULL_ENTRIES;
    }

    int count() {
        return count;
    }

    AddressFamily family(int entry) {
        return AddressFamily.ofOrdinal(families[entry]);
    }

    boolean isAnnouncement(int entry) {
        return kinds[entry] == ANNOUNCE;
    }

    boolean isWithdrawal(int entry) {
        return kinds[entry] == WITHDRAW;
    }

    /** Why an entry that was announced is treated as withdrawn; null when its peer withdrew it. */
    @Nullable
    String refusal(int entry) {
        return refusals == null || entry >= refusals.length ? null : refusals[entry];
    }

    boolean isEndOfRib(int entry) {
        return kinds[entry] == END_OF_RIB;
    }

    /** The attributes of an announced entry. */
    AttributeSet attributes(int entry) {
        AttributeSet set = sets[entry];
        if (set == null) {
            throw new IllegalStateException("entry " + entry + " announces nothing");
        }
        return set;
    }

    /** The hash of an announced entry's attributes. */
    long attributesHash(int entry) {
        return setHashes[entry];
    }

    /** The routes of all entries, one entry's behind the other's. */
    NlriColumns nlri() {
        return nlri;
    }

    /** The row of an entry's first route. */
    int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    /** The row behind an entry's last route. */
    int end(int entry) {
        return ends[entry];
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static io.bgprr.bgp.attribute.AttributeType.Flags.EXTENDED_LENGTH;
import static io.bgprr.bgp.attribute.AttributeType.Flags.OPTIONAL;
import static io.bgprr.bgp.attribute.AttributeType.Flags.TRANSITIVE;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.message.AttributeFinding;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * UPDATE, with the reactions of RFC 7606 from its first octet on (RFC 4271 §4.3, §6.3, RFC 4760).
 *
 * <p>One pass in field order finds the attributes and reads the MP attributes among them, whose errors end the session. What
 * remains of the block is looked up in the {@link DecodeCache}, and only validated and made canonical when it is new.
 *
 * <p>One per IO loop, used by its thread only. Between calls it keeps nothing but what it remembers, and the {@link Update} that it fills.
 */
public final class UpdateDecoder {

    private static final AddressFamily BODY = AddressFamily.IPV4_UNICAST;

    private final DecodeCache cache;
    private final UpdateFindings findings = new UpdateFindings();
    private final RecentNextHops nextHops = new RecentNextHops();
    private final AttributeDecoder attributes = new AttributeDecoder(findings, nextHops);
    private final byte[] keyScratch = new byte[DecodeCache.KEY_LENGTH_BYTES_MAX];

    // The message being decoded, and what comes of it.
    private final Update reused = new Update();
    private Update update = reused;
    private byte[] bytes = {};
    private DecodeContext context = new DecodeContext(false, true, 0, 0, false, false);

    // Where its attributes start, all but the MP attributes.
    private int[] starts = new int[64];
    private int startCount;
    private final long[] seen = new long[4];
    private boolean isFramed; // every attribute lies within the block, none is repeated, MP flags are right
    private boolean isTruncated; // the block ends inside an attribute

    // Its MP attributes; the offsets are 0 when the attribute is absent or of a family that is ignored.
    private int mpReachAt;
    private int mpUnreachAt;
    private boolean hasForeignReach; // MP_REACH_NLRI of a family that was not negotiated
    private int mpNextHopOffset;
    private int mpNextHopLength;

    // What the attributes came to.
    private @Nullable AttributeSet set;
    private @Nullable AttributeSet mpSet;
    private UpdateOutcome outcome = UpdateOutcome.ACCEPT;
    private List<AttributeFinding> cachedFindings = List.of();

    public UpdateDecoder(DecodeCache cache) {
        this.cache = cache;
    }

    public DecodeCache cache() {
        return cache;
    }

    /** As {@link #read}, but an UPDATE of its own, which may be kept as long as the octets stay. */
    public Update decode(byte[] message, int bodyOffset, int bodyLengthBytes, DecodeContext sessionContext)
            throws MalformedMessageException {
        update = new Update();
        try {
            decodeBody(message, bodyOffset, bodyLengthBytes, sessionContext);
            return update;
        } finally {
            update = reused;
        }
    }

    /**
     * Reads the body of an UPDATE. The result borrows the octets, and is filled again by the next call.
     *
     * <pre>
     * +--------------------+-----------+------------------------+------------+------+
     * | Withdrawn Length 2 | Withdrawn | Total Attribute Len. 2 | Attributes | NLRI |
     * +--------------------+-----------+------------------------+------------+------+
     * </pre>
     *
     * @throws MalformedMessageException where RFC 7606 leaves only the session reset
     */
    public Update read(byte[] message, int bodyOffset, int bodyLengthBytes, DecodeContext sessionContext)
            throws MalformedMessageException {
        decodeBody(message, bodyOffset, bodyLengthBytes, sessionContext);
        return update;
    }

    private void decodeBody(byte[] message, int bodyOffset, int bodyLengthBytes, DecodeContext sessionContext)
            throws MalformedMessageException {
        begin(message, sessionContext);
        int end = bodyOffset + bodyLengthBytes;
        int withdrawnLength = bodyLengthBytes < 4 ? 0xffff : shortAt(bodyOffset);
        if (withdrawnLength + 4 > bodyLengthBytes) {
            throw overrun("withdrawn routes");
        }
        int withdrawnAt = bodyOffset + 2;
        int attributesAt = withdrawnAt + withdrawnLength + 2;
        int nlriAt = attributesAt + shortAt(attributesAt - 2);
        if (nlriAt > end) {
            throw overrun("attributes");
        }
        readBodyBlock(update.withdrawn(), "withdrawn routes", withdrawnAt, withdrawnLength);
        frame(attributesAt, nlriAt);
        readBodyBlock(update.announced(), "NLRI", nlriAt, end - nlriAt);

        boolean isReachable = nlriAt < end || !update.mpAnnounced().isEmpty() || hasForeignReach;
        readAttributes(attributesAt, nlriAt, !update.announced().isEmpty());
        if (!isReachable) {
            requireSoundAttributes();
        }
        if (bodyLengthBytes == 4) {
            update.setEndOfRib(context.has(BODY) ? BODY : null);
        } else if (withdrawnLength == 0 && !isReachable && isOnlyEmptyUnreach()) {
            update.setEndOfRib(update.mpWithdrawn().family());
        }
        update.setAttributes(set, mpSet);
        update.setOutcome(outcome, allFindings());
    }

    private void begin(byte[] message, DecodeContext sessionContext) {
        bytes = message;
        context = sessionContext;
        update.clear();
        findings.clear();
        startCount = 0;
        Arrays.fill(seen, 0);
        isFramed = true;
        isTruncated = false;
        mpReachAt = 0;
        mpUnreachAt = 0;
        hasForeignReach = false;
        mpNextHopOffset = 0;
        mpNextHopLength = 0;
        set = null;
        mpSet = null;
        cachedFindings = List.of();
    }

    private static MalformedMessageException overrun(String field) {
        return MalformedMessageException.of(
                ErrorCode.MALFORMED_ATTRIBUTE_LIST, "the length of " + field + " passes the message (RFC 7606 §3b)");
    }

    /** IPv4 routes of the body: the field of withdrawn routes or of NLRI (RFC 7606 §5.3). */
    private void readBodyBlock(NlriBlock block, String field, int offset, int length) throws MalformedMessageException {
        if (length == 0) {
            return;
        }
        if (!context.has(BODY)) {
            findings.discard(0, field + " of ipv4-unicast, which was not negotiated, are ignored (RFC 4760 §8)");
            return;
        }
        boolean addPath = context.isAddPath(BODY);
        if (!NlriCodec.isValid(bytes, offset, length, BODY.lengthBitsMax(), addPath)) {
            throw MalformedMessageException.of(
                    ErrorCode.INVALID_NETWORK_FIELD, field + " cannot be parsed (RFC 4271 §6.3, RFC 7606 §5.3)");
        }
        block.set(BODY, addPath, bytes, offset, length);
    }

    // --- The attribute block: where each attribute starts.

    private void frame(int from, int end) throws MalformedMessageException {
        int at = from;
        while (at < end) {
            int head = (bytes[at] & EXTENDED_LENGTH) != 0 ? 4 : 3;
            if (end - at < head) {
                truncated(at, end, end - at + " octets are left, too few for an attribute (RFC 7606 §4)");
                return;
            }
            int length = head == 4 ? shortAt(at + 2) : bytes[at + 2] & 0xff;
            int next = at + head + length;
            if (next > end) {
                truncated(at, end, "length " + length + " passes the attributes (RFC 7606 §4)");
                return;
            }
            int code = bytes[at + 1] & 0xff;
            long bit = 1L << (code & 63);
            boolean isRepeated = (seen[code >>> 6] & bit) != 0;
            seen[code >>> 6] |= bit;
            if (code == AttributeType.MP_REACH_NLRI.code() || code == AttributeType.MP_UNREACH_NLRI.code()) {
                mpAttribute(code, at, head, length, isRepeated);
            } else if (isRepeated) {
                isFramed = false;
                findings.discard(code, "repeated, the first counts (RFC 7606 §3g)");
            } else {
                start(at);
            }
            at = next;
        }
    }

    /** The rest of the block cannot be read; what came before it still can. */
    private void truncated(int at, int end, String text) {
        isFramed = false;
        isTruncated = true;
        int code = end - at > 1 ? bytes[at + 1] & 0xff : 0;
        findings.withdraw(code, ErrorCode.MALFORMED_ATTRIBUTE_LIST, bytes, end, end, text);
    }

    private void start(int at) {
        if (startCount == starts.length) {
            starts = Arrays.copyOf(starts, 2 * startCount);
        }
        starts[startCount++] = at;
    }

    // --- The MP attributes (RFC 4760 §3, §4), wherever in the block they stand (RFC 7606 §5.1).

    private void mpAttribute(int code, int at, int head, int length, boolean isRepeated)
            throws MalformedMessageException {
        AttributeType type = code == AttributeType.MP_REACH_NLRI.code()
                ? AttributeType.MP_REACH_NLRI
                : AttributeType.MP_UNREACH_NLRI;
        if (isRepeated) {
            throw MalformedMessageException.of(
                    ErrorCode.MALFORMED_ATTRIBUTE_LIST, type + " is repeated (RFC 7606 §3g)");
        }
        boolean isReach = type == AttributeType.MP_REACH_NLRI;
        int value = at + head;
        int end = value + length;
        if (length < (isReach ? 5 : 3)) {
            throw mpMalformed(type, at, end, "length " + length);
        }
        AddressFamily family = AddressFamily.of(shortAt(value), bytes[value + 2] & 0xff);
        if (family == null || !context.has(family)) {
            // Ignored, not refused: the peer may have misread our OPEN, and its other routes are sound (RFC 4760 §8).
            hasForeignReach |= isReach;
            String pair = shortAt(value) + "/" + (bytes[value + 2] & 0xff);
            findings.discard(code, "family " + pair + " was not negotiated, ignored");
            return;
        }
        if (isReach) {
            mpReachAt = at;
            mpReach(family, at, value, end);
        } else {
            mpUnreachAt = at;
            readMpBlock(type, family, at, value + 3, end);
        }
        int flags = bytes[at] & (OPTIONAL | TRANSITIVE);
        if (flags != type.flags()) {
            // RFC 7606 §5.3 counts these flags among what makes NLRI unreadable; but they were just read, so §3c
            // suffices.
            isFramed = false;
            String text = String.format("flags 0x%02x (RFC 7606 §3c)", bytes[at] & 0xff);
            findings.withdraw(code, ErrorCode.ATTRIBUTE_FLAGS_ERROR, bytes, at, end, text);
        }
    }

    /**
     * RFC 4760 §3, RFC 2545 §3.
     *
     * <pre>
     * +---------+----------+--------------------+----------+--------------+------+
     * | AFI (2) | SAFI (1) | Next Hop Length(1) | Next Hop | Reserved (1) | NLRI |
     * +---------+----------+--------------------+----------+--------------+------+
     * </pre>
     */
    private void mpReach(AddressFamily family, int at, int value, int end) throws MalformedMessageException {
        int nextHopLength = bytes[value + 3] & 0xff;
        boolean isExpected =
                family == AddressFamily.IPV4_UNICAST ? nextHopLength == 4 : nextHopLength == 16 || nextHopLength == 32;
        int nlriAt = value + 4 + nextHopLength + 1;
        if (!isExpected || nlriAt > end) {
            String text = "next hop of " + nextHopLength + " octets for " + family + " (RFC 7606 §7.11)";
            throw mpMalformed(AttributeType.MP_REACH_NLRI, at, end, text);
        }
        mpNextHopOffset = value + 4;
        mpNextHopLength = nextHopLength;
        readMpBlock(AttributeType.MP_REACH_NLRI, family, at, nlriAt, end);
    }

    private void readMpBlock(AttributeType type, AddressFamily family, int at, int nlriAt, int end)
            throws MalformedMessageException {
        NlriBlock block = type == AttributeType.MP_REACH_NLRI ? update.mpAnnounced() : update.mpWithdrawn();
        if (nlriAt == end) {
            block.clear(family);
            return;
        }
        boolean addPath = context.isAddPath(family);
        if (!NlriCodec.isValid(bytes, nlriAt, end - nlriAt, family.lengthBitsMax(), addPath)) {
            throw mpMalformed(type, at, end, "NLRI cannot be parsed (RFC 7606 §5.3)");
        }
        block.set(family, addPath, bytes, nlriAt, end - nlriAt);
    }

    private MalformedMessageException mpMalformed(AttributeType type, int at, int end, String text) {
        return MalformedMessageException.of(
                ErrorCode.OPTIONAL_ATTRIBUTE_ERROR, Arrays.copyOfRange(bytes, at, end), type + ": " + text);
    }

    /** The next hop of MP_REACH_NLRI, in the forms that speakers are known to send (RFC 2545 §3). */
    private NextHop mpNextHop() {
        if (mpNextHopLength == 4) {
            return NextHop.of(IpAddress.ofBytes(bytes, mpNextHopOffset, false));
        }
        IpAddress first = IpAddress.ofBytes(bytes, mpNextHopOffset, true);
        if (mpNextHopLength == 16) {
            return NextHop.of(first);
        }
        IpAddress second = IpAddress.ofBytes(bytes, mpNextHopOffset + 16, true);
        if (!second.isIpv6LinkLocal()) {
            return NextHop.of(first); // The second is link-local by definition; anything else says nothing.
        }
        return first.isUnspecified() ? NextHop.of(second) : new NextHop(first, second);
    }

    // --- Everything else in the block.

    private void readAttributes(int from, int end, boolean hasBodyNlri) {
        boolean hasMpNlri = !update.mpAnnounced().isEmpty();
        if (!isFramed || !hasBodyNlri && !hasMpNlri) {
            validate(hasBodyNlri, hasMpNlri);
            return;
        }
        int contextBits = context.attributeBits() | (hasBodyNlri ? 16 : 0);
        if (hasMpNlri) {
            contextBits |= mpNextHopLength << 8;
        }
        byte[] key = bytes;
        int keyAt = from;
        int keyLength = end - from;
        if (mpReachAt != 0 || mpUnreachAt != 0 || !findings.isEmpty()) {
            key = keyScratch;
            keyAt = 0;
            keyLength = copyKey(hasMpNlri);
        }
        if (keyLength > DecodeCache.KEY_LENGTH_BYTES_MAX) {
            validate(hasBodyNlri, hasMpNlri);
            return;
        }
        long hash = cache.hash(key, keyAt, keyLength, contextBits);
        DecodeCache.Entry known = cache.find(hash, key, keyAt, keyLength, contextBits);
        if (known == null) {
            decodeForCache(hash, key, keyAt, keyLength, contextBits, hasBodyNlri);
            return;
        }
        set = known.attributes();
        mpSet = known.mpAttributes();
        outcome = UpdateFindings.strongest(findings.outcome(), known.outcome());
        cachedFindings = known.findings();
    }

    /** The block less its MP attributes, then the MP next hop; too long a key comes back as its length alone. */
    private int copyKey(boolean hasMpNlri) {
        int to = 0;
        for (int i = 0; i < startCount; i++) {
            int at = starts[i];
            int length = (bytes[at] & EXTENDED_LENGTH) != 0 ? 4 + shortAt(at + 2) : 3 + (bytes[at + 2] & 0xff);
            if (to + length > keyScratch.length) {
                return Integer.MAX_VALUE;
            }
            System.arraycopy(bytes, at, keyScratch, to, length);
            to += length;
        }
        if (hasMpNlri) {
            if (to + mpNextHopLength > keyScratch.length) {
                return Integer.MAX_VALUE;
            }
            System.arraycopy(bytes, mpNextHopOffset, keyScratch, to, mpNextHopLength);
            to += mpNextHopLength;
        }
        return to;
    }

    /** Decodes the block apart from what else was found in this message, which is not the block's doing. */
    private void decodeForCache(long hash, byte[] key, int keyAt, int keyLength, int contextBits, boolean hasBodyNlri) {
        List<AttributeFinding> ofMessage = findings.toList();
        UpdateOutcome ofMessageOutcome = findings.outcome();
        findings.clear();
        validate(hasBodyNlri, !update.mpAnnounced().isEmpty());
        cachedFindings = findings.toList();
        if (outcome != UpdateOutcome.TREAT_AS_WITHDRAW) {
            cache.take(hash, key, keyAt, keyLength, contextBits).means(set, mpSet, outcome, cachedFindings);
        }
        findings.restore(ofMessage, ofMessageOutcome);
        outcome = UpdateFindings.strongest(ofMessageOutcome, outcome);
    }

    private void validate(boolean hasBodyNlri, boolean hasMpNlri) {
        attributes.begin(bytes, context);
        for (int i = 0; i < startCount; i++) {
            attributes.attribute(starts[i]);
        }
        attributes.finish(hasBodyNlri, hasBodyNlri || hasMpNlri);
        NextHop mpNextHop = hasMpNlri ? nextHops.shared(mpNextHop()) : null;
        if (mpNextHop != null) {
            attributes.checkNextHop(AttributeType.MP_REACH_NLRI, mpNextHop.address());
        }
        outcome = findings.outcome();
        if (outcome == UpdateOutcome.TREAT_AS_WITHDRAW || !hasBodyNlri && mpNextHop == null) {
            return;
        }
        byte[] canonical = attributes.canonical();
        if (hasBodyNlri) {
            set = new AttributeSet(canonical, attributes.nextHop());
        }
        if (mpNextHop != null) {
            mpSet = set == null ? new AttributeSet(canonical, mpNextHop) : set.withNextHop(mpNextHop);
        }
    }

    /**
     * A malformed attribute in a message that announces nothing leaves in doubt whether its NLRI were found at all, and
     * there is nothing to treat as withdrawn (RFC 7606 §5.2).
     */
    private void requireSoundAttributes() throws MalformedMessageException {
        MalformedMessageException reset = findings.reset();
        boolean isMoreThanUnreach = startCount > 0 || mpReachAt != 0 || isTruncated;
        if (reset != null && isMoreThanUnreach) {
            throw reset;
        }
    }

    /** RFC 4724 §2: only MP_UNREACH_NLRI, and no withdrawn routes in it. */
    private boolean isOnlyEmptyUnreach() {
        return mpUnreachAt != 0
                && mpReachAt == 0
                && startCount == 0
                && isFramed
                && update.mpWithdrawn().isEmpty();
    }

    private List<AttributeFinding> allFindings() {
        if (findings.isEmpty()) {
            return cachedFindings;
        }
        List<AttributeFinding> all = new ArrayList<>(findings.toList());
        all.addAll(cachedFindings);
        return List.copyOf(all);
    }

    private int shortAt(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}

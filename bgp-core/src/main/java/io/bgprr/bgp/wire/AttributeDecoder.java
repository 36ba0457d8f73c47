// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static io.bgprr.bgp.attribute.AttributeType.Flags.EXTENDED_LENGTH;
import static io.bgprr.bgp.attribute.AttributeType.Flags.OPTIONAL;
import static io.bgprr.bgp.attribute.AttributeType.Flags.PARTIAL;
import static io.bgprr.bgp.attribute.AttributeType.Flags.TRANSITIVE;

import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import java.util.Arrays;

/**
 * Validates the attributes of one UPDATE, all but the MP attributes, and writes those that stay in canonical form: ascending,
 * 4-octet AS numbers, unused flag bits clear, the extended length only where it is needed.
 *
 * <p>Called in the order {@link #begin}, {@link #attribute} for each in wire order, {@link #finish}, {@link #canonical}.
 * Reused from message to message; works in its own scratch octets and allocates only for findings and the result.
 */
final class AttributeDecoder {

    /** Accumulated IGP metric: for sessions that enable it, and we never do, so it is not for us (RFC 7311 §3.4). */
    private static final int AIGP = 26;

    /** Only to Customer: carried unread, but a mangled one must not be passed on (RFC 9234 §5). */
    private static final int ONLY_TO_CUSTOMER = 35;

    private static final int ATTRIBUTE_LENGTH_MAX = 0xffff;

    private final UpdateFindings findings;
    private final RecentNextHops nextHops;
    private DecodeContext context = new DecodeContext(false, true, 0, 0, false, false);
    private byte[] bytes = {};

    // The attributes that stay, in wire order, each code at most once.
    private final int[] keptCode = new int[256];
    private final int[] keptFlags = new int[256];
    private final boolean[] keptInScratch = new boolean[256];
    private final int[] keptOffset = new int[256];
    private final int[] keptLength = new int[256];
    private int keptCount;
    private boolean isAscending;

    // Values that had to be rewritten.
    private byte[] scratch = new byte[1024];
    private int scratchLength;

    // Whether a mandatory attribute is there, malformed or not, by 1 << type code.
    private int present;
    private int nextHopOffset;

    // Where to find what RFC 6793 §4.2.3 combines; -1 = absent.
    private int pathIndex;
    private int as4PathOffset;
    private int as4PathLength;
    private int aggregatorIndex;
    private int as4AggregatorOffset;

    AttributeDecoder(UpdateFindings findings, RecentNextHops nextHops) {
        this.findings = findings;
        this.nextHops = nextHops;
    }

    void begin(byte[] message, DecodeContext newContext) {
        bytes = message;
        context = newContext;
        keptCount = 0;
        isAscending = true;
        scratchLength = 0;
        present = 0;
        nextHopOffset = -1;
        pathIndex = -1;
        as4PathOffset = -1;
        aggregatorIndex = -1;
        as4AggregatorOffset = -1;
    }

    /**
     * Takes the attribute that starts here; its framing is known to be right.
     *
     * <pre>
     * +-----------+----------+-----------------+---------+
     * | Flags (1) | Type (1) | Length (1 or 2) | Value   |
     * +-----------+----------+-----------------+---------+
     *   bits: Optional 80, Transitive 40, Partial 20, Extended Length 10
     * </pre>
     */
    void attribute(int at) {
        int flags = bytes[at] & 0xff;
        int code = bytes[at + 1] & 0xff;
        boolean isExtended = (flags & EXTENDED_LENGTH) != 0;
        int value = isExtended ? at + 4 : at + 3;
        int length = isExtended ? (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff : bytes[at + 2] & 0xff;
        if (code < 32) {
            present |= 1 << code;
        }
        AttributeRule rule = AttributeRule.ofCode(code);
        if (rule == null) {
            unknown(at, flags, code, value, length);
        } else if ((flags & (OPTIONAL | TRANSITIVE)) != rule.type().flags()) {
            withdraw(at, value + length, ErrorCode.ATTRIBUTE_FLAGS_ERROR, flagsText(flags, rule.type()));
        } else if (rule.isInternalOnly() && !context.isInternal()) {
            findings.discard(code, "from an external peer (" + rule.section() + ")");
        } else if (!rule.isLength(length)) {
            malformed(rule, at, value + length, ErrorCode.ATTRIBUTE_LENGTH_ERROR, rule.lengthText(length));
        } else {
            known(rule, at, value, length);
        }
    }

    private static String flagsText(int flags, AttributeType type) {
        return String.format(
                "flags 0x%02x, Optional and Transitive must be 0x%02x (RFC 7606 §3c)", flags, type.flags());
    }

    private void known(AttributeRule rule, int at, int value, int length) {
        int end = value + length;
        switch (rule.type()) {
            case ORIGIN -> {
                if ((bytes[value] & 0xff) > 2) {
                    String text = "value " + (bytes[value] & 0xff) + " (RFC 7606 §7.1)";
                    withdraw(at, end, ErrorCode.INVALID_ORIGIN_ATTRIBUTE, text);
                } else {
                    keep(rule.type(), at, value, length);
                }
            }
            case AS_PATH -> asPath(at, value, length);
            case NEXT_HOP -> nextHopOffset = value;
            case ATOMIC_AGGREGATE -> {
                if (length != 0) {
                    malformed(rule, at, end, ErrorCode.ATTRIBUTE_LENGTH_ERROR, "length " + length + ", must be 0");
                } else {
                    keep(rule.type(), at, value, length);
                }
            }
            case AGGREGATOR -> aggregator(at, value, length);
            case AS4_PATH -> as4Path(value, length);
            case AS4_AGGREGATOR -> as4Aggregator(value, length);
            case LARGE_COMMUNITIES -> largeCommunities(at, value, length);
            default -> keep(rule.type(), at, value, length);
        }
    }

    // --- What this speaker does not act upon (RFC 4271 §5, §9).

    private void unknown(int at, int flags, int code, int value, int length) {
        boolean isOptional = (flags & OPTIONAL) != 0;
        boolean isTransitive = (flags & TRANSITIVE) != 0;
        if (code == AIGP) {
            if (isTransitive || !isOptional) {
                findings.discard(code, "AIGP with flags of a transitive attribute (RFC 7311 §3)");
            }
        } else if (code == ONLY_TO_CUSTOMER && (!isOptional || !isTransitive || length != 4)) {
            withdraw(
                    at,
                    value + length,
                    ErrorCode.OPTIONAL_ATTRIBUTE_ERROR,
                    "OTC that is not optional transitive of length 4 (RFC 9234 §5)");
        } else if (!isOptional) {
            // RFC 4271 §6.3 would end the session (3/2). The Optional bit of a known attribute, when wrong, costs the
            // routes
            // and not the session (RFC 7606 §3c); a damaged octet deserves no worse when it hits an unknown one.
            withdraw(
                    at,
                    value + length,
                    ErrorCode.UNRECOGNIZED_WELL_KNOWN_ATTRIBUTE,
                    "unknown well-known attribute (RFC 4271 §6.3)");
        } else if (isTransitive) {
            keep(code, OPTIONAL | TRANSITIVE | PARTIAL, false, value, length);
        }
    }

    // --- AS_PATH and AGGREGATOR, of both sizes.

    private int asSize() {
        return context.isFourOctetAs() ? 4 : 2;
    }

    private void asPath(int at, int value, int length) {
        int found = AsPathCodec.check(bytes, value, length, asSize());
        int end = value + length;
        if ((found & AsPathCodec.IS_MALFORMED) != 0) {
            withdraw(at, end, ErrorCode.MALFORMED_AS_PATH, "malformed segment (RFC 7606 §7.2)");
        } else if ((found & AsPathCodec.HAS_AS_ZERO) != 0) {
            withdraw(at, end, ErrorCode.MALFORMED_AS_PATH, "AS 0 (RFC 7607 §2)");
        } else if ((found & AsPathCodec.HAS_CONFEDERATION) != 0 && !context.isInternal()) {
            String text = "confederation segment from an external peer (RFC 5065 §5.3)";
            withdraw(at, end, ErrorCode.MALFORMED_AS_PATH, text);
        } else if ((found & AsPathCodec.HAS_SET) != 0 && !context.acceptAsSet()) {
            findings.refuse(AttributeType.AS_PATH.code(), "AS_SET or AS_CONFED_SET (RFC 9774 §3)");
        } else if (context.isFourOctetAs()) {
            keep(AttributeType.AS_PATH, at, value, length);
        } else {
            pathIndex = keptCount;
            int from = reserve(2 * length);
            scratchLength = AsPathCodec.widen(bytes, value, length, scratch, from);
            keep(AttributeType.AS_PATH.code(), TRANSITIVE, true, from, scratchLength - from);
        }
    }

    private void aggregator(int at, int value, int length) {
        int expected = asSize() + 4;
        int code = AttributeType.AGGREGATOR.code();
        if (length != expected) {
            findings.discard(code, "length " + length + ", must be " + expected + " (RFC 7606 §7.7)");
        } else if (AsPathCodec.asAt(bytes, value, asSize()) == AsNumber.ZERO) {
            findings.discard(code, "AS 0 (RFC 7607 §2)");
        } else if (context.isFourOctetAs()) {
            keep(AttributeType.AGGREGATOR, at, value, length);
        } else {
            aggregatorIndex = keptCount;
            int to = reserve(8);
            AsPathCodec.putInt(scratch, to, AsPathCodec.asAt(bytes, value, 2));
            System.arraycopy(bytes, value + 2, scratch, to + 4, 4);
            scratchLength += 8;
            int flags = AttributeType.AGGREGATOR.flags() | bytes[at] & PARTIAL;
            keep(code, flags, true, to, 8);
        }
    }

    private void as4Path(int value, int length) {
        int code = AttributeType.AS4_PATH.code();
        if (context.isFourOctetAs()) {
            findings.discard(code, "from a 4-octet speaker (RFC 6793 §6)");
            return;
        }
        int found = AsPathCodec.check(bytes, value, length, 4);
        if ((found & AsPathCodec.IS_MALFORMED) != 0 || length < 6) {
            findings.discard(code, "malformed (RFC 6793 §6)");
        } else if ((found & AsPathCodec.HAS_AS_ZERO) != 0) {
            findings.discard(code, "AS 0 (RFC 7607 §2)");
        } else if ((found & AsPathCodec.HAS_SET) != 0 && !context.acceptAsSet()) {
            findings.refuse(code, "AS_SET or AS_CONFED_SET (RFC 9774 §3)");
        } else {
            if ((found & AsPathCodec.HAS_CONFEDERATION) != 0) {
                findings.discard(code, "confederation segments, which are dropped (RFC 6793 §6)");
            }
            as4PathOffset = reserve(length);
            scratchLength = AsPathCodec.copyWithoutConfederation(bytes, value, length, scratch, as4PathOffset);
            as4PathLength = scratchLength - as4PathOffset;
        }
    }

    private void as4Aggregator(int value, int length) {
        int code = AttributeType.AS4_AGGREGATOR.code();
        if (context.isFourOctetAs()) {
            findings.discard(code, "from a 4-octet speaker (RFC 6793 §6)");
        } else if (length != 8) {
            findings.discard(code, "length " + length + ", must be 8 (RFC 6793 §6)");
        } else if (AsPathCodec.asAt(bytes, value, 4) == AsNumber.ZERO) {
            findings.discard(code, "AS 0 (RFC 7607 §2)");
        } else {
            as4AggregatorOffset = value;
        }
    }

    /** Puts together what an old speaker sent in two sizes (RFC 6793 §4.2.3). */
    private void combine() {
        if (aggregatorIndex >= 0 && as4AggregatorOffset >= 0) {
            if (AsPathCodec.asAt(scratch, keptOffset[aggregatorIndex], 4) != AsNumber.AS_TRANS) {
                return; // an old speaker aggregated anew: neither AS4_AGGREGATOR nor AS4_PATH says anything about it
            }
            keptInScratch[aggregatorIndex] = false;
            keptOffset[aggregatorIndex] = as4AggregatorOffset;
        }
        if (pathIndex < 0 || as4PathOffset < 0 || as4PathLength == 0) {
            return;
        }
        int length = keptLength[pathIndex];
        int to = reserve(length + as4PathLength);
        int offset = keptOffset[pathIndex];
        if (AsPathCodec.hops(scratch, offset, length) < AsPathCodec.hops(scratch, as4PathOffset, as4PathLength)) {
            return;
        }
        scratchLength = AsPathCodec.merge(scratch, offset, length, as4PathOffset, as4PathLength, to);
        keptOffset[pathIndex] = to;
        keptLength[pathIndex] = scratchLength - to;
    }

    /** A path of 2-octet numbers doubles with 4-octet ones, and then no attribute may be able to carry it (RFC 4271 §4.3). */
    private void requireCarriablePath() {
        if (pathIndex >= 0 && keptLength[pathIndex] > ATTRIBUTE_LENGTH_MAX) {
            String text = "with 4-octet numbers " + keptLength[pathIndex] + " octets, more than an attribute holds";
            findings.refuse(AttributeType.AS_PATH.code(), text);
        }
    }

    /** Large communities without repetitions, the first of each kept (RFC 8092 §3). */
    private void largeCommunities(int at, int value, int length) {
        int to = reserve(length);
        int kept = LargeCommunitySet.copyDistinct(bytes, value, length, scratch, to);
        if (kept == length) {
            keep(AttributeType.LARGE_COMMUNITIES, at, value, length);
        } else {
            scratchLength += kept;
            int flags = AttributeType.LARGE_COMMUNITIES.flags() | bytes[at] & PARTIAL;
            keep(AttributeType.LARGE_COMMUNITIES.code(), flags, true, to, kept);
        }
    }

    // --- The end of the list.

    /**
     * Checks what can be said only of the whole list: mandatory attributes (RFC 7606 §3d) and the value of NEXT_HOP.
     *
     * @param hasBodyNlri there are IPv4 routes in the body, which need NEXT_HOP
     * @param hasNlri there are routes at all
     */
    void finish(boolean hasBodyNlri, boolean hasNlri) {
        if (!context.isFourOctetAs()) {
            combine();
            requireCarriablePath();
        }
        if (hasNlri) {
            requirePresent(AttributeType.ORIGIN);
            requirePresent(AttributeType.AS_PATH);
        }
        if (hasBodyNlri) {
            requirePresent(AttributeType.NEXT_HOP);
            if (nextHopOffset >= 0) {
                checkNextHop(AttributeType.NEXT_HOP, nextHop().address());
            }
        }
    }

    private void requirePresent(AttributeType type) {
        if ((present & 1 << type.code()) == 0) {
            findings.refuse(type.code(), "missing (RFC 7606 §3d)");
        }
    }

    /** The value of NEXT_HOP; there must be one. */
    NextHop nextHop() {
        return nextHops.ofIpv4(bytes, nextHopOffset);
    }

    /**
     * Routes to an address that is no host's are ignored, which withdraws older copies (RFC 4271 §6.3): 0/8, 127/8 and
     * class D and E, and for IPv6 ::, ::1 and multicast with an assigned form (RFC 4291 §2.7: the first flag is zero).
     */
    void checkNextHop(AttributeType type, IpAddress address) {
        boolean isNoHost;
        if (address.isLoopback()) {
            isNoHost = !context.acceptLoopbackNextHop();
        } else if (address.isIpv6()) {
            isNoHost = address.isUnspecified() || (address.high() >>> 55) == 0x1fe;
        } else {
            int first = address.ipv4Bits() >>> 24;
            isNoHost = first == 0 || first >= 224;
        }
        if (isNoHost) {
            findings.refuse(type.code(), "next hop " + address + " is no host's address (RFC 4271 §6.3)");
        }
    }

    private void malformed(AttributeRule rule, int at, int end, ErrorCode error, String text) {
        if (rule.onMalformed() == UpdateOutcome.ATTRIBUTE_DISCARD) {
            findings.discard(rule.type().code(), text);
        } else {
            withdraw(at, end, error, text);
        }
    }

    private void withdraw(int at, int end, ErrorCode error, String text) {
        findings.withdraw(bytes[at + 1] & 0xff, error, bytes, at, end, text);
    }

    // --- What stays.

    private void keep(AttributeType type, int at, int value, int length) {
        // Partial means something only where somebody may not have understood the attribute (RFC 4271 §4.3).
        boolean mayBePartial = type.isOptional() && type.isTransitive();
        keep(type.code(), type.flags() | (mayBePartial ? bytes[at] & PARTIAL : 0), false, value, length);
    }

    private void keep(int code, int flags, boolean isInScratch, int offset, int length) {
        int index = keptCount++;
        isAscending &= index == 0 || keptCode[index - 1] < code;
        keptCode[index] = code;
        keptFlags[index] = flags;
        keptInScratch[index] = isInScratch;
        keptOffset[index] = offset;
        keptLength[index] = length;
    }

    private byte[] source(int index) {
        return keptInScratch[index] ? scratch : bytes;
    }

    private int reserve(int lengthBytes) {
        if (scratch.length - scratchLength < lengthBytes) {
            scratch = Arrays.copyOf(scratch, Math.max(2 * scratch.length, scratchLength + lengthBytes));
        }
        return scratchLength;
    }

    /** The canonical octets of what stays, the caller's own. */
    byte[] canonical() {
        if (!isAscending) {
            sort();
        }
        int total = 0;
        for (int i = 0; i < keptCount; i++) {
            total += keptLength[i] + (keptLength[i] > 255 ? 4 : 3);
        }
        byte[] canonical = new byte[total];
        int to = 0;
        for (int i = 0; i < keptCount; i++) {
            int length = keptLength[i];
            canonical[to] = (byte) (length > 255 ? keptFlags[i] | EXTENDED_LENGTH : keptFlags[i]);
            canonical[to + 1] = (byte) keptCode[i];
            to += 2;
            if (length > 255) {
                canonical[to++] = (byte) (length >>> 8);
            }
            canonical[to++] = (byte) length;
            System.arraycopy(source(i), keptOffset[i], canonical, to, length);
            to += length;
        }
        return canonical;
    }

    /** By insertion: nearly always a handful of attributes, nearly always in order. At most 256. */
    private void sort() {
        for (int i = 1; i < keptCount; i++) {
            for (int j = i; j > 0 && keptCode[j - 1] > keptCode[j]; j--) {
                swap(keptCode, j);
                swap(keptFlags, j);
                swap(keptOffset, j);
                swap(keptLength, j);
                boolean isInScratch = keptInScratch[j];
                keptInScratch[j] = keptInScratch[j - 1];
                keptInScratch[j - 1] = isInScratch;
            }
        }
        isAscending = true;
    }

    private static void swap(int[] column, int j) {
        int value = column[j];
        column[j] = column[j - 1];
        column[j - 1] = value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An UPDATE from the daemon, read as severely as one can: whatever is not in order is a failure of the test. It knows which
 * attributes a speaker may send to whom (RFC 4271 §5, RFC 4456 §8) and what each must look like.
 *
 * @param attributes by type code: flags and value; all but the MP attributes
 * @param endOfRib of which AFI it is the End-of-RIB; 0 = it is none
 */
record HeardUpdate(
        List<String> withdrawn, List<String> announced, SortedMap<Integer, Attribute> attributes, int endOfRib) {

    /** @param flags without the extended length, which says nothing */
    record Attribute(int flags, byte[] value) {

        @Override
        public String toString() {
            return RawText.of(flags, value);
        }
    }

    private static final Map<Integer, Integer> FLAGS = Map.ofEntries(
            Map.entry(1, 0x40),
            Map.entry(2, 0x40),
            Map.entry(3, 0x40),
            Map.entry(4, 0x80),
            Map.entry(5, 0x40),
            Map.entry(6, 0x40),
            Map.entry(7, 0xc0),
            Map.entry(8, 0xc0),
            Map.entry(9, 0x80),
            Map.entry(10, 0x80),
            Map.entry(14, 0x80),
            Map.entry(15, 0x80),
            Map.entry(16, 0xc0),
            Map.entry(17, 0xc0),
            Map.entry(18, 0xc0),
            Map.entry(25, 0xc0),
            Map.entry(32, 0xc0));

    /** Reads one sent to a peer of the role that offered 4-octet AS numbers. */
    static HeardUpdate of(HeardMessage message, PeerRole recipient) {
        return of(message, recipient, 4);
    }

    /** @param asSize 2 towards a speaker without RFC 6793 */
    static HeardUpdate of(HeardMessage message, PeerRole recipient, int asSize) {
        List<String> withdrawn = new ArrayList<>();
        List<String> announced = new ArrayList<>();
        SortedMap<Integer, Attribute> attributes = new TreeMap<>();
        int end = message.body().length;
        require(end >= 4, "an UPDATE too short", message);
        int attributesAt = 4 + message.two(0);
        require(attributesAt <= end, "withdrawn routes overrun", message);
        readNlri(message, 2, attributesAt - 2, 32, withdrawn);
        int nlriAt = attributesAt + message.two(attributesAt - 2);
        require(nlriAt <= end, "attributes overrun", message);
        readNlri(message, nlriAt, end, 32, announced);
        boolean hasBodyRoutes = !announced.isEmpty();
        int endOfRib = end == 4 ? 1 : 0;
        Set<Integer> seen = new HashSet<>();
        for (int at = attributesAt; at < nlriAt; ) {
            boolean isLong = (message.octet(at) & 0x10) != 0;
            int valueAt = at + (isLong ? 4 : 3);
            require(valueAt <= nlriAt, "an attribute is cut", message);
            int next = valueAt + (isLong ? message.two(at + 2) : message.octet(at + 2));
            require(next <= nlriAt, "an attribute overruns", message);
            int code = message.octet(at + 1);
            int flags = message.octet(at) & 0xef;
            require(seen.add(code), "attribute " + code + " twice", message);
            requireFlags(message, code, flags);
            if (code == 14) {
                readReach(message, valueAt, next, announced);
            } else if (code == 15) {
                int afi = message.two(valueAt);
                readNlri(message, valueAt + 3, next, afi == 2 ? 128 : 32, withdrawn);
                endOfRib = next - valueAt == 3 && nlriAt == end ? afi : endOfRib;
            } else {
                attributes.put(code, new Attribute(flags, message.slice(valueAt, next)));
            }
            at = next;
        }
        if (!announced.isEmpty()) {
            requireComplete(message, attributes, recipient, asSize, hasBodyRoutes);
        }
        require(!announced.isEmpty() || !withdrawn.isEmpty() || endOfRib != 0, "an UPDATE that says nothing", message);
        return new HeardUpdate(withdrawn, announced, attributes, endOfRib);
    }

    private static void requireFlags(HeardMessage message, int code, int flags) {
        Integer expected = FLAGS.get(code);
        if (expected == null) {
            require((flags & 0xe0) == 0xe0, "unknown attribute " + code + " not optional transitive partial", message);
            return;
        }
        boolean mayBePartial = expected == 0xc0;
        require(flags == expected || mayBePartial && flags == 0xe0, "flags of attribute " + code, message);
    }

    private static void readReach(HeardMessage message, int at, int end, List<String> announced) {
        require(message.two(at) == 2 && message.octet(at + 2) == 1, "family of MP_REACH_NLRI", message);
        int nextHopLength = message.octet(at + 3);
        require(nextHopLength == 16 || nextHopLength == 32, "next hop length", message);
        int nlriAt = at + 4 + nextHopLength + 1;
        require(nlriAt < end, "MP_REACH_NLRI without routes", message);
        readNlri(message, nlriAt, end, 128, announced);
    }

    private static void readNlri(HeardMessage message, int from, int end, int bitsMax, List<String> prefixes) {
        for (int at = from; at < end; ) {
            int bits = message.octet(at);
            int next = at + 1 + (bits + 7) / 8;
            require(bits <= bitsMax && next <= end, "NLRI", message);
            prefixes.add(RawText.prefix(message.slice(at + 1, next), bits, bitsMax));
            at = next;
        }
    }

    private static void requireComplete(
            HeardMessage message,
            SortedMap<Integer, Attribute> attributes,
            PeerRole recipient,
            int asSize,
            boolean hasBodyRoutes) {
        require(attributes.containsKey(1) && attributes.containsKey(2), "ORIGIN or AS_PATH is missing", message);
        require(attributes.containsKey(3) == hasBodyRoutes, "NEXT_HOP", message);
        require(attributes.containsKey(5) != recipient.isExternal(), "LOCAL_PREF", message);
        require(!recipient.isExternal() || !attributes.containsKey(9), "ORIGINATOR_ID to another AS", message);
        require(!recipient.isExternal() || !attributes.containsKey(10), "CLUSTER_LIST to another AS", message);
        boolean isOld = asSize == 2;
        require(isOld || !attributes.containsKey(17), "AS4_PATH to a 4-octet speaker", message);
        require(isOld || !attributes.containsKey(18), "AS4_AGGREGATOR to a 4-octet speaker", message);
        attributes.forEach((code, attribute) -> requireValue(message, code, attribute.value, asSize));
        if (recipient.isExternal()) {
            byte[] path = Objects.requireNonNull(attributes.get(2)).value;
            boolean isOurs = path.length >= 2 + asSize && path[0] == 2 && number(path, 2, asSize) == Arena.AS;
            require(isOurs, "AS_PATH does not begin with the daemon's AS", message);
            require(!hasConfederation(path, asSize), "confederation segments to another AS", message);
        }
    }

    private static void requireValue(HeardMessage message, int code, byte[] value, int asSize) {
        int length = value.length;
        boolean isSound = switch (code) {
            case 1 -> length == 1 && value[0] >= 0 && value[0] <= 2;
            case 2 -> isPath(value, asSize);
            case 17 -> isPath(value, 4);
            case 3, 4, 5, 9 -> length == 4;
            case 6 -> length == 0;
            case 7 -> length == 4 + asSize;
            case 8, 10 -> length > 0 && length % 4 == 0;
            case 16 -> length > 0 && length % 8 == 0;
            case 18 -> length == 8;
            case 25 -> length > 0 && length % 20 == 0;
            case 32 -> length > 0 && length % 12 == 0;
            case 35 -> length == 4;
            default -> true;
        };
        require(isSound, "the value of attribute " + code, message);
    }

    private static boolean isPath(byte[] value, int asSize) {
        int at = 0;
        while (at + 2 <= value.length) {
            int count = value[at + 1] & 0xff;
            int next = at + 2 + count * asSize;
            if (value[at] < 1 || value[at] > 4 || count == 0 || next > value.length) {
                return false;
            }
            for (at += 2; at < next; at += asSize) {
                if (number(value, at, asSize) == 0) {
                    return false;
                }
            }
        }
        return at == value.length;
    }

    /** In a path that is known to be sound (RFC 5065 §5.3). */
    private static boolean hasConfederation(byte[] path, int asSize) {
        for (int at = 0; at < path.length; at += 2 + (path[at + 1] & 0xff) * asSize) {
            if (path[at] > 2) {
                return true;
            }
        }
        return false;
    }

    private static long number(byte[] bytes, int at, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    private static void require(boolean holds, String what, HeardMessage message) {
        if (!holds) {
            throw new AssertionError("the daemon sent what nobody may send: " + what + " in " + message);
        }
    }
}

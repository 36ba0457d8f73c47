// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An UPDATE taken apart, nothing in it judged (RFC 4271 §4.3, RFC 4760).
 *
 * @param attributes all but the MP attributes, in order, repetitions included
 * @param mpNextHop of MP_REACH_NLRI, as it stands there; null without one of a family that we speak
 * @param hasForeignReach MP_REACH_NLRI of another family
 */
record RawUpdate(
        List<Prefix> withdrawn,
        List<RawAttribute> attributes,
        List<Prefix> announced,
        List<Prefix> mpAnnounced,
        byte @Nullable [] mpNextHop,
        boolean hasForeignReach) {

    /** One attribute as it stands in a message. */
    record RawAttribute(int flags, int code, byte[] value) {}

    boolean announces() {
        return !announced.isEmpty() || !mpAnnounced.isEmpty();
    }

    /** @throws UnplayableException where RFC 7606 leaves only the end of the session, or close to it */
    static RawUpdate parse(byte[] message) {
        int end = message.length;
        int withdrawnAt = 21;
        int attributesAt = withdrawnAt + (end < 23 ? end : (int) Octets.unsigned(message, 19, 2)) + 2;
        if (attributesAt > end) {
            throw new UnplayableException("withdrawn routes that pass the message");
        }
        int announcedAt = attributesAt + (int) Octets.unsigned(message, attributesAt - 2, 2);
        if (announcedAt > end) {
            throw new UnplayableException("attributes that pass the message");
        }
        List<Prefix> withdrawn = new ArrayList<>(Octets.prefixes(message, withdrawnAt, attributesAt - 2, false));
        List<RawAttribute> all = attributes(message, attributesAt, announcedAt);
        List<RawAttribute> others = new ArrayList<>();
        List<Prefix> mpAnnounced = new ArrayList<>();
        byte[] mpNextHop = null;
        boolean hasForeignReach = false;
        int seen = 0;
        for (RawAttribute attribute : all) {
            if (attribute.code == PathAttributes.MP_REACH || attribute.code == PathAttributes.MP_UNREACH) {
                if ((seen & 1 << attribute.code) != 0 || attribute.value.length < 3) {
                    throw new UnplayableException("MP attributes repeated or cut");
                }
                seen |= 1 << attribute.code;
                boolean isOurs = isUnicast(attribute.value);
                if (attribute.code == PathAttributes.MP_UNREACH) {
                    withdrawn.addAll(
                            isOurs
                                    ? Octets.prefixes(
                                            attribute.value, 3, attribute.value.length, isIpv6(attribute.value))
                                    : List.of());
                } else if (isOurs) {
                    mpNextHop = mpReach(attribute.value, mpAnnounced);
                } else {
                    hasForeignReach = true;
                }
            } else {
                others.add(attribute);
            }
        }
        List<Prefix> announced = Octets.prefixes(message, announcedAt, end, false);
        return new RawUpdate(withdrawn, others, announced, mpAnnounced, mpNextHop, hasForeignReach);
    }

    /**
     * The same routes as a speaker of 2-octet AS numbers passes them on that heard them from one of 4-octet numbers (RFC 6793
     * §4.2.2).
     *
     * @throws UnplayableException where the message has no such form
     */
    static byte[] withTwoOctetAs(byte[] message) {
        parse(message);
        int attributesAt = 21 + (int) Octets.unsigned(message, 19, 2) + 2;
        int announcedAt = attributesAt + (int) Octets.unsigned(message, attributesAt - 2, 2);
        byte[] list = {};
        byte[] last = {};
        for (RawAttribute attribute : attributes(message, attributesAt, announcedAt)) {
            byte[] value = attribute.value;
            if (attribute.code == PathAttributes.AS_PATH) {
                NaivePath path = NaivePath.parse(value, 4);
                if (path == null) {
                    throw new UnplayableException("a malformed AS_PATH");
                }
                value = path.octets(2);
                if (!path.fitsTwoOctets()) {
                    byte[] whole = path.withoutConfederation().octets(4);
                    last = Octets.join(last, Octets.attribute(0xc0, PathAttributes.AS4_PATH, whole));
                }
            } else if (attribute.code == PathAttributes.AGGREGATOR && value.length == 8) {
                long as = Octets.unsigned(value, 0, 4);
                if (as > 0xffff) {
                    last = Octets.join(last, Octets.attribute(0xc0, PathAttributes.AS4_AGGREGATOR, value));
                }
                byte[] address = Arrays.copyOfRange(value, 4, 8);
                value = Octets.join(Octets.two((int) (as > 0xffff ? NaivePath.AS_TRANS : as)), address);
            } else if (attribute.code == PathAttributes.AS4_PATH || attribute.code == PathAttributes.AS4_AGGREGATOR) {
                continue; // from a 4-octet speaker they mean nothing
            }
            list = Octets.join(list, Octets.attribute(attribute.flags, attribute.code, value));
        }
        byte[] all = Octets.join(list, last);
        byte[] withdrawn = Arrays.copyOfRange(message, 19, attributesAt - 2);
        byte[] announced = Arrays.copyOfRange(message, announcedAt, message.length);
        byte[] translated = Octets.message(ReplaySession.UPDATE, withdrawn, Octets.two(all.length), all, announced);
        if (translated.length > Octets.MESSAGE_LENGTH_MAX) {
            throw new UnplayableException("AS4_PATH that leaves no room");
        }
        return translated;
    }

    private static List<RawAttribute> attributes(byte[] message, int from, int end) {
        List<RawAttribute> attributes = new ArrayList<>();
        for (int at = from; at < end; ) {
            int flags = message[at] & 0xff;
            int lengthSize = (flags & PathAttributes.EXTENDED_LENGTH) != 0 ? 2 : 1;
            int value = at + 2 + lengthSize;
            int next = value > end ? end + 1 : value + (int) Octets.unsigned(message, at + 2, lengthSize);
            if (next > end) {
                throw new UnplayableException("an attribute that passes the attributes");
            }
            attributes.add(new RawAttribute(flags, message[at + 1] & 0xff, Arrays.copyOfRange(message, value, next)));
            at = next;
        }
        return attributes;
    }

    private static boolean isIpv6(byte[] value) {
        return value[1] == 2;
    }

    private static boolean isUnicast(byte[] value) {
        return value[0] == 0 && (value[1] == 1 || value[1] == 2) && value[2] == 1;
    }

    private static byte[] mpReach(byte[] value, List<Prefix> announced) {
        int length = value.length < 5 ? -1 : value[3] & 0xff;
        boolean isLength = isIpv6(value) ? length == 16 || length == 32 : length == 4;
        if (!isLength || 5 + length > value.length) {
            throw new UnplayableException("a next hop of an impossible length");
        }
        announced.addAll(Octets.prefixes(value, 5 + length, value.length, isIpv6(value)));
        return Arrays.copyOfRange(value, 4, 4 + length);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rr.replay.RawUpdate.RawAttribute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What prefixes that share an UPDATE have in common, as it was recorded.
 *
 * @param attributes octets of all but the MP attributes, in hexadecimal
 * @param mpNextHop of MP_REACH_NLRI, in hexadecimal; empty when the prefixes stand in the body
 */
record Announcement(String attributes, String mpNextHop) {

    private static final int UPDATE = 2;
    private static final int HEADER_AND_LENGTHS = 19 + 4;

    static Announcement inBody(RawUpdate update) {
        return new Announcement(hexOf(update.attributes()), "");
    }

    static Announcement inMpReach(RawUpdate update) {
        byte[] nextHop = update.mpNextHop();
        return new Announcement(
                hexOf(update.attributes()),
                nextHop == null ? "" : HexFormat.of().formatHex(nextHop));
    }

    private static String hexOf(List<RawAttribute> attributes) {
        StringBuilder hex = new StringBuilder();
        for (RawAttribute attribute : attributes) {
            byte[] octets = Octets.attribute(attribute.flags(), attribute.code(), attribute.value());
            hex.append(HexFormat.of().formatHex(octets));
        }
        return hex.toString();
    }

    /** As few UPDATEs as will hold the routes, those of equal attributes together. */
    static List<byte[]> updates(Map<Prefix, Announcement> routes) {
        Map<Announcement, List<Prefix>> groups = new LinkedHashMap<>();
        routes.forEach((prefix, announcement) ->
                groups.computeIfAbsent(announcement, _ -> new ArrayList<>()).add(prefix));
        List<byte[]> updates = new ArrayList<>();
        groups.forEach((announcement, prefixes) -> updates.addAll(announcement.updates(prefixes)));
        return updates;
    }

    /** UPDATEs that announce the prefixes, all of one family. */
    List<byte[]> updates(Collection<Prefix> prefixes) {
        byte[] list = HexFormat.of().parseHex(attributes);
        byte[] nextHop = HexFormat.of().parseHex(mpNextHop);
        if (mpNextHop.isEmpty()) {
            return inChunks(
                    prefixes,
                    list.length,
                    nlri -> Octets.message(UPDATE, Octets.two(0), Octets.two(list.length), list, nlri));
        }
        int afi = prefixes.iterator().next().address().isIpv6() ? 2 : 1;
        byte[] head = Octets.join(Octets.two(afi), Octets.of(1, nextHop.length), nextHop, Octets.of(0));
        return inChunks(prefixes, list.length + 4 + head.length, nlri -> {
            byte[] all = Octets.join(list, Octets.attribute(0x90, PathAttributes.MP_REACH, head, nlri));
            return Octets.message(UPDATE, Octets.two(0), Octets.two(all.length), all);
        });
    }

    /** UPDATEs that withdraw prefixes of both families. */
    static List<byte[]> withdrawals(Collection<Prefix> prefixes) {
        List<Prefix> ipv4 =
                prefixes.stream().filter(prefix -> !prefix.address().isIpv6()).toList();
        List<Prefix> ipv6 =
                prefixes.stream().filter(prefix -> prefix.address().isIpv6()).toList();
        List<byte[]> updates = new ArrayList<>(
                inChunks(ipv4, 0, nlri -> Octets.message(UPDATE, Octets.two(nlri.length), nlri, Octets.two(0))));
        updates.addAll(inChunks(ipv6, 4 + 3, nlri -> {
            byte[] unreach = Octets.attribute(0x90, PathAttributes.MP_UNREACH, Octets.of(0, 2, 1), nlri);
            return Octets.message(UPDATE, Octets.two(0), Octets.two(unreach.length), unreach);
        }));
        return updates;
    }

    /** Makes a message of as many prefixes as go into it. */
    private interface Form {
        byte[] message(byte[] nlri);
    }

    private static List<byte[]> inChunks(Collection<Prefix> prefixes, int otherLength, Form form) {
        List<byte[]> messages = new ArrayList<>();
        byte[] nlri = {};
        for (Prefix prefix : prefixes) {
            byte[] next = Octets.nlri(prefix);
            if (HEADER_AND_LENGTHS + otherLength + nlri.length + next.length > Octets.MESSAGE_LENGTH_MAX) {
                messages.add(form.message(nlri));
                nlri = new byte[0];
            }
            nlri = Octets.join(nlri, next);
        }
        if (nlri.length > 0) {
            messages.add(form.message(nlri));
        }
        return messages;
    }
}

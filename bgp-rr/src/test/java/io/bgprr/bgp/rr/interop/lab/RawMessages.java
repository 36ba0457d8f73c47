// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The few messages that a {@link RawClient} speaks (RFC 4271 §4), IPv4 unicast and 4-octet AS numbers. Written a second time
 * on purpose: a fault of the daemon's own codec must not be blind to itself.
 */
final class RawMessages {

    static final int OPEN = 1;
    static final int UPDATE = 2;
    static final int NOTIFICATION = 3;
    static final int KEEPALIVE = 4;
    static final int HEADER_BYTES = 19;

    private static final int MESSAGE_BYTES_MAX = 4096;
    private static final int AS_TRANS = 23456;
    private static final int NLRI_BYTES_MAX = 3000;
    private static final int EXTENDED_LENGTH = 0x10;
    private static final List<String> ORIGINS = List.of("igp", "egp", "incomplete");

    private RawMessages() {}

    /** What an UPDATE says. */
    record Update(List<String> withdrawn, List<LabRoute> announced) {}

    static byte[] open(Role role, int holdSeconds) {
        ByteBuffer body = ByteBuffer.allocate(64);
        body.put((byte) 4);
        body.putShort((short) (role.as() > 0xffff ? AS_TRANS : role.as()));
        body.putShort((short) holdSeconds);
        body.put(address(role.routerId()));
        // One parameter: multiprotocol IPv4 unicast, route refresh, 4-octet AS.
        body.put(new byte[] {16, 2, 14, 1, 4, 0, 1, 0, 1, 2, 0, 65, 4});
        body.putInt((int) role.as());
        return message(OPEN, body);
    }

    static byte[] keepalive() {
        return message(KEEPALIVE, ByteBuffer.allocate(0));
    }

    /** As few UPDATEs as the routes' attributes allow, in one piece. */
    static byte[] announce(Collection<LabRoute> routes) {
        Map<LabRoute, List<String>> byAttributes = new LinkedHashMap<>();
        for (LabRoute route : routes) {
            byAttributes
                    .computeIfAbsent(new LabRoute("", route.attributes()), _ -> new ArrayList<>())
                    .add(route.prefix());
        }
        List<byte[]> messages = new ArrayList<>();
        byAttributes.forEach((route, prefixes) -> {
            for (byte[] nlri : nlri(prefixes)) {
                ByteBuffer attributes = attributes(route);
                ByteBuffer body = ByteBuffer.allocate(MESSAGE_BYTES_MAX);
                body.putShort((short) 0);
                body.putShort((short) attributes.position());
                body.put(attributes.flip());
                body.put(nlri);
                messages.add(message(UPDATE, body));
            }
        });
        return concatenated(messages);
    }

    static byte[] withdraw(Collection<String> prefixes) {
        List<byte[]> messages = new ArrayList<>();
        for (byte[] nlri : nlri(prefixes)) {
            ByteBuffer body = ByteBuffer.allocate(MESSAGE_BYTES_MAX);
            body.putShort((short) nlri.length);
            body.put(nlri);
            body.putShort((short) 0);
            messages.add(message(UPDATE, body));
        }
        return concatenated(messages);
    }

    private static byte[] message(int type, ByteBuffer body) {
        ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + body.position());
        for (int i = 0; i < 16; i++) {
            message.put((byte) 0xff);
        }
        message.putShort((short) message.capacity()).put((byte) type).put(body.flip());
        return message.array();
    }

    private static byte[] concatenated(List<byte[]> messages) {
        ByteBuffer all = ByteBuffer.allocate(
                messages.stream().mapToInt(message -> message.length).sum());
        messages.forEach(all::put);
        return all.array();
    }

    private static List<byte[]> nlri(Collection<String> prefixes) {
        List<byte[]> blocks = new ArrayList<>();
        ByteBuffer block = ByteBuffer.allocate(NLRI_BYTES_MAX);
        for (String prefix : prefixes) {
            if (block.remaining() < 5) {
                blocks.add(taken(block));
            }
            int slash = prefix.indexOf('/');
            int length = Integer.parseInt(prefix.substring(slash + 1));
            block.put((byte) length).put(address(prefix.substring(0, slash)), 0, (length + 7) / 8);
        }
        if (block.position() > 0) {
            blocks.add(taken(block));
        }
        return blocks;
    }

    private static byte[] taken(ByteBuffer block) {
        byte[] bytes = new byte[block.flip().remaining()];
        block.get(bytes).clear();
        return bytes;
    }

    private static ByteBuffer attributes(LabRoute route) {
        ByteBuffer out = ByteBuffer.allocate(MESSAGE_BYTES_MAX);
        out.put(new byte[] {0x40, 1, 1, 0});
        List<String> path = route.list(LabRoute.AS_PATH);
        out.put(new byte[] {0x40, 2, (byte) (path.isEmpty() ? 0 : 2 + 4 * path.size())});
        if (!path.isEmpty()) {
            out.put((byte) 2).put((byte) path.size());
            path.forEach(as -> out.putInt(Integer.parseUnsignedInt(as)));
        }
        route.list(LabRoute.NEXT_HOP)
                .forEach(hop -> out.put(new byte[] {0x40, 3, 4}).put(address(hop)));
        route.list(LabRoute.MED)
                .forEach(med -> out.put(new byte[] {(byte) 0x80, 4, 4}).putInt(Integer.parseUnsignedInt(med)));
        String localPref = route.get(LabRoute.LOCAL_PREF);
        out.put(new byte[] {0x40, 5, 4}).putInt(Integer.parseUnsignedInt(localPref == null ? "100" : localPref));
        List<String> communities = route.list(LabRoute.COMMUNITIES);
        if (!communities.isEmpty()) {
            out.put(new byte[] {(byte) 0xc0, 8, (byte) (4 * communities.size())});
            for (String community : communities) {
                int colon = community.indexOf(':');
                out.putShort((short) Integer.parseInt(community.substring(0, colon)));
                out.putShort((short) Integer.parseInt(community.substring(colon + 1)));
            }
        }
        return out;
    }

    /** Reads the body of an UPDATE. */
    static Update update(ByteBuffer body) {
        List<String> withdrawn = prefixes(part(body, Short.toUnsignedInt(body.getShort())));
        ByteBuffer attributes = part(body, Short.toUnsignedInt(body.getShort()));
        LabRoute route = LabRoute.of("");
        while (attributes.hasRemaining()) {
            int flags = attributes.get();
            int type = Byte.toUnsignedInt(attributes.get());
            int length = (flags & EXTENDED_LENGTH) == 0
                    ? Byte.toUnsignedInt(attributes.get())
                    : Short.toUnsignedInt(attributes.getShort());
            route = with(route, type, part(attributes, length));
        }
        List<LabRoute> announced = new ArrayList<>();
        for (String prefix : prefixes(body)) {
            announced.add(new LabRoute(prefix, route.attributes()));
        }
        return new Update(withdrawn, announced);
    }

    private static ByteBuffer part(ByteBuffer from, int length) {
        ByteBuffer part = from.slice(from.position(), length);
        from.position(from.position() + length);
        return part;
    }

    private static List<String> prefixes(ByteBuffer nlri) {
        List<String> prefixes = new ArrayList<>();
        while (nlri.hasRemaining()) {
            int length = Byte.toUnsignedInt(nlri.get());
            byte[] octets = new byte[4];
            nlri.get(octets, 0, (length + 7) / 8);
            prefixes.add(text(octets) + "/" + length);
        }
        return prefixes;
    }

    private static LabRoute with(LabRoute route, int type, ByteBuffer value) {
        return switch (type) {
            case 1 -> route.with(LabRoute.ORIGIN, ORIGINS.get(value.get()));
            case 2 -> route.with(LabRoute.AS_PATH, asPath(value));
            case 3 -> route.with(LabRoute.NEXT_HOP, address(value));
            case 4 -> route.with(LabRoute.MED, Integer.toUnsignedString(value.getInt()));
            case 5 -> route.with(LabRoute.LOCAL_PREF, Integer.toUnsignedString(value.getInt()));
            case 8 -> route.with(LabRoute.COMMUNITIES, communities(value));
            case 9 -> route.with(LabRoute.ORIGINATOR, address(value));
            case 10 -> route.with(LabRoute.CLUSTER_LIST, addresses(value));
            default -> route.with(LabRoute.UNKNOWN, Integer.toString(type));
        };
    }

    private static List<String> asPath(ByteBuffer segments) {
        List<String> path = new ArrayList<>();
        while (segments.hasRemaining()) {
            segments.get();
            for (int left = segments.get(); left > 0; left--) {
                path.add(Integer.toUnsignedString(segments.getInt()));
            }
        }
        return path;
    }

    private static List<String> communities(ByteBuffer value) {
        List<String> communities = new ArrayList<>();
        while (value.hasRemaining()) {
            communities.add(Short.toUnsignedInt(value.getShort()) + ":" + Short.toUnsignedInt(value.getShort()));
        }
        return communities;
    }

    private static List<String> addresses(ByteBuffer value) {
        List<String> addresses = new ArrayList<>();
        while (value.hasRemaining()) {
            addresses.add(address(value));
        }
        return addresses;
    }

    private static String address(ByteBuffer from) {
        byte[] octets = new byte[4];
        from.get(octets);
        return text(octets);
    }

    private static String text(byte[] octets) {
        return Byte.toUnsignedInt(octets[0]) + "." + Byte.toUnsignedInt(octets[1]) + "." + Byte.toUnsignedInt(octets[2])
                + "." + Byte.toUnsignedInt(octets[3]);
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}

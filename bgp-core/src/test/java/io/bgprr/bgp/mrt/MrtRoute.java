// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.mrt;

import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.net.Prefix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A route of a dumped table.
 *
 * @param attributes as they stand in the dump, where MP_REACH_NLRI may hold a next hop and nothing else (RFC 6396 §4.3.4)
 * @param isFourOctetAs AS numbers in the attributes have 4 octets
 */
public record MrtRoute(MrtPeer peer, Prefix prefix, byte[] attributes, boolean isFourOctetAs) {

    private static final int OPTIONAL_EXTENDED = 0x90;

    /** An UPDATE that announces the route, with a next hop in MP_REACH_NLRI for IPv6. */
    public byte[] update() {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        byte[] mpNextHop = {};
        ByteBuffer in = ByteBuffer.wrap(attributes);
        while (in.hasRemaining()) {
            int start = in.position();
            int flags = in.get();
            int code = in.get() & 0xff;
            int length = (flags & AttributeType.Flags.EXTENDED_LENGTH) != 0 ? in.getShort() & 0xffff : in.get() & 0xff;
            int value = in.position();
            in.position(value + length);
            if (code == AttributeType.MP_REACH_NLRI.code()) {
                mpNextHop = nextHop(Arrays.copyOfRange(attributes, value, value + length));
            } else {
                list.write(attributes, start, in.position() - start);
            }
        }
        byte[] nlri = nlri();
        boolean isBody = !prefix.address().isIpv6();
        if (!isBody) {
            ByteBuffer reach = ByteBuffer.allocate(4 + 5 + mpNextHop.length + nlri.length);
            reach.put((byte) OPTIONAL_EXTENDED).put((byte) AttributeType.MP_REACH_NLRI.code());
            reach.putShort((short) (5 + mpNextHop.length + nlri.length));
            reach.putShort((short) prefix.family().afi())
                    .put((byte) prefix.family().safi());
            reach.put((byte) mpNextHop.length).put(mpNextHop).put((byte) 0).put(nlri);
            list.writeBytes(reach.array());
        }
        byte[] body = list.toByteArray();
        ByteBuffer out =
                ByteBuffer.allocate(Message.HEADER_LENGTH_BYTES + 4 + body.length + (isBody ? nlri.length : 0));
        MrtReader.putHeader(out, Message.TYPE_UPDATE);
        out.putShort((short) 0).putShort((short) body.length).put(body);
        if (isBody) {
            out.put(nlri);
        }
        return out.array();
    }

    private byte[] nlri() {
        byte[] address = new byte[prefix.address().lengthBytes()];
        prefix.address().writeTo(address, 0);
        byte[] nlri = new byte[1 + (prefix.lengthBits() + 7) / 8];
        nlri[0] = (byte) prefix.lengthBits();
        System.arraycopy(address, 0, nlri, 1, nlri.length - 1);
        return nlri;
    }

    /** The short form begins with the length of the next hop, the full one with an AFI, whose first octet is zero. */
    private static byte[] nextHop(byte[] value) {
        int at = (value[0] & 0xff) == value.length - 1 ? 0 : 3;
        return Arrays.copyOfRange(value, at + 1, at + 1 + (value[at] & 0xff));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** BGP messages put together octet by octet, right or wrong, by nothing that the daemon itself uses. */
final class RawMessages {

    static final int OPEN = 1;
    static final int UPDATE = 2;
    static final int NOTIFICATION = 3;
    static final int KEEPALIVE = 4;
    static final int ROUTE_REFRESH = 5;

    static final byte[] NOTHING = {};

    private RawMessages() {}

    static byte[] octets(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Octets in hexadecimal, blanks between them as one likes. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    static byte[] repeat(int count, byte[] part) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    static byte[] two(int value) {
        return octets(value >>> 8, value);
    }

    static byte[] four(long value) {
        return octets((int) (value >>> 24), (int) (value >>> 16), (int) (value >>> 8), (int) value);
    }

    /** The four octets of an IPv4 address. */
    static byte[] address(String dotted) {
        String[] parts = dotted.split("\\.");
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    /** An IPv4 prefix as NLRI. */
    static byte[] prefix(String text) {
        int slash = text.indexOf('/');
        int bits = Integer.parseInt(text.substring(slash + 1));
        byte[] nlri = new byte[1 + (bits + 7) / 8];
        nlri[0] = (byte) bits;
        System.arraycopy(address(text.substring(0, slash)), 0, nlri, 1, nlri.length - 1);
        return nlri;
    }

    /** The header alone, with any length. */
    static byte[] header(int length, int type) {
        return join(repeat(16, octets(0xff)), two(length), octets(type));
    }

    static byte[] message(int type, byte[]... body) {
        byte[] whole = join(body);
        return join(header(19 + whole.length, type), whole);
    }

    static byte[] keepalive() {
        return message(KEEPALIVE);
    }

    static byte[] notification(int code, int subcode, int... data) {
        return message(NOTIFICATION, octets(code, subcode), octets(data));
    }

    static byte[] refresh(int afi, int subtype, int safi) {
        return message(ROUTE_REFRESH, two(afi), octets(subtype, safi));
    }

    /** @param parameters optional parameters, whole */
    static byte[] open(int version, int as, int holdTime, String identifier, byte[]... parameters) {
        byte[] all = join(parameters);
        return message(OPEN, octets(version), two(as), two(holdTime), address(identifier), octets(all.length), all);
    }

    /** An optional parameter of any type. */
    static byte[] parameter(int type, byte[]... value) {
        byte[] whole = join(value);
        return join(octets(type, whole.length), whole);
    }

    static byte[] capability(int code, byte[]... value) {
        byte[] whole = join(value);
        return join(octets(code, whole.length), whole);
    }

    static byte[] multiprotocol(int afi, int safi) {
        return capability(1, two(afi), octets(0, safi));
    }

    static byte[] fourOctetAs(long as) {
        return capability(65, four(as));
    }

    static byte[] routeRefresh() {
        return capability(2);
    }

    static byte[] update(byte[] withdrawn, byte[] attributes, byte[]... nlri) {
        return message(UPDATE, two(withdrawn.length), withdrawn, two(attributes.length), attributes, join(nlri));
    }

    static byte[] withdraw(String prefix) {
        return update(prefix(prefix), NOTHING);
    }

    /** An attribute; its length takes two octets when the flags say so or when one does not suffice. */
    static byte[] attribute(int flags, int code, byte[]... value) {
        byte[] whole = join(value);
        return whole.length > 255 || (flags & 0x10) != 0
                ? join(octets(flags | 0x10, code), two(whole.length), whole)
                : join(octets(flags, code, whole.length), whole);
    }

    /** An AS_SEQUENCE of 4-octet numbers. */
    static byte[] sequence(long... path) {
        byte[][] numbers = new byte[path.length][];
        for (int i = 0; i < path.length; i++) {
            numbers[i] = four(path[i]);
        }
        return join(octets(2, path.length), join(numbers));
    }

    /** An AS_SEQUENCE of 2-octet numbers, as speakers without RFC 6793 send it. */
    static byte[] shortSequence(int... path) {
        byte[][] numbers = new byte[path.length][];
        for (int i = 0; i < path.length; i++) {
            numbers[i] = two(path[i]);
        }
        return join(octets(2, path.length), join(numbers));
    }
}

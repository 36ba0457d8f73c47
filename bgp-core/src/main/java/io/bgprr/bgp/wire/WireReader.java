// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.net.IpAddress;
import java.util.Arrays;

/**
 * A cursor over a region of octets that is never left: to read beyond its end is a programmer's error and throws
 * {@link IndexOutOfBoundsException}, so a decoder asks {@link #has} first and answers with the error that the RFC names.
 * Borrows its bytes.
 */
final class WireReader {

    private final byte[] bytes;
    private final int end;
    private int at;

    WireReader(byte[] bytes, int offset, int lengthBytes) {
        if (offset < 0 || lengthBytes < 0 || offset > bytes.length - lengthBytes) {
            throw new IndexOutOfBoundsException(
                    "region " + offset + "+" + lengthBytes + " of " + bytes.length + " octets");
        }
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + lengthBytes;
    }

    int remaining() {
        return end - at;
    }

    boolean has(int lengthBytes) {
        return end - at >= lengthBytes;
    }

    boolean isEmpty() {
        return at == end;
    }

    /** The next octet, without stepping over it. */
    int peek() {
        return bytes[at(0, 1)] & 0xff;
    }

    int readOctet() {
        return bytes[at(1, 1)] & 0xff;
    }

    int readShort() {
        int offset = at(2, 2);
        return (bytes[offset] & 0xff) << 8 | bytes[offset + 1] & 0xff;
    }

    int readInt() {
        return readShort() << 16 | readShort();
    }

    IpAddress readAddress(boolean isIpv6) {
        int length = isIpv6 ? 16 : 4;
        return IpAddress.ofBytes(bytes, at(length, length), isIpv6);
    }

    byte[] readBytes(int lengthBytes) {
        int offset = at(lengthBytes, lengthBytes);
        return Arrays.copyOfRange(bytes, offset, offset + lengthBytes);
    }

    /** The next octets as a region of their own; this reader continues behind it. */
    WireReader readRegion(int lengthBytes) {
        return new WireReader(bytes, at(lengthBytes, lengthBytes), lengthBytes);
    }

    private int at(int step, int needed) {
        if (needed < 0 || end - at < needed) {
            throw new IndexOutOfBoundsException(needed + " octets wanted, " + remaining() + " left");
        }
        int offset = at;
        at += step;
        return offset;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.Message;
import java.util.Arrays;

/** A message of a rare kind under construction: octets that grow, with lengths filled in behind them. */
final class WireWriter {

    private byte[] bytes = new byte[128];
    private int length;

    /** Starts a message: the marker, room for the length, the type (RFC 4271 §4.1). */
    static WireWriter message(int type) {
        WireWriter writer = new WireWriter();
        Arrays.fill(writer.bytes, 0, 16, (byte) 0xff);
        writer.length = 18;
        return writer.octet(type);
    }

    int length() {
        return length;
    }

    WireWriter octet(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    WireWriter octets(byte[] value) {
        return octets(value, 0, value.length);
    }

    WireWriter octets(byte[] value, int offset, int lengthBytes) {
        reserve(lengthBytes);
        System.arraycopy(value, offset, bytes, length, lengthBytes);
        length += lengthBytes;
        return this;
    }

    WireWriter shortValue(int value) {
        return octet(value >>> 8).octet(value);
    }

    WireWriter intValue(int value) {
        return shortValue(value >>> 16).shortValue(value);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** The whole message, its length filled in. */
    byte[] toMessage() {
        if (length > Message.EXTENDED_LENGTH_BYTES_MAX) {
            throw new IllegalStateException("a message of " + length + " octets");
        }
        bytes[16] = (byte) (length >>> 8);
        bytes[17] = (byte) length;
        return toBytes();
    }

    private void reserve(int lengthBytes) {
        if (bytes.length - length < lengthBytes) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + lengthBytes));
        }
    }
}

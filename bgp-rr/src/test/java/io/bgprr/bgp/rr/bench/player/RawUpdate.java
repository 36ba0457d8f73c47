// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** An UPDATE of IPv4 routes taken apart, to be changed and put together again. */
final class RawUpdate {

    private static final int HEADER_LENGTH = 19;

    private final byte[] withdrawn;
    private final Map<Integer, byte[]> attributes = new TreeMap<>();
    private byte[] announced;

    RawUpdate(byte[] message) {
        int withdrawnLength = number(message, HEADER_LENGTH);
        int attributesAt = HEADER_LENGTH + 2 + withdrawnLength + 2;
        int attributesEnd = attributesAt + number(message, attributesAt - 2);
        withdrawn = Arrays.copyOfRange(message, HEADER_LENGTH + 2, attributesAt - 2);
        for (int at = attributesAt; at < attributesEnd; ) {
            boolean isExtended = (message[at] & 0x10) != 0;
            int length = isExtended ? 4 + number(message, at + 2) : 3 + (message[at + 2] & 0xff);
            attributes.put(message[at + 1] & 0xff, Arrays.copyOfRange(message, at, at + length));
            at += length;
        }
        announced = Arrays.copyOfRange(message, attributesEnd, message.length);
    }

    boolean isAnnouncement() {
        return announced.length > 0;
    }

    boolean isWithdrawal() {
        return withdrawn.length > 0;
    }

    /** The octets of an attribute with its header. */
    RawUpdate put(int type, int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        attributes.put(type, bytes);
        return this;
    }

    RawUpdate remove(int type) {
        attributes.remove(type);
        return this;
    }

    RawUpdate announce(int... octets) {
        announced = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            announced[i] = (byte) octets[i];
        }
        return this;
    }

    byte[] message() {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        attributes.values().forEach(path::writeBytes);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int length = HEADER_LENGTH + 4 + withdrawn.length + path.size() + announced.length;
        for (int i = 0; i < 16; i++) {
            message.write(0xff);
        }
        number(message, length);
        message.write(2);
        number(message, withdrawn.length);
        message.writeBytes(withdrawn);
        number(message, path.size());
        message.writeBytes(path.toByteArray());
        message.writeBytes(announced);
        return message.toByteArray();
    }

    private static int number(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }

    private static void number(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The messages that start and keep a session; all others are only sent by somebody else, or UPDATEs. */
public final class Messages {

    public static final int OPEN = 1;
    public static final int UPDATE = 2;
    public static final int NOTIFICATION = 3;
    public static final int KEEPALIVE = 4;

    private static final int AS_TRANS = 23456; // RFC 6793 §9
    private static final int CAPABILITIES = 2;
    private static final int MULTIPROTOCOL = 1;
    private static final int ROUTE_REFRESH = 2;
    private static final int FOUR_OCTET_AS = 65;

    private final byte[] octets = new byte[64];
    private int at;

    private Messages() {}

    /**
     * An OPEN with the capabilities that every daemon has.
     *
     * @param as unsigned
     */
    public static ByteBuffer open(int as, int holdSeconds, int id, boolean isIpv6) {
        Messages message = new Messages();
        message.at = UpdateView.HEADER_LENGTH;
        message.octet(4);
        message.number16(as >>> 16 == 0 ? as : AS_TRANS);
        message.number16(holdSeconds);
        message.number32(id);
        int parametersAt = message.at;
        message.at += 3;
        message.family(1);
        if (isIpv6) {
            message.family(2);
        }
        message.octet(ROUTE_REFRESH);
        message.octet(0);
        message.octet(FOUR_OCTET_AS);
        message.octet(4);
        message.number32(as);
        message.octets[parametersAt] = (byte) (message.at - parametersAt - 1);
        message.octets[parametersAt + 1] = CAPABILITIES;
        message.octets[parametersAt + 2] = (byte) (message.at - parametersAt - 3);
        return message.finish(OPEN);
    }

    public static ByteBuffer keepalive() {
        Messages message = new Messages();
        message.at = UpdateView.HEADER_LENGTH;
        return message.finish(KEEPALIVE);
    }

    private void family(int afi) {
        octet(MULTIPROTOCOL);
        octet(4);
        number16(afi);
        octet(0);
        octet(1);
    }

    private void octet(int value) {
        octets[at++] = (byte) value;
    }

    private void number16(int value) {
        Octets.put16(octets, at, value);
        at += 2;
    }

    private void number32(int value) {
        Octets.put32(octets, at, value);
        at += 4;
    }

    private ByteBuffer finish(int type) {
        Arrays.fill(octets, 0, 16, (byte) 0xff);
        Octets.put16(octets, 16, at);
        octets[18] = (byte) type;
        return ByteBuffer.wrap(octets, 0, at);
    }
}

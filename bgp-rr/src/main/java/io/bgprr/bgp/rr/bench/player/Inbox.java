// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Where all sessions read into, one after the other. Octets come out of the socket into memory outside the heap, as the JDK
 * needs it, and are copied once to an array, where reading them is cheapest.
 */
final class Inbox {

    /** As much as one read takes. */
    private static final int READ_MAX = 256 << 10;

    /** What a session may have kept of its last read: less than a message of any length that a header can say. */
    private static final int REST_MAX = 1 << 16;

    /** Octets that may be read, but not used, behind the last one: prefixes are read as whole numbers. */
    private static final int SLACK = 24;

    private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_MAX);
    private final byte[] octets = new byte[REST_MAX + READ_MAX + SLACK];

    byte[] octets() {
        return octets;
    }

    /** Puts the rest of the last read in front of what is there now. Returns how much was read; -1 at the end. */
    int read(SocketChannel channel, byte[] rest, int restLength) throws IOException {
        direct.clear();
        int length = channel.read(direct);
        if (length > 0) {
            System.arraycopy(rest, 0, octets, 0, restLength);
            direct.flip().get(octets, restLength, length);
        }
        return length;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Octets as people read them. */
final class RawText {

    private RawText() {}

    /** The prefix whose NLRI holds these octets. */
    static String prefix(byte[] octets, int bits, int bitsMax) {
        try {
            byte[] whole = Arrays.copyOf(octets, bitsMax / 8);
            return InetAddress.getByAddress(whole).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** An attribute: its flags, then its value, such as {@code c0:fc000001}. */
    static String of(int flags, byte[] value) {
        return HexFormat.of().toHexDigits((byte) flags) + ":" + HexFormat.of().formatHex(value);
    }
}

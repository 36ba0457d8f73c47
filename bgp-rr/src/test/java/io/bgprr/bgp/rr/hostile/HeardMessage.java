// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A message as the daemon sent it, its header checked.
 *
 * @param body what follows the header
 */
record HeardMessage(int type, byte[] body) {

    int octet(int at) {
        return body[at] & 0xff;
    }

    int two(int at) {
        return octet(at) << 8 | octet(at + 1);
    }

    long four(int at) {
        return (long) two(at) << 16 | two(at + 2);
    }

    byte[] slice(int from, int to) {
        return Arrays.copyOfRange(body, from, to);
    }

    @Override
    public String toString() {
        return "type " + type + " " + HexFormat.of().formatHex(body);
    }
}

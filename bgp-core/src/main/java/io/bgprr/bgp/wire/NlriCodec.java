// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

/**
 * Packed NLRI (RFC 4271 §4.3, RFC 4760 §5, RFC 7911 §3).
 *
 * <pre>
 * +----------------------+---------------+----------------------------+
 * | Path Identifier (4)  | Length (1)    | Prefix (length / 8, up)    |  repeated
 * +----------------------+---------------+----------------------------+
 *   only with Add-Path     in bits
 * </pre>
 */
final class NlriCodec {

    private NlriCodec() {}

    /** Whether every length fits the family and nothing overruns the field (RFC 7606 §5.3). */
    static boolean isValid(byte[] bytes, int offset, int lengthBytes, int lengthBitsMax, boolean addPath) {
        int at = offset;
        int end = offset + lengthBytes;
        int head = addPath ? 4 : 0;
        while (at < end) {
            at += head;
            if (at >= end) {
                return false;
            }
            int lengthBits = bytes[at] & 0xff;
            if (lengthBits > lengthBitsMax) {
                return false;
            }
            at += 1 + ((lengthBits + 7) >>> 3);
        }
        return at == end;
    }
}

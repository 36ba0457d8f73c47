// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;

/**
 * Steps through an {@link NlriBlock} without allocating: {@code while (cursor.next()) …}. Host bits are cleared on the way,
 * for they are legal on the wire and irrelevant (RFC 4271 §4.3). Reusable; one thread.
 */
public final class NlriCursor {

    private byte[] bytes = {};
    private int at;
    private int end;
    private boolean addPath;
    private AddressFamily family = AddressFamily.IPV4_UNICAST;

    private int pathId;
    private int lengthBits;
    private long high;
    private long low;

    public NlriCursor open(NlriBlock block) {
        return open(block.family(), block.addPath(), block.bytes(), block.offset(), block.lengthBytes());
    }

    public NlriCursor open(AddressFamily family, boolean addPath, byte[] bytes, int offset, int lengthBytes) {
        this.family = family;
        this.addPath = addPath;
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + lengthBytes;
        return this;
    }

    /** Steps to the next prefix; false behind the last. */
    public boolean next() {
        if (at >= end) {
            return false;
        }
        if (addPath) {
            pathId = (bytes[at] & 0xff) << 24
                    | (bytes[at + 1] & 0xff) << 16
                    | (bytes[at + 2] & 0xff) << 8
                    | bytes[at + 3] & 0xff;
            at += 4;
        }
        lengthBits = bytes[at++] & 0xff;
        int octets = (lengthBits + 7) >>> 3;
        if (family == AddressFamily.IPV4_UNICAST) {
            int address = 0;
            for (int i = 0; i < octets; i++) {
                address |= (bytes[at + i] & 0xff) << (24 - 8 * i);
            }
            high = 0;
            low = lengthBits == 0 ? 0 : (address & (-1 << (32 - lengthBits))) & 0xffff_ffffL;
        } else {
            readIpv6(octets);
        }
        at += octets;
        return true;
    }

    private void readIpv6(int octets) {
        long upper = 0;
        long lower = 0;
        for (int i = 0; i < octets; i++) {
            long octet = bytes[at + i] & 0xffL;
            if (i < 8) {
                upper |= octet << (56 - 8 * i);
            } else {
                lower |= octet << (120 - 8 * i);
            }
        }
        high = lengthBits == 0 ? 0 : lengthBits >= 64 ? upper : upper & (-1L << (64 - lengthBits));
        low = lengthBits <= 64 ? 0 : lower & (-1L << (128 - lengthBits));
    }

    public AddressFamily family() {
        return family;
    }

    /** The path identifier; 0 without Add-Path. */
    public int pathId() {
        return addPath ? pathId : 0;
    }

    public int lengthBits() {
        return lengthBits;
    }

    /** The upper 64 bits of an IPv6 address; 0 for IPv4. */
    public long high() {
        return high;
    }

    /** The lower 64 bits of an IPv6 address, or the 32 bits of IPv4. */
    public long low() {
        return low;
    }

    public Prefix prefix() {
        return new Prefix(new IpAddress(family == AddressFamily.IPV6_UNICAST, high, low), lengthBits);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import io.bgprr.bgp.net.AddressFamily;

/**
 * Packed NLRI that were validated: a run of (path identifier, if {@link #addPath}), length octet, prefix octets (RFC 4271
 * §4.3, RFC 7911 §3). It borrows its bytes; who keeps it copies them. Walk it with an {@link NlriCursor}.
 *
 * <p>A block of an {@link Update} that is read again and again is set anew each time, so that a message costs no garbage.
 */
public final class NlriBlock {

    private static final byte[] NO_BYTES = {};

    private AddressFamily family = AddressFamily.IPV4_UNICAST;
    private boolean addPath;
    private byte[] bytes = NO_BYTES;
    private int offset;
    private int lengthBytes;

    /** One without routes. */
    public NlriBlock() {}

    public NlriBlock(AddressFamily family, boolean addPath, byte[] bytes, int offset, int lengthBytes) {
        set(family, addPath, bytes, offset, lengthBytes);
    }

    /** Borrows these octets, which were validated, from now on. */
    public void set(AddressFamily ofFamily, boolean withPathIds, byte[] ofBytes, int fromOffset, int ofLengthBytes) {
        family = ofFamily;
        addPath = withPathIds;
        bytes = ofBytes;
        offset = fromOffset;
        lengthBytes = ofLengthBytes;
    }

    /** Holds no routes from now on. */
    public void clear(AddressFamily ofFamily) {
        set(ofFamily, false, NO_BYTES, 0, 0);
    }

    /** Another that borrows the same octets. */
    NlriBlock copy() {
        return new NlriBlock(family, addPath, bytes, offset, lengthBytes);
    }

    public AddressFamily family() {
        return family;
    }

    public boolean addPath() {
        return addPath;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    public boolean isEmpty() {
        return lengthBytes == 0;
    }
}

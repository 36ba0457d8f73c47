// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

/**
 * The bounds of every queue, in one place.
 *
 * @param halfOpenPerPeer connections of one address that have not sent a valid OPEN
 * @param ribInboxBytes NLRI and attributes waiting for the RibLoop; beyond it reads pause
 * @param logBytesPerGroup how far the slowest member may lag before it leaves its subgroup
 * @param logAheadBytes how far a subgroup may be encoded ahead of its fastest member
 * @param writeAheadBytes what one session may hand to its transport at once
 * @param tombstonesMax withdrawn destinations that some cursor has not passed
 */
public record Limits(
        int halfOpenPerPeer,
        long ribInboxBytes,
        long logBytesPerGroup,
        long logAheadBytes,
        int writeAheadBytes,
        int tombstonesMax) {

    public static final Limits DEFAULT = new Limits(4, 16L << 20, 16L << 20, 4L << 20, 256 << 10, 2_000_000);

    /** How far a member that goes alone may be encoded ahead: so little that it cannot lag again by that alone. */
    long detachedAheadBytes() {
        return Math.min(writeAheadBytes, logBytesPerGroup / 4);
    }
}

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
 * @param memoryBytes what routes and all that follows from them may take; beyond it the heaviest session ends
 */
public record Limits(
        int halfOpenPerPeer,
        long ribInboxBytes,
        long logBytesPerGroup,
        long logAheadBytes,
        int writeAheadBytes,
        int tombstonesMax,
        long memoryBytes,
        AcceptLimits accept) {

    public static final Limits DEFAULT = new Limits(4, 4L << 20, 16L << 20, 4L << 20, 256 << 10, 2_000_000);

    /** Those of queues, and the others by default. */
    public Limits(
            int halfOpenPerPeer,
            long ribInboxBytes,
            long logBytesPerGroup,
            long logAheadBytes,
            int writeAheadBytes,
            int tombstonesMax) {
        this(
                halfOpenPerPeer,
                ribInboxBytes,
                logBytesPerGroup,
                logAheadBytes,
                writeAheadBytes,
                tombstonesMax,
                memoryBytesDefault(),
                AcceptLimits.DEFAULT);
    }

    /**
     * Half of what the heap may grow to: the rest is for the process itself, for rows that are free and wait to be used again, and
     * for garbage that is not collected yet.
     */
    public static long memoryBytesDefault() {
        return Runtime.getRuntime().maxMemory() / 2;
    }

    public Limits withMemory(long bytes) {
        return new Limits(
                halfOpenPerPeer,
                ribInboxBytes,
                logBytesPerGroup,
                logAheadBytes,
                writeAheadBytes,
                tombstonesMax,
                bytes,
                accept);
    }

    public Limits withAccept(AcceptLimits limits) {
        return new Limits(
                halfOpenPerPeer,
                ribInboxBytes,
                logBytesPerGroup,
                logAheadBytes,
                writeAheadBytes,
                tombstonesMax,
                memoryBytes,
                limits);
    }

    /** How far a member that goes alone may be encoded ahead: so little that it cannot lag again by that alone. */
    long detachedAheadBytes() {
        return Math.min(writeAheadBytes, logBytesPerGroup / 4);
    }
}

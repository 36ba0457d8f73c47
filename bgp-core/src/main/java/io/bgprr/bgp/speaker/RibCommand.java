// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.export.UpdateLog;
import io.bgprr.bgp.net.AddressFamily;

/** What SessionLoops and the façade ask of the RibLoop. */
sealed interface RibCommand
        permits UpdateBatch,
                RibCommand.SessionUp,
                RibCommand.SessionDown,
                RibCommand.Refresh,
                RibCommand.Refill,
                RibCommand.Lagging,
                RibCommand.Progress,
                RibCommand.Relieve,
                RibCommand.Task {

    /** The session is Established: take its routes, send it ours. */
    record SessionUp(SessionLink link) implements RibCommand {}

    /** The session ended: its routes go. */
    record SessionDown(SessionLink link) implements RibCommand {}

    /** The peer wants the family again (RFC 2918). */
    record Refresh(SessionLink link, AddressFamily family) implements RibCommand {}

    /**
     * It is time to take in what the limit of prefixes kept out.
     *
     * @param isAsked the peer was asked to send its routes again
     */
    record Refill(SessionLink link, AddressFamily family, boolean isAsked) implements RibCommand {}

    /** The session dropped what it had not sent of the log from this segment on, for it was too far behind. */
    record Lagging(SessionLink link, AddressFamily family, UpdateLog log, long segmentNumber) implements RibCommand {}

    /** How far the members of one loop are; see {@link UpdateLog#progress}. */
    record Progress(int loop, UpdateLog log, long frontBytes, long rearBytes) implements RibCommand {}

    /** The process is short of memory, whatever our own count says. */
    record Relieve(String why) implements RibCommand {}

    /** A question or an order of the façade, run between two batches. */
    record Task(Runnable action) implements RibCommand {}
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.export.LogRuns;
import io.bgprr.bgp.export.UpdateLog;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.net.AddressFamily;

/** What the RibLoop and the façade ask of a SessionLoop. */
sealed interface SessionCommand {

    /** About one session; it comes to nothing when that has ended. */
    sealed interface OfSession extends SessionCommand {
        SessionLink link();
    }

    /** The session, a member under this index, reads this log from here on, once it is through with the one before. */
    record Joined(SessionLink link, AddressFamily family, UpdateLog log, char memberIndex) implements OfSession {}

    /** New runs for the members of the log; the command owns one reference to the segment. */
    record Published(UpdateLog log, LogRuns runs) implements SessionCommand {}

    /** The session must end. */
    record EndSession(SessionLink link, ErrorCode cease, String why) implements OfSession {}

    /** The peer has sent more prefixes than its limit allows: it is told, and where the limit says so the session ends. */
    record PrefixLimitExceeded(SessionLink link, AddressFamily family, PrefixLimit limit) implements OfSession {}

    /**
     * There is room again for routes that the limit of prefixes kept out.
     *
     * @param needsRefresh some are not held, and the peer has to send them again
     */
    record PrefixLimitRoom(SessionLink link, AddressFamily family, boolean needsRefresh) implements OfSession {}

    /** The sessions that have not passed this segment of the log must end, for they hold up too much (Cease/8). */
    record EndBehind(UpdateLog log, long segmentNumber, String why) implements SessionCommand {}

    /**
     * The session must end for want of memory (Cease/8), and its peer stay away.
     *
     * @param isOffender it took too much; else it only came when there was none, and may come again soon
     */
    record Shed(SessionLink link, String why, boolean isOffender) implements OfSession {}

    /** Memory is nearly used up, or there is enough again: whether dynamic neighbours, and who was refused, may come. */
    record TakeNewcomers(boolean isWanted) implements SessionCommand {}

    /** A question or an order of the façade. */
    record Task(Runnable action) implements SessionCommand {}
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.net.Prefix;

/** What export hands to the sessions, in order: a port of the RibLoop. */
public interface ExportOutput {

    /** The recipient reads this log from here on, once it is through with the one before. */
    void joined(Recipient recipient, UpdateLog log);

    /** New runs for the members of the log on one IO loop, which gets one reference to the segment. */
    void published(int loop, UpdateLog log, LogRuns runs);

    /**
     * Routes whose attributes, with what we add, leave no room for a prefix in a message of the group's size: whoever had
     * an older one was sent its withdrawal (RFC 4271 §9.2, RFC 8654 §4).
     *
     * @param example one of them
     */
    void tooLong(UpdateGroupKey group, Prefix example, int count);

    /**
     * The sessions of one IO loop that have not passed a segment of the log must end (Cease/8): members of it, and those that read
     * on in another log by now and have not come to the end of this one.
     */
    void shedBehind(int loop, UpdateLog log, long segmentNumber, String why);
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.netty.buffer.ByteBuf;

/**
 * A piece of an {@link UpdateLog} ready to be sent: whole UPDATEs in one segment, cut into runs by who must not, or who
 * alone may, receive them. Immutable. One object serves all IO loops; each loop that is given it owns one reference to the
 * segment and releases it.
 *
 * @param segment the buffer, written from {@code from} to the last end
 * @param segmentNumber counts the segments of the log
 * @param ends where each run ends in the buffer; it starts where the one before ends
 * @param tags for each run: 0 for every member, the index of the member that skips it, or with {@link #ONLY} set the index of
 *     the one member that gets it
 * @param messages how many UPDATEs each run holds
 * @param endBytes octets of the log up to the end of the last run
 */
public record LogRuns(
        ByteBuf segment, long segmentNumber, int from, int[] ends, int[] tags, int[] messages, long endBytes) {

    /** The flag of a run for one member. */
    public static final int ONLY = 1 << 16;

    public int runCount() {
        return ends.length;
    }

    public int start(int run) {
        return run == 0 ? from : ends[run - 1];
    }

    /** Whether the member receives the run. */
    public boolean isFor(int run, char member) {
        int tag = tags[run];
        return tag == 0 || ((tag & ONLY) == 0 ? tag != member : tag == (ONLY | member));
    }

    public int lengthBytes() {
        return ends[ends.length - 1] - from;
    }
}

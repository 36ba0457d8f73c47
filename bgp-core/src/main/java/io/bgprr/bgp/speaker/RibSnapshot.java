// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.List;

/**
 * The RIB at one moment.
 *
 * @param families one for each {@link io.bgprr.bgp.net.AddressFamily}, in ordinal order
 * @param attributeSets distinct sets of attributes
 * @param attributeBytes octets of their canonical bytes
 * @param inboxBytes octets waiting for the RibLoop
 * @param updateGroups groups with at least one member
 * @param updateSubgroups their subgroups
 * @param logBytes octets encoded and not yet passed by all members
 * @param latencyCounts update-to-advertise latency: how many samples were at most {@link #latencyBoundsSeconds()}[i], not
 *     cumulative; the last cell counts those above
 * @param latencySumSeconds sum of all samples
 * @param memoryBytes what routes and all that follows from them take, estimated
 * @param memoryBytesMax the limit of it
 * @param sessionsShed sessions that ended for want of memory
 */
public record RibSnapshot(
        List<Family> families,
        long attributeSets,
        long attributeBytes,
        long inboxBytes,
        int updateGroups,
        int updateSubgroups,
        long logBytes,
        long[] latencyCounts,
        double latencySumSeconds,
        long memoryBytes,
        long memoryBytesMax,
        long sessionsShed) {

    private static final double[] BOUNDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    /** Upper bounds of the latency histogram, seconds. */
    public static double[] latencyBoundsSeconds() {
        return BOUNDS.clone();
    }

    /**
     * @param destinations prefixes with at least one path
     * @param paths received routes
     * @param tombstones withdrawn prefixes that some cursor has not passed
     * @param changes changes of a best path since the start
     */
    public record Family(long destinations, long paths, long tombstones, long changes) {}
}

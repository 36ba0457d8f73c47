// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours by their next deadline. A deadline that moves later is noticed only when the old one comes: restarting a
 * hold timer thousands of times a second costs nothing here.
 */
final class DeadlineQueue {

    private record Entry(long nanos, Neighbor neighbor) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.compare(nanos, other.nanos);
        }
    }

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();

    void schedule(Neighbor neighbor, long nanos) {
        if (nanos < neighbor.scheduledNanos) {
            neighbor.scheduledNanos = nanos;
            queue.add(new Entry(nanos, neighbor));
        }
    }

    /** A neighbour whose deadline has come, or null; it is scheduled no more. */
    @Nullable
    Neighbor poll(long nowNanos) {
        for (Entry first = queue.peek(); first != null && first.nanos() <= nowNanos; first = queue.peek()) {
            queue.remove();
            Neighbor neighbor = first.neighbor();
            if (neighbor.scheduledNanos == first.nanos()) {
                neighbor.scheduledNanos = Long.MAX_VALUE;
                return neighbor;
            }
        }
        return null;
    }

    /** The earliest deadline, {@link Long#MAX_VALUE} when there is none. */
    long nextNanos() {
        Entry first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.nanos();
    }
}

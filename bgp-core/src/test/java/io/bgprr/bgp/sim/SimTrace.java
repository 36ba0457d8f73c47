// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a simulated network: all of it in a hash, the last of it in words. Two runs of one seed have equal
 * hashes; if not, something decides by the order of a hash table or by an address in memory.
 */
final class SimTrace {

    /** How many events a failure tells. */
    static final int LAST = 200;

    /** Fixed columns: seconds since the start, node, peer, what happened. */
    private record Event(
            double seconds, Object node, @Nullable Object peer, String what, long number) {

        @Override
        public String toString() {
            String detail = number < 0 ? what : what + " " + number;
            return "%14.6f  %-12s  %-12s  %s".formatted(seconds, node, peer == null ? "-" : peer, detail);
        }
    }

    private final Event[] last = new Event[LAST];
    private final @Nullable Consumer<String> sink;
    private long count;
    private long hash = 0xcbf29ce484222325L;

    /** @param sink is told every event in words, or null */
    SimTrace(@Nullable Consumer<String> sink) {
        this.sink = sink;
    }

    /**
     * @param what a constant or a text of its own
     * @param number what there is to say of it in one number, negative = nothing
     */
    void add(long nanos, Object node, @Nullable Object peer, String what, long number) {
        Event event = new Event(nanos * 1e-9, node, peer, what, number);
        last[(int) (count++ % LAST)] = event;
        mix(nanos);
        mix(node.hashCode());
        mix(peer == null ? 0 : peer.hashCode());
        mix(what.hashCode());
        mix(number);
        if (sink != null) {
            sink.accept(event.toString());
        }
    }

    /** Lets something that is not told in words make a difference. */
    void mix(long value) {
        hash = Long.rotateLeft(hash ^ value * 0x9e3779b97f4a7c15L, 29) * 0xbf58476d1ce4e5b9L;
    }

    long count() {
        return count;
    }

    long hash() {
        return hash;
    }

    /** The last events, the oldest first. */
    List<String> last() {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - LAST); i < count; i++) {
            lines.add(last[(int) (i % LAST)].toString());
        }
        return lines;
    }
}

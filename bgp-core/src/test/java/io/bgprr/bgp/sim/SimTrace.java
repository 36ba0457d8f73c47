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

    private final @Nullable Event[] last = new Event[LAST];
    private final @Nullable Consumer<String> sink;
    private long count;
    private long hash;

    /** Fixed columns: seconds since the start, node, peer, what happened. */
    private record Event(long nanos, Object node, @Nullable Object peer, Object what, long number) {

        @Override
        public String toString() {
            return "%14.6f  %-12s  %-12s  %s"
                    .formatted(nanos * 1e-9, node, peer == null ? "-" : peer, number < 0 ? what : what + " " + number);
        }
    }

    /** @param sink is told every event in words, or null */
    SimTrace(@Nullable Consumer<String> sink) {
        this.sink = sink;
    }

    /**
     * @param node who it happened to, a value: its hash goes into the trace's
     * @param what says in words what happened, and by its hash too
     * @param number what there is to add in one number, negative = nothing
     */
    void add(long nanos, Object node, @Nullable Object peer, Object what, long number) {
        Event event = new Event(nanos, node, peer, what, number);
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

    private void mix(long value) {
        hash = Long.rotateLeft(hash ^ value * 0x9e37_79b9_7f4a_7c15L, 29) * 0xbf58_476d_1ce4_e5b9L;
    }

    /** How many events there were. */
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
            lines.add(String.valueOf(last[(int) (i % LAST)]));
        }
        return lines;
    }
}

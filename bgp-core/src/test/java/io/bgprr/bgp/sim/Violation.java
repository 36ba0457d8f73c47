// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import org.jspecify.annotations.Nullable;

/**
 * Something that must hold does not. The numbers are those of the invariants:
 *
 * <ol>
 *   <li>Only its owner thread touches an engine.
 *   <li>After each mutation all outputs are drained before the next input.
 *   <li>The best path of every destination equals a naive recomputation.
 *   <li>A destination is in the table exactly while it has a path or some cursor or mark has not passed its tombstone.
 *   <li>Merging subgroups have equal Adj-RIB-Outs, which {@code UpdateGroup} asserts itself; at rest none is left that could.
 *   <li>At quiescence, what A's Adj-RIB-Out for B derives equals B's Adj-RIB-In from A, and both what the oracle says.
 *   <li>Reference counts: the pool's size equals the distinct sets reachable; no buffer is leaked.
 *   <li>A session is never expired by our own pause of reads; KEEPALIVEs are never later than the negotiated third.
 *   <li>No path with our ORIGINATOR_ID, our CLUSTER_ID or our AS has an accepted set.
 *   <li>Every queue stays below its named limit.
 * </ol>
 *
 * <p>An {@link Error}, so that no engine mistakes it for an error of its own and ends a session over it.
 */
final class Violation extends AssertionError {

    Violation(int invariant, String text) {
        super("invariant " + invariant + ": " + text);
    }

    /** Throws one unless the condition holds. */
    static void unless(boolean holds, int invariant, @Nullable Object... text) {
        if (!holds) {
            StringBuilder words = new StringBuilder();
            for (@Nullable Object word : text) {
                words.append(word);
            }
            throw new Violation(invariant, words.toString());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
/**
 * The decision process: of the paths of a destination, which one is best, and why.
 *
 * <h2>Owns</h2>
 *
 * {@link BestPathSelector}, the steps of phase 2; {@link DecisionReason}, their names and their order; {@link DecisionConfig}, the
 * few switches there are.
 *
 * <h2>Thread</h2>
 *
 * The selector belongs to the RibLoop and keeps scratch space. The other two are immutable.
 *
 * <h2>Data flow</h2>
 *
 * At the end of a batch of input the RibLoop has {@link BestPathSelector#decideTouched} decide for every destination that the batch
 * touched, once, however often it was touched. The winner moves to the front of its destination's paths, and each path is left a
 * code that says why it won or where it lost, which {@code explain} shows.
 *
 * <p>The order: LOCAL_PREF, originated here, AS_PATH length, ORIGIN, MED, external over internal, cost to the next hop, the oldest
 * external path where asked for, the originator's BGP identifier, CLUSTER_LIST length, the peer's address, the path identifier.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>The outcome, reasons included, depends on the paths alone, never on the order in which they came; with {@code
 *       preferOldestExternal} it depends on that order too, as numbers that the RIB keeps with the paths, never on batches.
 *   <li>MED is compared among all candidates of one neighbour AS at once, which no switch turns off.
 *   <li>Only accepted paths are candidates.
 *   <li>A decision allocates nothing, and its cost grows with the number of paths, not with its square.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * Loops and what else makes a path ineligible ({@code policy}); whether a next hop can be reached, for a reflector forwards
 * nothing and takes every next hop as reachable at one cost; several paths of a destination at once.
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §9.1.2; RFC 4456 §9; RFC 5004; RFC 5065 §5.3.
 */
@NullMarked
package io.bgprr.bgp.decision;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * What is measured, and with what.
 *
 * <h2>Owns</h2>
 *
 * {@link Score} and its {@link Figure}s, the result of a play; {@link Usage}, what a daemon used, and {@link MachineUse}, what
 * player and machine did, both read by {@link UseClock} while something is timed;
 * {@link ChangeClock} and {@link LatencyHistogram}, how long changes took.
 *
 * <h2>Thread</h2>
 *
 * The player's.
 *
 * <h2>Data flow</h2>
 *
 * Times and counts in, quantiles and figures out.
 *
 * <h2>Invariants</h2>
 *
 * Adding a duration allocates nothing. A figure that was not measured is absent and not zero.
 *
 * <h2>Not here</h2>
 *
 * Medians of several plays, tables: {@code bench} has them.
 *
 * <h2>RFCs</h2>
 *
 * None.
 */
@NullMarked
package io.bgprr.bgp.rr.bench.score;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Whole networks of production engines in one thread and in virtual time, from one seed.
 *
 * <p><b>Owns</b> the network ({@link io.bgprr.bgp.sim.SimNetwork}), what its speakers are to be ({@link
 * io.bgprr.bgp.sim.SimModel}), what happens to them ({@link io.bgprr.bgp.sim.Swarm}), and the oracle that knows what must
 * come of it ({@link io.bgprr.bgp.sim.ReferenceSpeaker}). {@link io.bgprr.bgp.sim.Simulation} is the way in.
 *
 * <p><b>Thread</b>: the caller's, and no other. Runs are independent of each other.
 *
 * <p><b>Data flow</b>: seed, then model, then speakers; events until nothing moves; then the checks and a report.
 *
 * <p><b>Invariants</b>: all randomness comes from the seed, so that a seed run twice leaves the same trace.
 *
 * <p><b>Not here</b>: sockets and real time.
 *
 * <p><b>RFCs</b>: the oracle is a second implementation of RFC 4271 §9 and RFC 4456.
 */
@NullMarked
package io.bgprr.bgp.sim;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Whole networks of production engines in one thread and in virtual time, from one seed.
 *
 * <p><b>Owns</b> the hosts and the time ({@link io.bgprr.bgp.sim.SimNetwork}), TCP as engines feel it ({@link
 * io.bgprr.bgp.sim.SimConnection}), what speakers are to be ({@link io.bgprr.bgp.sim.SimModel}, picked by {@link
 * io.bgprr.bgp.sim.Topology} and {@link io.bgprr.bgp.sim.Features}), what happens to them ({@link
 * io.bgprr.bgp.sim.Workload}), and the oracle that knows what must come of it ({@link io.bgprr.bgp.sim.ReferenceSpeaker}).
 * {@link io.bgprr.bgp.sim.Simulation} is the way in.
 *
 * <p><b>Thread</b>: the caller's, and no other. Runs are independent of each other.
 *
 * <p><b>Data flow</b>: seed, then model, then speakers; events until nothing moves; then the oracle and a report. A pass of a
 * SessionLoop, a slice of the RibLoop and every piece of octets is an event with a random delay: the schedule of threads
 * is a part of the seed.
 *
 * <p><b>Invariants</b>: those that {@link io.bgprr.bgp.sim.Violation} lists, checked by asserts of the engines, after every step by {@link
 * io.bgprr.bgp.sim.StepChecks}, on the wire by {@link io.bgprr.bgp.sim.WireWatch}, and at rest by {@link
 * io.bgprr.bgp.sim.QuietChecks}. All randomness comes from the seed, so that a seed run twice leaves the same trace.
 *
 * <p><b>Not here</b>: sockets, real time, and peers that do not keep to the protocol.
 *
 * <p><b>RFCs</b>: the oracle is a second implementation of RFC 4271 §9 and RFC 4456.
 */
@NullMarked
package io.bgprr.bgp.sim;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Deliberate bugs: the proof that the simulator finds bugs.
 *
 * <p><b>Owns</b> the list of faults ({@link io.bgprr.bgp.sim.fault.DeliberateFault}), each a change of one production method's
 * byte code, and a class loader that makes a world with one of them.
 *
 * <p><b>Thread</b>: that of the test.
 *
 * <p><b>Data flow</b>: a fault, then {@link io.bgprr.bgp.sim.fault.FaultyClasses}, then the simulator loaded in that world, which
 * runs one seed after the other until it finds something.
 *
 * <p><b>Invariants</b>: a fault that finds nothing to change, because the code has moved on, fails its test; so does one that no
 * seed notices.
 *
 * <p><b>Not here</b>: no production class has a switch for being wrong.
 *
 * <p><b>RFCs</b>: none.
 */
@NullMarked
package io.bgprr.bgp.sim.fault;

import org.jspecify.annotations.NullMarked;

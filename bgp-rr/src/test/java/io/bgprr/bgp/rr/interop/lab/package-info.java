// SPDX-License-Identifier: Apache-2.0
/**
 * A network of real BGP daemons on loopback, for tests.
 *
 * <h2>Owns</h2>
 *
 * <p>Processes, their directories and their ports. {@code Lab} is the network, {@code Role} what a daemon plays in it,
 * {@code DaemonProcess} a child of the test; one class for each project knows how its daemon is configured and asked;
 * {@code BgpRrProcess} is ours. {@code RawClient} is a peer inside the test, {@code Link} a host of its own and the cable to
 * it. {@code LabRoute} is what all of them are made to say, so that one expected table serves all.
 *
 * <h2>Thread</h2>
 *
 * <p>The test's; a {@code RawClient} has two of its own. Nothing here waits by sleeping: {@code Lab.await} polls until an assertion holds.
 *
 * <h2>Data flow</h2>
 *
 * <p>Announcements (a resource of {@code LabRoute} lines) become a daemon's own configuration; its command line client or
 * log is read back into {@code LabRoute}s.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>A daemon that ends by itself fails the test at once with the end of its log.
 *   <li>A daemon that is not installed fails the test with the sentence that says what to install; it is never skipped.
 *   <li>Processes are ended by the handle they were started with, also when the test's JVM is interrupted.
 *   <li>Traffic stays on 127.0.0.0/8, ::1 and the cables of {@code Link}s, which end in network namespaces. No daemon
 *       touches the kernel's routes.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * <p>What is expected of whom: that is in the scenarios of {@code io.bgprr.bgp.rr.interop}. Next hops in 127.0.0.0/8 are
 * refused by good daemons, ours among them, so routes carry documentation addresses that nobody resolves.
 *
 * <h2>RFCs</h2>
 *
 * <p>RFC 5737 and RFC 3849 (addresses for documentation).
 */
@NullMarked
package io.bgprr.bgp.rr.interop.lab;

import org.jspecify.annotations.NullMarked;

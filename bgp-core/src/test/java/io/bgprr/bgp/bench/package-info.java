// SPDX-License-Identifier: Apache-2.0
/**
 * What the parts cost for each route, and the tables that they are measured with.
 *
 * <h2>Owns</h2>
 *
 * {@link io.bgprr.bgp.bench.DfzTable}, a table in the Internet's shape made from a seed; {@link io.bgprr.bgp.bench.QuietSpeaker}, both
 * engines with clients that allocate nothing. The benchmarks themselves stand beside what they measure, as tests do, in classes
 * named {@code …Bench}.
 *
 * <h2>Thread</h2>
 *
 * One. Time is virtual, so that nothing waits.
 *
 * <h2>Data flow</h2>
 *
 * {@code scripts/jmh} runs the benchmarks under JMH with the launcher's flags. Each of their bodies runs once in every {@code mvn
 * test}, which checks what comes of it; {@code arch} counts octets and rows with the same tables, where a bound is to hold.
 *
 * <h2>Invariants</h2>
 *
 * The same seed gives the same table. A benchmark's operation is one route, one set or one decision, and returns something that
 * depends on all of them.
 *
 * <h2>Not here</h2>
 *
 * Sockets and whole daemons: those are measured by playing peers against the process.
 *
 * <h2>RFCs</h2>
 *
 * None.
 */
@NullMarked
package io.bgprr.bgp.bench;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Targets of the coverage-guided fuzzer (Jazzer): one class for each part that reads what a peer sends.
 *
 * <h2>Owns</h2>
 *
 * The targets, {@code …FuzzTest} with one method each; what they hold for true of every input, {@link
 * io.bgprr.bgp.fuzz.UpdateChecks} and {@link io.bgprr.bgp.fuzz.MemoryBound}; and their seeds, the golden vectors ({@link
 * io.bgprr.bgp.fuzz.GoldenMessages}) and the files in {@code src/test/resources/io/bgprr/bgp/fuzz}.
 *
 * <h2>Thread</h2>
 *
 * The test's own. The engines run in it, in virtual time.
 *
 * <h2>Data flow</h2>
 *
 * Every {@code mvn test} gives each target its seeds, in a JVM of their own (execution {@code fuzz-regression}). {@code
 * scripts/fuzz} starts Jazzer with one target, which makes new inputs of the seeds, guided by the branches they reach.
 *
 * <h2>Invariants</h2>
 *
 * No exception but the one that is an answer. What was decoded is encoded, and decoded again to the same. What we send has
 * nothing that RFC 7606 would find. Memory is bounded by the length of the input, work by steps that are counted, never by a
 * clock. A target is a function of its input: no time, no randomness but from a constant seed.
 *
 * <h2>Not here</h2>
 *
 * Sockets, and the daemon's configuration and admin API: module {@code bgp-rr} has targets of its own.
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §6, RFC 7606.
 */
@NullMarked
package io.bgprr.bgp.fuzz;

import org.jspecify.annotations.NullMarked;

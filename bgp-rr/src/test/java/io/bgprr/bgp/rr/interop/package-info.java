// SPDX-License-Identifier: Apache-2.0
/**
 * Our daemon against other projects' daemons, real ones.
 *
 * <h2>Owns</h2>
 *
 * <p>The scenarios, and the tables they expect as text in the resources: {@code announced/} is what each role originates,
 * {@code expected/} what each peer must hold and what we must have received; a directory of a daemon's name there holds the
 * tables that differ for it, and each begins with the reason.
 *
 * <h2>Thread</h2>
 *
 * <p>One lab per class, started once and shared by its scenarios; each scenario begins when the whole lab is in its expected
 * state again. Classes run one after the other.
 *
 * <h2>Data flow</h2>
 *
 * <p>{@code ReflectionScenarios} is asked of every daemon; a subclass names the daemon and says what only that one does.
 * What the peers hold is read from their own clients; what we hold is read from our admin API.
 *
 * <h2>Invariants</h2>
 *
 * <p>Run by {@code scripts/test}, or alone with {@code mvn -Pinterop verify -Dit.test=BirdInteropIT}. Nothing is skipped.
 *
 * <h2>Not here</h2>
 *
 * <p>The processes and their languages: package {@code lab}. Errors on the wire, which good daemons do not make: package
 * {@code hostile}, and golden vectors and simulation in bgp-core. Faults of processes and links: package {@code faults}.
 *
 * <h2>RFCs</h2>
 *
 * <p>RFC 4271, RFC 4456 (reflection), RFC 4760 (IPv6), RFC 2918 (route refresh), RFC 9003 (shutdown texts).
 */
@NullMarked
package io.bgprr.bgp.rr.interop;

import org.jspecify.annotations.NullMarked;

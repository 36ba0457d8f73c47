// SPDX-License-Identifier: Apache-2.0
/**
 * The daemons that are measured: how each is configured, started, looked at and stopped.
 *
 * <h2>Owns</h2>
 *
 * {@link DaemonKind} and one class per kind, which writes its configuration; {@link Daemons}, all kinds by name;
 * {@link RunningDaemon}, a process with its children; {@link ProcessTree}, what these use; {@link DaemonFiles}, the directory
 * that is theirs; {@link Ending}, what becomes of them when this program ends before it is done;
 * {@link Relay}, which is no daemon, but what copying alone takes.
 *
 * <h2>Thread</h2>
 *
 * The caller's. A relay within this process has one of its own, and {@link Ending} has the JVM's hook.
 *
 * <h2>Data flow</h2>
 *
 * {@link Surroundings}, the addresses and the setup, become a configuration file and a command line; /proc becomes numbers.
 *
 * <h2>Invariants</h2>
 *
 * All daemons are told the same: a reflector whose sessions are all clients, that waits to be connected to, without policy,
 * filters or kernel routes. A daemon is stopped by the process that was started, with those that it started itself, and never
 * by name; when this JVM ends, so do they. Nothing that was made for it stays, unless it is asked for.
 *
 * <h2>Not here</h2>
 *
 * Installing daemons: {@code scripts/bench} does.
 *
 * <h2>RFCs</h2>
 *
 * RFC 4456 (what they are all to do).
 */
@NullMarked
package io.bgprr.bgp.rr.bench.daemon;

import org.jspecify.annotations.NullMarked;

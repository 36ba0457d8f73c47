// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code bgp-rr}: a thin client of the admin API, and the door to {@code run} and {@code check}.
 *
 * <h2>Owns</h2>
 *
 * {@link BgpRrCommand} and its subcommands; {@link AdminClient}, a small HTTP client; {@link Json}, what it answered;
 * {@link Table}, columns for people.
 *
 * <h2>Thread</h2>
 *
 * The main thread, and no other.
 *
 * <h2>Data flow</h2>
 *
 * arguments, picocli, a subcommand, one or more requests to the daemon, and its answer: with {@code -o json} as the daemon
 * wrote it, else as tables. Long lists are asked for page by page and printed as they come.
 *
 * <h2>Invariants</h2>
 *
 * Exit codes: 0 ok, 1 the operation failed, 2 the command was wrong, 3 the daemon was not reached. Results go to standard
 * output, complaints to standard error. What a peer or a configuration wrote is printed with control characters escaped. A
 * question to the daemon loads neither Netty nor a metrics library: start-up is what a user of a command feels.
 *
 * <h2>Not here</h2>
 *
 * Any knowledge of routes: sentences, reasons and verdicts come from the daemon. What {@code run} and {@code check} do
 * stands behind {@link DaemonEntry}.
 *
 * <h2>RFCs</h2>
 *
 * RFC 9112 §7.1 (chunked transfer), RFC 8259 (JSON).
 */
@NullMarked
package io.bgprr.bgp.rr.cli;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The daemon {@code bgp-rr} as a process: start, signals, reload, log, exit code.
 *
 * <h2>Owns</h2>
 * {@code Main}, {@code Daemon} with the life of the process, {@code EventLog} with the words of the log, {@code Signals};
 * {@code Rehearsal}, which plays all of it for the AOT cache; {@code OldGenerationWatch}, which keeps the heap small,
 * and {@code HeapRelief} for when that cannot be.
 *
 * <h2>Thread</h2>
 * The daemon lives on the main thread: signals, the admin API and engines put commands into its queue, and it works them off
 * one by one. So a reload never meets a stop half way, and two reloads never mix.
 *
 * <h2>Data flow</h2>
 * {@code config} makes the desired state of a file, {@code bgp-core} a speaker of the desired state, {@code admin} shows the
 * speaker to {@code cli} and to Prometheus.
 *
 * <table>
 *   <caption>What ends the process</caption>
 *   <tr><td>TERM, INT</td><td>sessions end with Cease/Administrative Shutdown and a text</td><td>0</td></tr>
 *   <tr><td>a configuration that is wrong at the start, an address that cannot be bound</td><td>said, all at once</td><td>1</td></tr>
 *   <tr><td>an engine's failure</td><td>said; sockets close without a Cease, so that peers may keep routes</td><td>1</td></tr>
 * </table>
 *
 * HUP reloads. The file is opened by its name each time, so that a ConfigMap's swapped symbolic link is followed.
 *
 * <h2>Invariants</h2>
 * A file that is wrong changes nothing of a running daemon. What a reload will do is logged before it is done. Nothing here
 * waits for a peer without a limit.
 *
 * <h2>Not here</h2>
 * Which message ends a session: the engines know what was negotiated with whom. Becoming a background process: whoever
 * starts this one keeps it.
 *
 * <h2>RFCs</h2>
 * 4486 and 9003 (why we go).
 */
@NullMarked
package io.bgprr.bgp.rr;

import org.jspecify.annotations.NullMarked;

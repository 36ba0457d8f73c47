// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code bgp-rr bench}: this daemon and others measured side by side on this machine, with every route
 * checked that a receiver gets.
 *
 * <h2>Owns</h2>
 *
 * {@link BenchRequest}, what the user asked for; {@link Playbill}, what that comes to; {@link Bench}, which plays it; {@link Match}, one scenario against one
 * daemon; {@link Scoreboard}, the table, and {@link ScoreJson}, the same for programs; {@link Growth} with {@link LogPlot},
 * time and memory by size; {@link Progress}.
 *
 * <h2>Thread</h2>
 *
 * The main thread is the player's thread too.
 *
 * <h2>Data flow</h2>
 *
 * <pre>
 *   BenchRequest --&gt; Setup ... and DaemonKind ...
 *                      |             |
 *                    World       RunningDaemon          one after the other, daemons by turns,
 *                      '--&gt; Play &lt;---'                  so that a neighbour's load hits all
 *                            |
 *                          Score ... --&gt; Scoreboard, ScoreJson, LogPlot
 * </pre>
 *
 * <h2>Invariants</h2>
 *
 * All daemons of a table were played with the same octets by the same player in the same run. A daemon that does wrong has no
 * time. Nothing of this is loaded by {@code bgp-rr run}. All traffic is on loopback: 127.20.0.1 and from 127.21.0.1 on.
 *
 * <h2>Not here</h2>
 *
 * The command line's grammar; installing daemons, which {@code scripts/bench} does.
 *
 * <h2>RFCs</h2>
 *
 * None; the packages below name theirs.
 */
@NullMarked
package io.bgprr.bgp.rr.bench;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The load player: all BGP peers of a daemon in one thread, which send what was encoded before and check every route that
 * comes back to a receiver.
 *
 * <h2>Owns</h2>
 *
 * {@link Play}, one scenario against one daemon from first connection to verdict;
 * {@link PeerLoop} with a {@link PlayedSession} for each peer; {@link Receiver}, what one peer holds, a byte a prefix, and
 * {@link Goal}, what it should hold; {@link Act}, what follows the first table in churn, failover, stall and idle;
 * {@link WarmUp}, which has the JVM compile all of it before a clock runs.
 *
 * <h2>Thread</h2>
 *
 * One, the caller's. A player that needs more than one core measures itself.
 *
 * <h2>Data flow</h2>
 *
 * <pre>
 *   encoded stream --&gt; PlayedSession --&gt; socket --&gt; the daemon
 *   the daemon --&gt; socket --&gt; PlayedSession: whole messages --&gt; UpdateView --&gt; Receiver: held[prefix] = path
 *                                                                              |
 *                                          Goal: wanted[prefix], all right? &lt;--'
 * </pre>
 *
 * <h2>Invariants</h2>
 *
 * Nothing is allocated per route. A path is held only when the hash of its attributes is that of what its sender sent, treated
 * as the daemon must treat it. A play passes when every receiver holds exactly what is wanted, still does after a pause, and
 * no receiver ever saw a wrong attribute, a prefix that nobody announced or a malformed message, and no session ended; those
 * that all connect at once may end and come back until they have converged, and are counted. What comes back to peers that
 * only send, and to the one that stalls, is not looked at. The player says how busy it was: nearly always means that it, and
 * not the daemon, was measured.
 *
 * <h2>Not here</h2>
 *
 * Starting daemons. What is right: {@code bench.world} knows.
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §4 (messages), RFC 5492 (capabilities), RFC 4760, RFC 6793, RFC 2918.
 */
@NullMarked
package io.bgprr.bgp.rr.bench.player;

import org.jspecify.annotations.NullMarked;

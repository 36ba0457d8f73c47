// SPDX-License-Identifier: Apache-2.0
/**
 * Sessions: from a TCP connection to an agreement with a peer, and for as long as that lasts.
 *
 * <h2>Owns</h2>
 *
 * {@link PeerSession} is one peer: it decides which of several connections is kept, how long to wait, and what a user sees; its
 * {@link Dialer} is our side of coming up. It holds {@link PeerConnection}s, each of which is one TCP connection with a
 * {@link SessionFsm}, a {@link TimerTable}, and a {@link MessageReceiver} for what the peer says. The FSM is a table of RFC
 * 4271 §8.2.2 in code: {@link FsmEvent}s in, actions out through {@link FsmOutput}. {@link CapabilityNegotiator} writes our
 * OPEN and judges the peer's. {@link RetryBackoff} is the only place that knows randomness.
 *
 * <h2>Thread</h2>
 *
 * All of it belongs to the one thread of its SessionLoop; no type here is safe for two. The time is an argument of every
 * input, randomness one of the constructor, and sockets are behind two ports, {@link Transport} and {@link Connection}: a
 * test plays hours of a session in a millisecond.
 *
 * <h2>Data flow</h2>
 *
 * Octets come through {@link ConnectionListener}, are framed and decoded by {@code wire}, and become events of the FSM. UPDATEs
 * and route refreshes of the Established session go on to the {@link SessionListener} without being kept. Outwards this
 * package writes only control messages, each a whole message and flushed at once; UPDATEs are written to the same connection
 * by the loop, whole messages too, so a KEEPALIVE never waits for the RIB and never cuts a message in two.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>At most one connection of a peer dials, and none while another is in OpenConfirm or Established.
 *   <li>At most one connection of a peer is Established; a second one ends with Cease 6/7 and leaves no trace on the first.
 *   <li>{@code down} follows every {@code established}, once, before anything is heard of the next session.
 *   <li>A hold timer never expires because we stopped reading, or because our thread did not run.
 *   <li>A NOTIFICATION is the last thing written to a connection, and a NOTIFICATION is never answered.
 *   <li>Whatever a peer sends ends at most that peer's connection: no exception leaves an input.
 *   <li>To restart a hold timer is one store. The loop is told when the earliest deadline moves forward, and finds out by itself
 *       that it moved back.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * Which addresses may become peers, passwords and TTLs of listening sockets ({@code transport}, {@code speaker}); routes,
 * limits of prefixes, and when to pause reading ({@code speaker}, {@code rib}); the octets of messages ({@code wire}).
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §6, §8, §10; RFC 2918; RFC 4486; RFC 4760 §8; RFC 5492; RFC 6286; RFC 6608; RFC 6793; RFC 7606; RFC 9003; RFC
 * 9687. What the FSM does otherwise than the letter of RFC 4271 §8.2.2, and why, stands with {@link SessionFsm}.
 */
@NullMarked
package io.bgprr.bgp.session;

import org.jspecify.annotations.NullMarked;

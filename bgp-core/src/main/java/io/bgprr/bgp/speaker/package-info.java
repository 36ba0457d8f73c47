// SPDX-License-Identifier: Apache-2.0

/**
 * A whole speaker without threads or sockets: two kinds of engines that meet in mailboxes, and the façade over them.
 *
 * <h2>Owns</h2>
 *
 * {@link io.bgprr.bgp.speaker.SessionLoop}: neighbours, their sessions and what each still has to be sent. {@link
 * io.bgprr.bgp.speaker.RibLoop}: all routes. The configuration, and what an operator may ask and see.
 *
 * <h2>Thread</h2>
 *
 * Each engine belongs to the one thread that runs it; commands in mailboxes are all that passes between them. A session's link
 * is its epoch: a command that names an ended one is dropped. The directory of peers may be asked by any thread.
 *
 * <h2>Data flow</h2>
 *
 * UPDATEs are read out of the receive buffer, prefixes hashed, into a batch for each session, which goes to the RibLoop; it decides for all that
 * came before it sends. What it encodes comes back as runs of a log, which each session passes at its own pace, message by
 * message, as its connection takes them; how far they are goes back, and lets the RibLoop encode on.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>No engine blocks or drops: a full inbox pauses reads, a slow member stops its log, then leaves it.
 *   <li>A session's end is swept before anything that came behind it, so that the next session of the peer starts clean.
 *   <li>A peer's index is used again only when every cursor has passed the changes that its end caused.
 *   <li>A route beyond its peer's limit of prefixes is ruled on before it is written: nobody is ever sent it.
 *   <li>Every reference to a segment that a loop was given is released: passed, abandoned or never wanted.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * Sockets and threads: the transport package. The FSM and its timers: the session package. Files and formats of
 * configuration: whoever makes a {@link io.bgprr.bgp.speaker.SpeakerConfig}.
 *
 * <h2>RFCs</h2>
 *
 * 4271 §3.2 and §9; 4456; 2918; 4486 and 9003 (how sessions end); 5082 and 2385 by configuration; 8212.
 */
@NullMarked
package io.bgprr.bgp.speaker;

import org.jspecify.annotations.NullMarked;

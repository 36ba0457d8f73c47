// SPDX-License-Identifier: Apache-2.0
/**
 * Real tables and streams, played through the daemon to three clients.
 *
 * <h2>Owns</h2>
 *
 * <p>{@code Recording} groups MRT files by the peers they were heard from; an {@code Announcer} plays one of them; a {@code
 * Listener} keeps what the daemon tells it; {@code NaiveSpeaker} says what that must be: intake by RFC 7606 ({@code
 * NaiveIntake}), decision and transformations written down a second time, in the simplest way, with nothing of the daemon's
 * code but the values {@code Prefix} and {@code IpAddress}. {@code Replay} is the daemon of the distribution with all of these
 * around it.
 *
 * <h2>Thread</h2>
 *
 * <p>A virtual thread for each announcer in each part of a phase, one for each listener; the test's waits and compares.
 *
 * <h2>Data flow</h2>
 *
 * <pre>
 *   MRT files -&gt; Recording -&gt; Announcer -+- session -&gt; daemon -&gt; session -&gt; Listener -+- compare
 *                                         +- NaiveSpeaker ------------------------------+
 * </pre>
 *
 * <p>The phases: everything is played, one client reading in bursts and one joining in the middle; all peers withdraw half; that
 * half flaps; the largest peer dies; every client asks for its routes again.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>A phase ends with a marker of each peer, new each time, so that no phase passes before the daemon has dealt with it.
 *   <li>Tables are compared as a whole: prefix, attributes with flags, next hop. Nothing is counted and nothing is sampled.
 *   <li>Once equal, tables stay equal while one more marker goes through.
 *   <li>Recorded UPDATEs are sent octet by octet as they were heard, but for those translated for 2-octet sessions; only those
 *       that would end the session, and those with path identifiers, are left out.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * <p>The reader of MRT files and the reduced recordings: {@code io.bgprr.bgp.mrt} in the tests of bgp-core. What ends a session:
 * package {@code hostile}.
 *
 * <h2>RFCs</h2>
 *
 * <p>RFC 4271 §9, RFC 4456, RFC 4760, RFC 2545, RFC 2918, RFC 6793, RFC 7606, RFC 9774 (AS_SET, which old tables hold).
 */
@NullMarked
package io.bgprr.bgp.rr.replay;

import org.jspecify.annotations.NullMarked;

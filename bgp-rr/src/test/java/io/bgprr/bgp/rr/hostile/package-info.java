// SPDX-License-Identifier: Apache-2.0
/**
 * Peers that misbehave, over real sockets, against the running daemon.
 *
 * <h2>Owns</h2>
 *
 * <p>{@code RawMessages} and {@code RawAttributes} make octets, right or wrong; {@code RawPeer} is one TCP connection;
 * {@code Bystander} is a good peer that reads everything with {@code HeardUpdate}, which accepts nothing that the daemon
 * should not send to such a peer; {@code Arena} is the daemon with three bystanders and addresses for everybody else. Nothing
 * here shares code with the daemon: an error in its encoder must not hide one in its decoder.
 *
 * <h2>Thread</h2>
 *
 * <p>The test's, and one for each bystander. Cases that must wait for timers run in threads of their own from the start of
 * their class, and the test that bears a case's name waits for it. Nothing sleeps to wait for the daemon.
 *
 * <h2>Data flow</h2>
 *
 * <p>A case connects from an address that nobody has used before, does what its name says, and then either reads the exact
 * NOTIFICATION and the end of the connection, or announces one more route: once that has reached the bystanders, everything
 * before it has been dealt with and the session is alive. Long lists of cases are tables in the resources, one line for each.
 *
 * <h2>Invariants</h2>
 *
 * <p>Behind every case ({@code Arena.check}):
 *
 * <ul>
 *   <li>The sessions of the three bystanders (client, non-client, external) are up and heard only sound messages.
 *   <li>Once the case's peers are gone, nothing of their routes is left.
 *   <li>The daemon runs and has logged no error and no exception.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * <p>Other projects' daemons: package {@code interop}. These tests need nothing but the JDK, so {@code mvn verify} runs them.
 *
 * <h2>RFCs</h2>
 *
 * <p>Each case names its own: above all RFC 4271 §6 and §8.2.2, RFC 6608, RFC 7606, RFC 4456. The identifiers of cases such as
 * {@code A11} are kept stable; they are the rows of the table in bgp-core's README.
 */
@NullMarked
package io.bgprr.bgp.rr.hostile;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Faults of the real world: processes that are killed or stopped, links that swallow packets, peers that do not read, a
 * reflector that dies again and again.
 *
 * <h2>Owns</h2>
 *
 * <p>One class for each kind of thing that fails. {@code FaultLab} is one reflector with clients of many projects, and knows
 * the table that each must hold; {@code Gap} is the time that a fault was felt.
 *
 * <h2>Thread</h2>
 *
 * <p>The test's, and those of {@code RawClient}s, which note the time of each change.
 *
 * <h2>Data flow</h2>
 *
 * <p>Each case begins and ends with all tables exact: every attribute of every route that every daemon holds, as it tells it
 * itself, compared with what the others originate, reflected. In between an observer notes every route that is touched: those
 * of bystanders never are. The time from the fault to its effect at the observer is printed as {@code GAP case=… ms=…}.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>Gaps are asserted with bounds that follow from timers, several times as long on a busy machine; the printed figure is
 *       what counts.
 *   <li>Hold times are short where they must expire, and 90 s at bystanders, whose session must not end.
 *   <li>Links need root: they are network namespaces, with nftables rules inside; the machine's own rules stay untouched.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * <p>Hostile octets: those of good daemons are right. Orderly restarts and reloads: {@code RestartIT} beside this.
 *
 * <h2>RFCs</h2>
 *
 * <p>RFC 4271 §6.5 (hold timer), RFC 9687 (send hold timer), RFC 4456 (reflection), RFC 2544 appendix C (addresses of links).
 */
@NullMarked
package io.bgprr.bgp.rr.interop.faults;

import org.jspecify.annotations.NullMarked;

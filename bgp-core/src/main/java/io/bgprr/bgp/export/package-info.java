// SPDX-License-Identifier: Apache-2.0

/**
 * What goes out: who hears which best path, in which octets, encoded once for all who hear the same.
 *
 * <h2>Owns</h2>
 *
 * The rules of propagation and the outgoing form of attributes, update groups and their subgroups, the Adj-RIB-Out of each
 * subgroup, and the logs of encoded UPDATEs with their shared segments.
 *
 * <h2>Thread</h2>
 *
 * The RibLoop's alone. What leaves it, {@link io.bgprr.bgp.export.LogRuns}, is immutable; each IO loop that is given one owns a
 * reference to its segment.
 *
 * <h2>Data flow</h2>
 *
 * A subgroup is a cursor in the order of changes, an Adj-RIB-Out, a log, and the members for whom all three are the same. To
 * advance is to step over the destinations ahead of the cursor, to pack what is to be said of them by attribute set, to append
 * it to the log and to publish it. New members, members that ask for a refresh, that lag or whose rules change go in a subgroup
 * of their own, and merge into the first one once they have caught up and their octets are taken.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>A member holds the path that its Adj-RIB-Out names, unless it is the member's own: then it holds nothing.
 *   <li>Subgroups that have passed every change, without an unknown entry, hold equal Adj-RIB-Outs.
 *   <li>A mark holds the place where a segment began until every session has passed the segment, so that no withdrawal is
 *       forgotten while someone may still drop the octets that carry it.
 *   <li>A request for a refresh is answered from the head, and not before the last answer is complete, so that who asks all the
 *       time cannot keep a cursor or mark, and with it tombstones and peer indexes, near the head.
 *   <li>A route that fits into no message of a group is one that its rules refuse: no member holds it, and it is judged again
 *       with every change.
 *   <li>A batch is no longer than may be encoded ahead, so that who starts over with it gets through it.
 *   <li>End-of-RIB follows when nothing that stood at the start is unknown, and again when it was dropped unsent.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * Sessions, sockets and how far each member has read: the speaker package reports that. Choosing best paths: the decision
 * package.
 *
 * <h2>RFCs</h2>
 *
 * 4271 §5, §9.1.3 and §9.2; 4456 (reflection); 1997 (well-known communities); 4360 §6 and 5701 (what stays in the AS); 4724 §2
 * (End-of-RIB); 4760 and 2545 (IPv6); 2918 (refresh); 6793 (2-octet peers); 8212 (no policy, no routes); 8654 §4 (message size).
 */
@NullMarked
package io.bgprr.bgp.export;

import org.jspecify.annotations.NullMarked;

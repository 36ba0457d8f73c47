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
 * it to the log and to publish it. New members, members that lag or whose rules change go in a subgroup of their own, and merge
 * into the first one once they have caught up and their octets are taken. So do members that ask for a refresh, whose subgroup
 * stays where it is in the order of changes and takes a second look at what it has passed.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>A member holds the path that its Adj-RIB-Out names, unless it is the member's own: then it holds nothing.
 *   <li>Subgroups that have passed every change, without an unknown entry, hold equal Adj-RIB-Outs.
 *   <li>A mark holds the place where a segment began until every session has passed the segment, so that no withdrawal is
 *       forgotten while someone may still drop the octets that carry it.
 *   <li>Tombstones and peer indexes wait for cursors and marks, and no request moves one of these back. At the head they stand
 *       only for members that joined or came under other rules, or dropped octets of before that, and until these have been
 *       sent, and have taken, what follows. To have that again takes a new session, or new rules.
 *   <li>The second look of a refresh goes from the head to where the cursor stood when it began. It finds nothing that a member
 *       does not hold, so that nothing is kept for it, and it ends however fast routes change and whoever else does not read.
 *   <li>A second look that is begun is taken to its end, and a request that comes meanwhile waits for the next: who asks all the
 *       time is answered all the time. A member that drops a part of what it is sent again is sent all of it again.
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

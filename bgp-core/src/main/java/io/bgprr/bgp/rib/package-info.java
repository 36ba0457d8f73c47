// SPDX-License-Identifier: Apache-2.0
/**
 * Routes: millions of them as rows of columns, and the order in which they changed.
 *
 * <h2>Owns</h2>
 *
 * {@link LocRib}, the routes of one family: its destinations are rows of a {@code DestinationTable}, its paths rows of a {@code
 * PathTable}, {@code PathChains} links each destination to its paths, and a {@code ChangeList} keeps all destinations in the order
 * of their last change. {@link AdjRibIn} knows where one peer's rows stand, {@link RibPeers} gives sessions their index, and a
 * {@link RibCursor} is a reader's place in the order of changes. An {@code int} handle names a destination or a path; nobody
 * outside sees an array.
 *
 * <h2>Thread</h2>
 *
 * All of it belongs to the RibLoop, but for {@link NlriColumns}, which a SessionLoop fills and hands over whole. Nothing is locked, nothing blocks, and whatever may take long takes a budget and goes on
 * at the next call.
 *
 * <h2>Data flow</h2>
 *
 * A batch of {@link LocRib#announce} and {@link LocRib#withdraw} touches destinations. {@code decision} visits what was touched, puts
 * each best path in front, and ends the batch: a destination whose best path or accepted set is another than before the batch
 * moves to the tail of the order of changes. {@code export} has a cursor for each subgroup and steps over what lies ahead of it; the
 * first dump, an increment and a slow peer are all that same walk, and a prefix that flaps ten times is sent once. A route
 * refresh is a second walk over what a cursor has passed.
 *
 * <p>A prefix without paths stays as a tombstone until every cursor has passed it, for only then does every Adj-RIB-Out know that
 * it is gone. The reaper, a marker behind the rearmost cursor, frees tombstones as it steps over them, and calls back whoever
 * placed a {@link LocRib#watch}: what was true of the RIB then has been told to everybody.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>Between batches a destination's first path is its best one, or none of its paths is accepted.
 *   <li>Attribute sets are compared by their id. A path holds a reference to its received set and one to its accepted set, if that is
 *       another, a touched destination one to the set that was best before the batch; when the last route goes, the pool is empty.
 *   <li>A change of nothing but received attributes, or one that a batch takes back, moves nothing.
 *   <li>A handle is used again only when no path, no cursor and no tombstone needs it. A returning prefix finds its tombstone.
 *   <li>The reaper stands behind no cursor; a cursor placed at the head takes it back to the head. It does not wait for one that
 *       reads what another has passed: for such a one nothing is kept.
 *   <li>A refused path keeps its received set and the reason, and stands in the way of no other.
 *   <li>Routes that are known come, change and go without allocation. 64 octets hold an IPv4 route with one Adj-RIB-Out.
 *   <li>A slab of rows that nobody uses is dropped, but for one of each table; rows are taken from the lowest slab with room, so that
 *       what is left of a large table moves together as routes come and go.
 *   <li>No order that anybody sees depends on a hash.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * Which path is best ({@code decision}), which routes are let in ({@code policy}), what was sent to whom ({@code export}), and
 * sessions, of which this package knows nothing but an index ({@code speaker} joins both).
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §3.1, §3.2, §9; RFC 4456 §7; RFC 7911 §3.
 */
@NullMarked
package io.bgprr.bgp.rib;

import org.jspecify.annotations.NullMarked;

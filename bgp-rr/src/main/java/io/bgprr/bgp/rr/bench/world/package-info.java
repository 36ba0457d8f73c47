// SPDX-License-Identifier: Apache-2.0
/**
 * The routes of a benchmark: who announces what, the octets that go out, and what must come back.
 *
 * <h2>Owns</h2>
 *
 * {@link Scenario} and {@link Setup}, what is played; {@link World}, prefixes in groups that share attributes, made from one
 * seed; {@link PathAttributes}, the octets of a group's attributes as they are sent and as they must return;
 * {@link AttributeHash}, which tells attribute sets apart; {@link ExpectedPaths}, every right answer by its hash;
 * {@link PrefixTable}, prefixes by number and numbers by prefix; {@link UpdateWriter}, messages.
 *
 * <h2>Thread</h2>
 *
 * Made by one thread before the clock starts; read only from then on.
 *
 * <h2>Data flow</h2>
 *
 * <pre>
 *   Setup --seed--&gt; World --&gt; UpdateWriter  --&gt; octets that senders send
 *                     |----&gt; ExpectedPaths --&gt; hash of the attributes that must return: (group, path)
 *                     '----&gt; PrefixTable   --&gt; octets of a prefix: its number
 * </pre>
 *
 * <h2>Invariants</h2>
 *
 * Nothing here shares code with bgp-core: a mistake of its codec must not be made twice and so be taken for right. The same
 * setup and seed make the same octets. Two paths never have the same hash.
 *
 * <h2>Not here</h2>
 *
 * Sockets and clocks: the player's. What a daemon is told of its sessions.
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §4.3 (UPDATE, attributes), RFC 4456 §8 (what a reflector adds), RFC 4760 (IPv6), RFC 1997 (communities),
 * RFC 6793 (AS numbers of four octets).
 */
@NullMarked
package io.bgprr.bgp.rr.bench.world;

import org.jspecify.annotations.NullMarked;

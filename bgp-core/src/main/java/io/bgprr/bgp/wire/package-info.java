// SPDX-License-Identifier: Apache-2.0
/**
 * Octets into messages and back.
 *
 * <h2>Owns</h2>
 *
 * {@link MessageFramer}, which cuts a connection's stream into messages and checks their headers; {@link OpenCodec} with
 * {@link CapabilityCodec}, and {@link MessageDecoder} and {@link MessageEncoder} for every message but UPDATE; {@link
 * UpdateDecoder} with its {@link DecodeCache}; and {@link UpdateEncoder}, the parts of an UPDATE as the export side puts them
 * together, with {@link UpdateMessages} for those who want whole messages. {@link MalformedMessageException} carries the answer
 * to what ends a session.
 *
 * <h2>Thread</h2>
 *
 * A framer belongs to its connection, a decoder and its cache to an IO loop; each is used by one thread. Codecs without state
 * may be used by any. Sets that the decoder makes are immutable and may go anywhere.
 *
 * <h2>Data flow</h2>
 *
 * Everything works on regions of {@code byte[]}. The framer hands out messages in place and keeps only an incomplete tail. The
 * decoder walks an UPDATE once in field order: lengths, withdrawn routes, where each attribute starts, the MP attributes,
 * NLRI. What is left of the attribute block is hashed and looked up; a hit costs a comparison and yields the very set of the
 * last time. A miss is validated by the rows of {@code AttributeRule} and copied once into canonical form. NLRI are checked
 * and never copied: blocks borrow the receive buffer.
 *
 * <pre>
 *  chunk ─▶ MessageFramer ─▶ UpdateDecoder ─┬─ UpdateFindings    what was wrong, and how bad
 *                                           ├─ DecodeCache       block ─▶ AttributeSet
 *                                           └─ AttributeDecoder  AttributeRule, AsPathCodec ─▶ canonical octets
 * </pre>
 *
 * <h2>Invariants</h2>
 *
 * Whatever octets arrive, the answer is a message or a {@link MalformedMessageException}: a peer never causes another
 * exception. Memory is bounded by what has arrived, never by what a length field promises. An UPDATE that is returned can be
 * walked without further checks, and its sets are canonical. Decoding a block again gives the same answer as decoding it for
 * the first time. A repeated block costs a constant number of octets on the heap, whatever the number of its routes.
 *
 * <p>RFC 7606 in three sentences: what keeps us from finding the routes ends the session; what spoils their attributes
 * withdraws them; what matters to neither is dropped and said. Where its text leaves a choice, the session lives: flags of MP
 * attributes whose NLRI were read, and attributes that claim to be well known and are not, cost the routes alone.
 *
 * <h2>How to add an attribute</h2>
 *
 * A constant in {@code AttributeType} with its code and flags; a row in {@code AttributeRule} with its length and its
 * reaction; where the value has more to it than a length, a case in {@code AttributeDecoder}; vectors in {@code
 * wire/update.txt}. A capability is a record in {@code Capability} and a case in each direction of {@link CapabilityCodec}.
 *
 * <h2>Not here</h2>
 *
 * Whether an OPEN suits the configuration, and what an error does to a session ({@code session}); loops and policy ({@code
 * rib}, {@code policy}); which attributes go to whom ({@code export}).
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §4, §6; RFC 2545, RFC 2918, RFC 4724 §2, RFC 4760, RFC 5065 §5, RFC 5492, RFC 6286, RFC 6793, RFC 7313, RFC 7606, RFC
 * 7607, RFC 7911 §3, RFC 8092, RFC 8654, RFC 9072, RFC 9774.
 */
@NullMarked
package io.bgprr.bgp.wire;

import org.jspecify.annotations.NullMarked;

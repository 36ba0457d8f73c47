// SPDX-License-Identifier: Apache-2.0
/**
 * Path attributes: one immutable object per distinct set.
 *
 * <h2>Owns</h2>
 *
 * {@link AttributeSet}, its canonical bytes and its decision key; {@link AttributePool}, which interns sets and counts
 * references; {@link AttributeType}, the table of known codes; the typed views for people and policies ({@link AsPath}, {@link
 * Communities}, {@link ExtendedCommunities}, {@link LargeCommunities}, {@link ClusterList}, {@link Aggregator}, {@link
 * UnknownAttribute}), which print what people read and parse what people write; and {@link AttributeSetBuilder}, which makes a set from
 * them.
 *
 * <h2>Thread</h2>
 *
 * A set is immutable but for the id and the count that the pool keeps in it. The pool belongs to the RibLoop. Decoders on
 * other threads make sets and share them by their own cache; only the RibLoop interns.
 *
 * <h2>Data flow</h2>
 *
 * {@code wire} makes a set from a validated attribute block; {@code rib} acquires it, and keeps its id in columns;
 * {@code export} splices its bytes into UPDATEs. Views are made on demand and never on the hot path; configuration makes its
 * sets by the builder.
 *
 * <h2>Invariants</h2>
 *
 * Canonical bytes are valid: whoever makes a set has checked every length and value. Equal sets have equal bytes. The pool
 * holds exactly the sets with references.
 *
 * <h2>Not here</h2>
 *
 * Decoding with RFC 7606's reactions ({@code wire}), and the choice of best path ({@code decision}).
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §5, RFC 1997, RFC 4360, RFC 4456, RFC 5701, RFC 6793, RFC 8092.
 */
@NullMarked
package io.bgprr.bgp.attribute;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The five BGP messages as values, and what an OPEN exchange agreed on.
 *
 * <h2>Owns</h2>
 *
 * {@link Message} and its five kinds, {@link Capability}, {@link Negotiated}, {@link ErrorCode}, and packed prefixes:
 * {@link NlriBlock} with {@link NlriCursor}.
 *
 * <h2>Thread</h2>
 *
 * Values are immutable, with one exception: an {@link Update} is filled again for the next message, and its blocks borrow the
 * receive buffer; both are valid only until the call that delivered them returns. An {@link NlriCursor} belongs to its maker.
 *
 * <h2>Data flow</h2>
 *
 * {@code wire} makes these from bytes; {@code session} acts on all but {@link Update}, which it passes on towards the RIB.
 *
 * <h2>Invariants</h2>
 *
 * A message that exists is valid: the decoder refuses, or has already applied RFC 7606 to, anything else.
 *
 * <h2>Not here</h2>
 *
 * Bytes of headers and attributes ({@code wire}), and what a message does to a session ({@code session}).
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §4, RFC 2918, RFC 4486, RFC 4724, RFC 4760, RFC 5492, RFC 6608, RFC 6793, RFC 7313, RFC 7606, RFC 7911, RFC 8654,
 * RFC 9003, RFC 9687.
 */
@NullMarked
package io.bgprr.bgp.message;

import org.jspecify.annotations.NullMarked;

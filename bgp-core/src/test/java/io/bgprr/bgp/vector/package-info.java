// SPDX-License-Identifier: Apache-2.0
/**
 * What other projects test their decoders with, and what a correct speaker does with it.
 *
 * <h2>Owns</h2>
 *
 * <p>The vectors in the resources ({@code vectors/*.txt}): octets and facts, each with its source and the clause that decides.
 *
 * <h2>Thread</h2>
 *
 * <p>The caller's.
 *
 * <h2>Data flow</h2>
 *
 * <p>Octets go through the production decoder, from the framer to the negotiation; what was understood is written by the
 * production encoder and read again.
 *
 * <h2>Invariants</h2>
 *
 * <p>{@code expect} is never changed to please the decoder. Where several actions are right, {@code why} says by which clauses.
 *
 * <h2>Not here</h2>
 *
 * <p>How octets read as text: golden vectors of package {@code wire}. What a session does next: packages {@code session} and
 * {@code sim}.
 *
 * <h2>RFCs</h2>
 *
 * <p>RFC 4271, RFC 4760, RFC 5065, RFC 5492, RFC 6793, RFC 7606, RFC 7607, RFC 8092, RFC 9072, RFC 9234, RFC 9774.
 */
@NullMarked
package io.bgprr.bgp.vector;

import org.jspecify.annotations.NullMarked;

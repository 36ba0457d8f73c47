// SPDX-License-Identifier: Apache-2.0
/**
 * Our decoder beside those of others.
 *
 * <h2>Owns</h2>
 *
 * <p>The words in which decoders are compared, and the tables of what they disagree about
 * ({@code vectors/disagreements.txt} and {@code vectors/tshark-disagreements.txt}).
 *
 * <h2>Thread</h2>
 *
 * <p>The caller's.
 *
 * <h2>Data flow</h2>
 *
 * <p>A vector's octets go through each decoder; what comes out becomes one line of text.
 *
 * <h2>Invariants</h2>
 *
 * <p>Every disagreement has a reason in the table, with the clause that decides; one that is gone must leave the table.
 *
 * <h2>Not here</h2>
 *
 * <p>What is right: package {@code vector}. Another decoder is a witness, not a judge.
 *
 * <h2>RFCs</h2>
 *
 * <p>RFC 4271, RFC 4760, RFC 7606.
 */
@NullMarked
package io.bgprr.bgp.differential;

import org.jspecify.annotations.NullMarked;

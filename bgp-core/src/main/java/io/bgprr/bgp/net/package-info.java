// SPDX-License-Identifier: Apache-2.0
/**
 * The nouns every other package speaks in: addresses, prefixes, families, identifiers.
 *
 * <h2>Owns</h2>
 *
 * {@link IpAddress}, {@link Prefix}, {@link AddressFamily}, {@link RouterId} and {@link AsNumber}: small immutable
 * values with one canonical form, parsed from text at the edges only. Text is parsed as literals; nothing here ever
 * asks a name server.
 *
 * <h2>Thread</h2>
 *
 * Immutable; any thread.
 *
 * <h2>Data flow</h2>
 *
 * Configuration and operators' input enter as text and become these values; the hot path does not use them (routes are
 * rows of primitive columns in {@code rib}) and makes them only when somebody looks.
 *
 * <h2>Invariants</h2>
 *
 * A {@link Prefix} has no host bits. Two equal values print equally, and what is printed parses back to an equal value.
 *
 * <h2>Not here</h2>
 *
 * Sockets, interfaces, name resolution.
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §4.3 (prefixes), RFC 4760 (families), RFC 6286 (identifiers), RFC 6793 and RFC 5396 (AS numbers), RFC 5952 (IPv6 text).
 */
@NullMarked
package io.bgprr.bgp.net;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Dumps of route collectors, for tests that want real tables.
 *
 * <h2>Owns</h2>
 *
 * <p>The reader of MRT files, and the reduced tables in the resources ({@code mrt/}; {@code files.txt} says what is in each).
 *
 * <h2>Thread</h2>
 *
 * <p>The caller's.
 *
 * <h2>Data flow</h2>
 *
 * <p>A file becomes {@code MrtRoute}s, each of which can be an UPDATE, and {@code MrtMessage}s as they were received.
 *
 * <h2>Invariants</h2>
 *
 * <p>Octets of attributes and messages are handed on as they stand in the file, malformed or not.
 *
 * <h2>Not here</h2>
 *
 * <p>Writing MRT. Changes of state, which say nothing about routes, are skipped.
 *
 * <h2>RFCs</h2>
 *
 * <p>RFC 6396 (MRT), RFC 8050 (Add-Path in MRT).
 */
@NullMarked
package io.bgprr.bgp.mrt;

import org.jspecify.annotations.NullMarked;

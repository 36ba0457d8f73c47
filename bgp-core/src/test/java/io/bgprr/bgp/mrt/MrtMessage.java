// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.mrt;

/**
 * A message as a collector received it, header included.
 *
 * @param isFourOctetAs AS numbers have 4 octets
 * @param isAddPath NLRI carry path identifiers
 */
public record MrtMessage(MrtPeer peer, byte[] message, boolean isFourOctetAs, boolean isAddPath) {}

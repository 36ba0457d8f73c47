// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.Prefix;

/**
 * A range of addresses from which peers may connect without being named; the longest matching range decides.
 *
 * @param template the neighbour to make; its address is replaced by the peer's own and it is always passive
 * @param limit how many such neighbours may exist at once; reaching it is logged
 */
public record DynamicNeighbors(Prefix prefix, PeerConfig template, int limit) {}

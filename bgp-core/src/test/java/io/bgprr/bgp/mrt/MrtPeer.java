// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.mrt;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;

/** The router that a collector heard something from. */
public record MrtPeer(IpAddress address, AsNumber as) {}

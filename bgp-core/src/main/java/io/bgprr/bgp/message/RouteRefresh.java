// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

/**
 * ROUTE-REFRESH (RFC 2918 §3, RFC 7313 §3.2). The pair may be one that was never negotiated: the receiver ignores it.
 *
 * @param subtype 0 = request, 1 = BoRR, 2 = EoRR; others are ignored
 */
public record RouteRefresh(int afi, int safi, int subtype) implements Message {

    public static final int REQUEST = 0;
    public static final int BEGIN = 1;
    public static final int END = 2;
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

/** Why a received route is kept but not eligible. The ordinal is the byte in the path's column. */
public enum Refusal {
    NONE(""),
    OWN_AS("our AS is in its AS_PATH (RFC 4271 §9.1.2)"),
    OWN_ORIGINATOR_ID("its ORIGINATOR_ID is our BGP identifier (RFC 4456 §8)"),
    OWN_CLUSTER_ID("our CLUSTER_ID is in its CLUSTER_LIST (RFC 4456 §8)"),
    OWN_NEXT_HOP("its next hop is our own address (RFC 4271 §5.1.3)"),
    POLICY("rejected by the import policy"),
    NO_POLICY("no import policy for an external peer (RFC 8212); set import, or bgp.ebgp-requires-policy = false"),
    PREFIX_LIMIT("the peer is over its limit of prefixes (max-prefixes)");

    private static final Refusal[] BY_ORDINAL = values();

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** A clause for people. */
    public String text() {
        return text;
    }

    static Refusal ofOrdinal(int ordinal) {
        return BY_ORDINAL[ordinal];
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

/** What a peer is to the daemon under test. */
enum PeerRole {
    EXTERNAL("ebgp", 16, 65100),
    CLIENT("client", 32, Arena.AS),
    NON_CLIENT("non-client", 48, Arena.AS);

    private final String label;
    private final int range;
    private final int as;

    PeerRole(String label, int range, int as) {
        this.label = label;
        this.range = range;
        this.as = as;
    }

    String label() {
        return label;
    }

    /** The third octet where the /20 begins that such peers may come from. */
    int range() {
        return range;
    }

    int as() {
        return as;
    }

    boolean isExternal() {
        return this == EXTERNAL;
    }

    /** Whether a peer of this role is told what one of the other role announced (RFC 4456 §6). */
    boolean hears(PeerRole source) {
        return source == EXTERNAL || source == CLIENT || this != NON_CLIENT;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

/** What a peer is to us; it decides which attributes are legal and who hears what (RFC 4271 §5, RFC 4456 §6). */
public enum PeerKind {
    /** Another AS. */
    EBGP("external"),
    /** Our AS, a client of this route reflector. */
    IBGP_CLIENT("client"),
    /** Our AS, a non-client: one of the reflector's full mesh. */
    IBGP_NON_CLIENT("internal");

    private final String label;

    PeerKind(String label) {
        this.label = label;
    }

    public boolean isInternal() {
        return this != EBGP;
    }

    /** The word of tables and the API. */
    public String label() {
        return label;
    }
}

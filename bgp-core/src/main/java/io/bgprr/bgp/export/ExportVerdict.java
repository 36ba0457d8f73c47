// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

/** Whether a best path goes to an update group, and if not, why. */
public enum ExportVerdict {
    ADVERTISE("advertised"),
    NO_ROUTE("there is no eligible path"),
    OWN_ROUTE("the best path is the peer's own (RFC 4271 §9.2)"),
    NON_CLIENT_TO_NON_CLIENT("both ends are non-clients of this reflector (RFC 4456 §6)"),
    NO_ADVERTISE("community NO_ADVERTISE (RFC 1997)"),
    NO_EXPORT("community NO_EXPORT or NO_EXPORT_SUBCONFED (RFC 1997)"),
    POLICY("rejected by the export policy"),
    NO_POLICY("no export policy for an external peer (RFC 8212); set export, or bgp.ebgp-requires-policy = false"),
    NO_NEXT_HOP("next-hop = self, but the session has no local address of this family"),
    TOO_LONG("its attributes do not fit into one message (RFC 4271 §9.2, RFC 8654 §4)");

    private final String text;

    ExportVerdict(String text) {
        this.text = text;
    }

    /** A clause for people. */
    public String text() {
        return text;
    }
}

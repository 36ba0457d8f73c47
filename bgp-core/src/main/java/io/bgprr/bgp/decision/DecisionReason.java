// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.decision;

/**
 * The steps of the decision process in their order (RFC 4271 §9.1.2.2, RFC 4456 §9). For the best path: the last step that
 * was needed to choose it; for another: the step at which it lost. The ordinal is the code kept with the path.
 */
public enum DecisionReason {
    NOT_ELIGIBLE("not eligible"),
    ONLY_PATH("the only path"),
    LOCAL_PREF("LOCAL_PREF, higher wins"),
    LOCAL_ORIGIN("originated here wins"),
    AS_PATH_LENGTH("AS_PATH length, shorter wins"),
    ORIGIN("ORIGIN, lower wins"),
    MED("MED among paths of one neighbour AS, lower wins"),
    EXTERNAL("external over internal"),
    IGP_COST("cost to the next hop, lower wins"),
    OLDEST("external path that was there first"),
    ROUTER_ID("originator's BGP identifier, lower wins"),
    CLUSTER_LIST_LENGTH("CLUSTER_LIST length, shorter wins"),
    PEER_ADDRESS("peer address, lower wins"),
    PATH_ID("path identifier, lower wins");

    private static final DecisionReason[] BY_ORDINAL = values();

    private final String text;

    DecisionReason(String text) {
        this.text = text;
    }

    /** A clause for people. */
    public String text() {
        return text;
    }

    public static DecisionReason ofCode(int code) {
        return BY_ORDINAL[code];
    }
}

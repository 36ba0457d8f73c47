// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

/** The states of RFC 4271 §8.2.2, in the order of a session's life. */
public enum FsmState {
    IDLE("Idle"),
    CONNECT("Connect"),
    ACTIVE("Active"),
    OPEN_SENT("OpenSent"),
    OPEN_CONFIRM("OpenConfirm"),
    ESTABLISHED("Established");

    private final String label;

    FsmState(String label) {
        this.label = label;
    }

    /** The RFC's spelling. */
    public String label() {
        return label;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

/** Why a connection was reset before anything was made for it. */
public enum ConnectionRefusal {
    STRANGER("stranger", "no neighbor and no dynamic-neighbors range covers it"),
    DYNAMIC_LIMIT("dynamic_limit", "its range of dynamic neighbours is full"),
    SOURCE_RATE("source_rate", "it connects too often"),
    HALF_OPEN("half_open", "too many connections of dynamic neighbours are not Established yet"),
    MEMORY("memory", "memory is nearly used up, and no new dynamic neighbour is taken");

    private final String label;
    private final String text;

    ConnectionRefusal(String label, String text) {
        this.label = label;
        this.text = text;
    }

    /** A word for metrics. */
    public String label() {
        return label;
    }

    /** A clause for people, of the address that connected. */
    public String text() {
        return text;
    }
}

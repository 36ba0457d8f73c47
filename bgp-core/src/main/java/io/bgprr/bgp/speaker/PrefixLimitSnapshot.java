// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

/**
 * A {@link PrefixLimit} and how one peer stands to it.
 *
 * @param used prefixes that count, now
 * @param exceeded how often the limit was passed since the peer was configured
 * @param dropped routes beyond the limit that were not taken since there was room last
 */
public record PrefixLimitSnapshot(PrefixLimit limit, State state, long used, long exceeded, long dropped) {

    public enum State {
        /** Below the warning threshold. */
        BELOW("below"),
        /** At or above the warning threshold. */
        NEAR("near"),
        /** Beyond the limit. */
        EXCEEDED("exceeded"),
        /** The peer passed the limit and is held down for it. */
        HELD("held down");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /** A word or two for people. */
        public String label() {
            return label;
        }
    }
}

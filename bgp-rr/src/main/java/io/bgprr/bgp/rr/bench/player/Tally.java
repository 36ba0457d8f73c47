// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import org.jspecify.annotations.Nullable;

/** What the player counted. */
final class Tally {
    long updatesSent;
    long updatesReceived;
    long octetsReceived;
    long routesReceived;
    long withdrawalsReceived;
    long wrongAttributes;
    long unknownPrefixes;
    long malformed;

    /** Prefixes sent back to the client that they came from, which RFC 4456 §6 allows. */
    long echoes;

    /** The same path twice, or a withdrawal of nothing. */
    long repeats;

    long connectRetries;
    long connectionsGivenUp;
    long sessionsLost;

    /** In octets or words, so that a user can see what was wrong. */
    private @Nullable String firstWrong;

    void explain(String wrong) {
        if (firstWrong == null) {
            firstWrong = wrong;
        }
    }

    boolean hasWrong() {
        return wrongAttributes + unknownPrefixes + malformed > 0;
    }

    String wrong() {
        StringBuilder text = new StringBuilder();
        append(text, wrongAttributes, " routes with wrong attributes");
        append(text, unknownPrefixes, " routes that nobody announced");
        append(text, malformed, " malformed messages");
        return firstWrong == null ? text.toString() : text + "; first: " + firstWrong;
    }

    private static void append(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(count).append(what);
        }
    }
}

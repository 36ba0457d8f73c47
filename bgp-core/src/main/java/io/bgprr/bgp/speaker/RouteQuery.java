// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * A question about routes, answered page by page.
 *
 * @param scope whose table
 * @param peer the peer of {@link Scope#RECEIVED} and {@link Scope#ADVERTISED}, else null
 * @param match which prefixes
 * @param prefix the prefix of every match but {@link Match#ALL}, else null
 * @param limit most routes of a page, 1..10,000
 * @param continuation {@link RoutePage#continuation()} of the page before, or null for the first
 */
public record RouteQuery(
        Scope scope,
        @Nullable IpAddress peer,
        AddressFamily family,
        Match match,
        @Nullable Prefix prefix,
        int limit,
        @Nullable String continuation) {

    public enum Scope {
        /** Every path of the Loc-RIB, best first. */
        LOC_RIB,
        /** Only best paths. */
        BEST,
        /** A peer's Adj-RIB-In before policy, refused routes included, with the reason. */
        RECEIVED,
        /** A peer's Adj-RIB-Out: what it was sent, attributes as sent. */
        ADVERTISED
    }

    public enum Match {
        ALL,
        /** Exactly this prefix. */
        EXACT,
        /** The longest prefix that covers it. */
        LONGEST,
        /** It and everything more specific. */
        LONGER
    }
}

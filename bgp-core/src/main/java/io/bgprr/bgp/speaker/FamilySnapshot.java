// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import org.jspecify.annotations.Nullable;

/**
 * One family of one peer, counted by the RibLoop.
 *
 * @param received routes in the Adj-RIB-In, before policy
 * @param accepted those that loop checks and the import policy let through
 * @param best those that are the best of their destination
 * @param advertised routes in the Adj-RIB-Out
 * @param pending destinations that the peer's cursor has not passed yet
 * @param isEndOfRibReceived the peer's initial table is complete
 * @param isEndOfRibSent ours is
 * @param note what a user should know, for example that no policy lets routes out (RFC 8212); empty when all is well
 * @param prefixLimit how the peer stands to its limit of prefixes, or null when it has none
 */
public record FamilySnapshot(
        long received,
        long accepted,
        long best,
        long advertised,
        long pending,
        boolean isEndOfRibReceived,
        boolean isEndOfRibSent,
        String note,
        @Nullable PrefixLimitSnapshot prefixLimit) {

    /** Of a peer whose session is not up. */
    static FamilySnapshot down(@Nullable PrefixLimitSnapshot prefixLimit) {
        return new FamilySnapshot(0, 0, 0, 0, 0, false, false, "", prefixLimit);
    }
}

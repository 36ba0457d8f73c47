// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.decision;

/**
 * Switches of the decision process; the defaults are {@link #DEFAULT}.
 *
 * @param alwaysCompareMed compare MULTI_EXIT_DISC between neighbour ASes too (default false)
 * @param missingMedAsWorst a route without MULTI_EXIT_DISC counts as 4294967295 instead of 0 (default false)
 * @param preferOldestExternal between external paths prefer the one that is held longest (RFC 5004, default false); the {@link
 *     io.bgprr.bgp.rib.LocRib} must keep arrivals
 */
public record DecisionConfig(boolean alwaysCompareMed, boolean missingMedAsWorst, boolean preferOldestExternal) {

    public static final DecisionConfig DEFAULT = new DecisionConfig(false, false, false);
}

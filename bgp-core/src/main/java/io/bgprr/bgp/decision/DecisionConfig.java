// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.decision;

/**
 * Switches of the decision process; the defaults are {@link #DEFAULT}.
 *
 * @param alwaysCompareMed compare MULTI_EXIT_DISC between neighbour ASes too (default false)
 * @param missingMedAsWorst a route without MULTI_EXIT_DISC is worst instead of 0 (default false)
 * @param preferOldestExternal between external paths prefer the one that was there first (RFC 5004, default false)
 */
public record DecisionConfig(boolean alwaysCompareMed, boolean missingMedAsWorst, boolean preferOldestExternal) {

    public static final DecisionConfig DEFAULT = new DecisionConfig(false, false, false);
}

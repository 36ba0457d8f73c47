// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

/**
 * Bounds of encoding ahead.
 *
 * @param aheadBytes how far a subgroup is encoded ahead of its fastest member
 * @param detachedAheadBytes the same for a member that lagged and goes alone
 */
public record ExportLimits(long aheadBytes, long detachedAheadBytes) {}

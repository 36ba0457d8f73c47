// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

/**
 * Bounds of what connections cost before they are sessions.
 *
 * @param halfOpenTotal accepted connections of all dynamic neighbours that are not Established; one more of them is reset
 * @param perSourceBurst connections that one address may make at once; one more is reset
 * @param perSourceSecond how many it may make in a second in the long run
 * @param strangersPerSecond strangers that are reset in a second; then nobody is accepted for a moment, and TCP's backlog waits
 */
public record AcceptLimits(int halfOpenTotal, int perSourceBurst, int perSourceSecond, int strangersPerSecond) {

    public static final AcceptLimits DEFAULT = new AcceptLimits(4096, 32, 8, 10_000);
}

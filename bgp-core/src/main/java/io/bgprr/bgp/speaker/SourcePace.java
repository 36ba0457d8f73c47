// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each address may connect: a bucket of tokens for each of those that connected lately. Whoever has not connected for
 * long has a full bucket, so forgetting the oldest forgets little. Any thread.
 */
final class SourcePace {

    /** Addresses that are remembered; a table of some hundred kilobytes. */
    private static final int SOURCES_MAX = 4096;

    private final long tokenNanos;
    private final long burstNanos;

    /** When the bucket of each will be full again; the longest ago used first. */
    private final Map<IpAddress, Long> fullAtNanos = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Long> eldest) {
            return size() > SOURCES_MAX;
        }
    };

    SourcePace(int burst, int perSecond) {
        tokenNanos = 1_000_000_000L / perSecond;
        burstNanos = burst * tokenNanos;
    }

    /** Takes a token of the address; false when it has none left. */
    synchronized boolean take(IpAddress source, long nowNanos) {
        Long known = fullAtNanos.get(source);
        long fullAt = (known == null || known - nowNanos < 0 ? nowNanos : known) + tokenNanos;
        if (fullAt - nowNanos > burstNanos) {
            return false;
        }
        fullAtNanos.put(source, fullAt);
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.List;

/** A {@link PrefixList} compiled: per family, entries as masks in arrays. Immutable. */
final class PrefixSet {

    private final long[][] high = new long[AddressFamily.COUNT][];
    private final long[][] low = new long[AddressFamily.COUNT][];
    private final int[][] bits = new int[AddressFamily.COUNT][];
    private final int[][] ge = new int[AddressFamily.COUNT][];
    private final int[][] le = new int[AddressFamily.COUNT][];

    PrefixSet(PrefixList list) {
        for (AddressFamily family : AddressFamily.values()) {
            List<PrefixList.Entry> entries = new ArrayList<>(list.entries());
            entries.removeIf(entry -> entry.prefix().family() != family);
            int f = family.ordinal();
            int n = entries.size();
            high[f] = new long[n];
            low[f] = new long[n];
            bits[f] = new int[n];
            ge[f] = new int[n];
            le[f] = new int[n];
            for (int i = 0; i < n; i++) {
                Prefix prefix = entries.get(i).prefix();
                high[f][i] = prefix.address().high();
                low[f][i] = prefix.address().low();
                bits[f][i] = prefix.lengthBits();
                ge[f][i] = entries.get(i).ge();
                le[f][i] = entries.get(i).le();
            }
        }
    }

    boolean contains(AddressFamily family, long prefixHigh, long prefixLow, int lengthBits) {
        int f = family.ordinal();
        for (int i = 0; i < bits[f].length; i++) {
            if (lengthBits >= ge[f][i] && lengthBits <= le[f][i] && covers(family, i, prefixHigh, prefixLow)) {
                return true;
            }
        }
        return false;
    }

    private boolean covers(AddressFamily family, int i, long prefixHigh, long prefixLow) {
        int f = family.ordinal();
        int own = bits[f][i];
        if (family == AddressFamily.IPV4_UNICAST) {
            return own == 0 || (prefixLow ^ low[f][i]) >>> (32 - own) == 0;
        }
        if (own <= 64) {
            return own == 0 || (prefixHigh ^ high[f][i]) >>> (64 - own) == 0;
        }
        return prefixHigh == high[f][i] && (prefixLow ^ low[f][i]) >>> (128 - own) == 0;
    }
}

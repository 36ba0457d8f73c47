// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.Prefix;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Why routes are not there that a peer believes it has announced: those that were treated as withdrawn (RFC 7606 §2, RFC 9774
 * §3) are in no table, so this remembers the last few thousand of them for whoever asks. The RibLoop's own.
 */
final class RefusedAnnouncements {

    /** About 150 octets each, so half a megabyte, however many peers send what is malformed. */
    static final int KEPT_MAX = 4096;

    /** Ordered, for a peer may choose prefixes that share a hash: a full bucket is then a tree and not a list. */
    private record Key(SessionLink link, Prefix prefix) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return prefix.compareTo(other.prefix);
        }
    }

    private final LinkedHashMap<Key, String> reasons = new LinkedHashMap<>();

    /** Remembers the last word; the oldest is forgotten when there are too many. */
    void add(SessionLink link, Prefix prefix, String reason) {
        remove(link, prefix);
        if (reasons.size() == KEPT_MAX) {
            reasons.pollFirstEntry().getKey().link.refusedCount--;
        }
        reasons.put(new Key(link, prefix), reason);
        link.refusedCount++;
    }

    /** The session has said something else of the prefix since. */
    void remove(SessionLink link, Prefix prefix) {
        if (link.refusedCount > 0 && reasons.remove(new Key(link, prefix)) != null) {
            link.refusedCount--;
        }
    }

    /** The session ended. */
    void removeAll(SessionLink link) {
        if (link.refusedCount > 0) {
            reasons.keySet().removeIf(key -> key.link == link);
            link.refusedCount = 0;
        }
    }

    @Nullable
    String reason(SessionLink link, Prefix prefix) {
        return reasons.get(new Key(link, prefix));
    }
}

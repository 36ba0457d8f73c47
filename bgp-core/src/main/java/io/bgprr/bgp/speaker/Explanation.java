// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one prefix: every path and where it stands, and what each peer is sent and why.
 *
 * @param asked the prefix of the question
 * @param prefix the destination that answers it (exact, else the longest that covers it); null when there is none
 * @param paths best first, then in the order of the decision; refused ones last
 * @param verdict a sentence: why the best path won, or why there is none
 * @param exports one for each Established peer with that family
 */
public record Explanation(
        Prefix asked, @Nullable Prefix prefix, List<RouteView> paths, String verdict, List<Export> exports) {

    /**
     * @param isAdvertised the peer holds the route
     * @param text why or why not, a clause
     */
    public record Export(IpAddress peer, boolean isAdvertised, boolean isPending, String text) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of routes, all of one moment; different pages may be of different moments.
 *
 * @param continuation ask again with it for the next page; null on the last
 */
public record RoutePage(List<RouteView> routes, @Nullable String continuation) {

    public RoutePage {
        routes = List.copyOf(routes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as {@link AdminRoutes} sees it.
 *
 * @param method GET or POST, or one that will be refused
 * @param path decoded, begins with a slash
 * @param parameters of the query, decoded; each name once
 */
record AdminRequest(String method, String path, Map<String, String> parameters) {

    AdminRequest {
        parameters = Map.copyOf(parameters);
    }

    @Nullable
    String parameter(String name) {
        String value = parameters.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}

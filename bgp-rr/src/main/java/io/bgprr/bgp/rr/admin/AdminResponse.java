// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer: whole, or the first of a chain of chunks.
 *
 * @param headers what else the answer's head says
 * @param body the octets, owned by the response
 * @param more makes the next chunk, called once the one before has gone out; null = this is all
 */
record AdminResponse(
        int status,
        String contentType,
        Map<String, String> headers,
        byte[] body,
        @Nullable More more) {

    static final String JSON = "application/json";

    /** The rest of a long answer. */
    interface More extends Supplier<CompletableFuture<Chunk>> {}

    record Chunk(byte[] body, @Nullable More more) {}

    static AdminResponse json(int status, byte[] body) {
        return new AdminResponse(status, JSON, Map.of(), body, null);
    }

    AdminResponse with(String header, String value, byte[] otherBody) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new AdminResponse(status, contentType, Map.copyOf(more), otherBody, null);
    }
}

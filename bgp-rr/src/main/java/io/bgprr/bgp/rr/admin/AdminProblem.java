// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import java.util.List;

/** A request that is answered with an error: what is wrong, and what would be right. */
final class AdminProblem extends RuntimeException {

    private final int status;
    private final List<String> allowed;

    AdminProblem(int status, String message, List<String> allowed) {
        super(message, null, false, false);
        this.status = status;
        this.allowed = List.copyOf(allowed);
    }

    static AdminProblem badRequest(String message, String... allowed) {
        return new AdminProblem(400, message, List.of(allowed));
    }

    static AdminProblem notFound(String message, List<String> allowed) {
        return new AdminProblem(404, message, allowed);
    }

    static AdminProblem unavailable(String message) {
        return new AdminProblem(503, message, List.of());
    }

    static AdminProblem tooLarge(String message) {
        return new AdminProblem(413, message, List.of());
    }

    int status() {
        return status;
    }

    List<String> allowed() {
        return allowed;
    }

    AdminResponse toResponse() {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        json.field("error", String.valueOf(getMessage()));
        if (!allowed.isEmpty()) {
            json.strings("allowed", allowed);
        }
        json.endObject();
        AdminResponse response = AdminResponse.json(status, json.takeDocument());
        return status == 405 // RFC 9110 §15.5.6
                ? response.with("allow", String.join(", ", allowed), response.body())
                : response;
    }
}

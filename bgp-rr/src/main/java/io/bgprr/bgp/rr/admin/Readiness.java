// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import java.util.List;

/**
 * Whether the daemon can do its job: sockets bound and configuration applied. Peers being up is not part of it, else one
 * dead peer would hold up a rollout.
 *
 * @param reasons why it is not ready, sentences; empty = ready
 */
public record Readiness(List<String> reasons) {

    public static final Readiness READY = new Readiness(List.of());

    public Readiness {
        reasons = List.copyOf(reasons);
    }

    public static Readiness notReady(String reason) {
        return new Readiness(List.of(reason));
    }

    public boolean isReady() {
        return reasons.isEmpty();
    }
}

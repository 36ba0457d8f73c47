// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import java.util.List;

/**
 * A configuration that says something wrong; nothing of it may be applied.
 *
 * @param problems all of them, the main file's first, from top to bottom
 */
public record RejectedConfig(List<Problem> problems) implements ConfigOutcome {

    public RejectedConfig {
        problems = List.copyOf(problems);
    }
}

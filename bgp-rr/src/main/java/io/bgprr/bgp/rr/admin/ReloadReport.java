// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.speaker.ReconfigurePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reload came to.
 *
 * @param problems what is wrong with the configuration, one line each; when there are any, nothing was changed
 * @param plan what was done, null when there are problems
 */
public record ReloadReport(List<String> problems, @Nullable ReconfigurePlan plan) {

    public ReloadReport {
        problems = List.copyOf(problems);
    }

    public static ReloadReport applied(ReconfigurePlan plan) {
        return new ReloadReport(List.of(), plan);
    }

    public static ReloadReport refused(List<String> problems) {
        return new ReloadReport(problems, null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.speaker.BgpSpeaker;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the admin server needs of the daemon. Called on the admin's threads; must not block. */
public interface AdminContext {

    /** Null until the first configuration has been applied. */
    @Nullable
    BgpSpeaker speaker();

    /** Reads the configuration again and applies it; bad configurations are a report, not a failure. */
    CompletableFuture<ReloadReport> reload();

    Readiness readiness();

    /** The running configuration with every default filled in and every secret masked, as a JSON object. */
    String effectiveConfigJson();

    String version();

    /** When the process started, wall clock. */
    long startedMillis();

    /** Lines that were left out of the log since then, for there were too many alike. */
    long logLinesSuppressed();
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import io.bgprr.bgp.speaker.SpeakerConfig;
import java.util.List;

/**
 * A configuration that is right.
 *
 * @param speaker the desired state of the speaker
 * @param adminListen where the admin API listens, {@code 127.0.0.1:9179} or {@code [::1]:9179}
 * @param log how to log
 * @param peerGroupsCount how many groups are defined
 * @param warnings what is allowed, and yet probably not meant
 * @param effective everything that holds, to show
 */
public record LoadedConfig(
        SpeakerConfig speaker,
        String adminListen,
        LogSettings log,
        int peerGroupsCount,
        List<Problem> warnings,
        EffectiveConfig effective)
        implements ConfigOutcome {

    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigLab.SKELETON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.ReconfigurePlan.Action;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file that was edited, or only looks so, changes in a speaker that runs. */
class ConfigChangeTest {

    private final ConfigLab lab;

    ConfigChangeTest(@TempDir Path directory) {
        lab = new ConfigLab(directory);
    }

    @Test
    void sameFileTwiceChangesNothing() throws IOException {
        assertThat(ReconfigurePlan.between(
                                lab.load(SKELETON).speaker(), lab.load(SKELETON).speaker())
                        .isEmpty())
                .isTrue();
    }

    @Test
    void onlyWhatAffectsTheSessionResetsIt() throws IOException {
        SpeakerConfig before = lab.load(SKELETON).speaker();

        assertThat(ReconfigurePlan.between(
                                before,
                                lab.load(SKELETON.replace("export = accept", "export = reject"))
                                        .speaker())
                        .changes())
                .extracting(ReconfigurePlan.Change::neighbor, ReconfigurePlan.Change::action)
                .containsExactly(tuple("127.0.0.2", Action.UPDATE));
        assertThat(ReconfigurePlan.between(
                                before,
                                lab.load(SKELETON.replace("hold-time = 90s", "hold-time = 30s"))
                                        .speaker())
                        .changes())
                .extracting(ReconfigurePlan.Change::neighbor, ReconfigurePlan.Change::action)
                .containsExactly(tuple("dynamic 127.1.0.0/16", Action.RESET));
        assertThat(ReconfigurePlan.between(
                                before,
                                lab.load(SKELETON.replace("64512:100", "64512:101"))
                                        .speaker())
                        .networksAdded())
                .isEqualTo(1);
    }

    @Test
    void defaultThatIsSpelledOutChangesNothing() throws IOException {
        String spelled = SKELETON.replace(
                "ebgp-multihop = 2",
                "ebgp-multihop = 2, hold-time = 90, connect-retry = 5s, send-hold-time = 8m, enabled = true");

        assertThat(ReconfigurePlan.between(
                                lab.load(SKELETON).speaker(), lab.load(spelled).speaker())
                        .isEmpty())
                .isTrue();
    }
}

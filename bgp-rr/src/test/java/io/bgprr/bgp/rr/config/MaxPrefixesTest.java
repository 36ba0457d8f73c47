// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigLab.MINIMUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.PrefixLimit;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.ReconfigurePlan.Action;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaxPrefixesTest {

    private final ConfigLab lab;

    MaxPrefixesTest(@TempDir Path directory) {
        lab = new ConfigLab(directory);
    }

    @Test
    void limitsOfPrefixesAreANumberOrAllOfIt() throws IOException {
        SpeakerConfig speaker = lab.load(MINIMUM + """
                bgp.peer-groups.limited { remote-as = internal, families = [ ipv4-unicast, ipv6-unicast ], max-prefixes = 1000 }
                bgp.peer-groups.free { remote-as = internal }
                bgp.neighbors = [
                  { address = 192.0.2.1, peer-group = limited }
                  { address = 192.0.2.2, peer-group = limited, families = [ ipv4-unicast ] }
                  { address = 192.0.2.3, peer-group = limited, max-prefixes = none }
                  { address = 192.0.2.4, peer-group = limited, max-prefixes {
                      ipv4-unicast = 500
                      ipv6-unicast { limit = 10, warn = 90 %, action = cease, restart = 5 minutes, count = accepted } } }
                  { address = 192.0.2.5, peer-group = limited, max-prefixes { ipv6-unicast { limit = 7, action = drop, warn = 1 } } }
                  { address = 192.0.2.6, peer-group = free }
                ]
                bgp.dynamic-neighbors = [ { prefix = 198.51.100.0/24, peer-group = limited, limit = 5 } ]""").speaker();

        assertThat(speaker.neighbors())
                .extracting(PeerConfig::maxPrefixes)
                .containsExactly(
                        Map.of(
                                AddressFamily.IPV4_UNICAST, PrefixLimit.of(1000),
                                AddressFamily.IPV6_UNICAST, PrefixLimit.of(1000)),
                        Map.of(AddressFamily.IPV4_UNICAST, PrefixLimit.of(1000)),
                        Map.of(),
                        Map.of(
                                AddressFamily.IPV4_UNICAST,
                                PrefixLimit.of(500),
                                AddressFamily.IPV6_UNICAST,
                                new PrefixLimit(10, 90, PrefixLimit.Action.CEASE, 300, PrefixLimit.Count.ACCEPTED)),
                        Map.of(
                                AddressFamily.IPV6_UNICAST,
                                new PrefixLimit(7, 1, PrefixLimit.Action.DROP, 0, PrefixLimit.Count.RECEIVED)),
                        Map.of());
        assertThat(speaker.dynamicNeighbors().getFirst().template().maxPrefixes())
                .hasSize(2)
                .containsEntry(AddressFamily.IPV6_UNICAST, PrefixLimit.of(1000));
        assertThat(PrefixLimit.of(1000))
                .isEqualTo(new PrefixLimit(1000, 75, PrefixLimit.Action.CEASE, 0, PrefixLimit.Count.RECEIVED));
    }

    @Test
    void limitsOfPrefixesAreSpelledOutWithTheirDefaults() throws IOException {
        LoadedConfig loaded = lab.load(MINIMUM + """
                bgp.neighbors = [
                  { address = 192.0.2.1, remote-as = internal, max-prefixes = none }
                  { address = 192.0.2.2, remote-as = internal, families = [ ipv4-unicast, ipv6-unicast ]
                    max-prefixes { ipv4-unicast = 1000, ipv6-unicast { limit = 7, action = drop } } }
                ]""");

        assertThat(loaded.effective().toJson())
                .contains("\"max-prefixes\" : \"none\"", "\"warn\" : \"75 %\"", "\"restart\" : \"never\"")
                .containsOnlyOnce("\"restart\"");
        assertThat(lab.load(loaded.effective().toJson()).speaker().neighbors())
                .isEqualTo(loaded.speaker().neighbors());
    }

    @Test
    void aRestartWithoutACeaseHasNoEffectAndIsWarnedOf() throws IOException {
        assertThat(lab.load(MINIMUM + """
                bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal
                    max-prefixes { ipv4-unicast { limit = 7, action = drop, restart = 60s } } } ]""").warnings())
                .extracting(problem -> problem.key() + " " + problem.text())
                .containsExactly("bgp.neighbors[0].max-prefixes.ipv4-unicast.restart has no effect with action = drop,"
                        + " which ends no session");
    }

    @Test
    void anotherLimitOfPrefixesResetsNothing() throws IOException {
        String text = MINIMUM + "bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal, max-prefixes = 10 } ]";

        assertThat(ReconfigurePlan.between(
                                lab.load(text).speaker(),
                                lab.load(text.replace("max-prefixes = 10", "max-prefixes = 20"))
                                        .speaker())
                        .changes())
                .extracting(ReconfigurePlan.Change::neighbor, ReconfigurePlan.Change::action)
                .containsExactly(tuple("192.0.2.1", Action.UPDATE));
    }
}

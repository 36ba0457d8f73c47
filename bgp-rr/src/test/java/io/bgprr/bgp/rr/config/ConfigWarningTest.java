// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigLab.MINIMUM;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a configuration that is allowed, and hardly what its author wants. */
class ConfigWarningTest {

    private final ConfigLab lab;

    ConfigWarningTest(@TempDir Path directory) {
        lab = new ConfigLab(directory);
    }

    @Test
    void warnsOfExternalPeersThatExchangeNothingOrDrawTheTraffic() throws IOException {
        LoadedConfig loaded = lab.load(MINIMUM + """
                bgp.peer-groups.tor.remote-as = 65001
                bgp.neighbors = [
                  { address = 192.0.2.1, peer-group = tor }
                  { address = 192.0.2.2, peer-group = tor }
                  { address = 192.0.2.3, remote-as = any, import = accept }
                  { address = 192.0.2.4, remote-as = 65002, enabled = false }
                ]""");

        assertThat(loaded.warnings())
                .extracting(warning -> warning.key() + ": " + warning.text().split(":")[0])
                .containsExactly(
                        "bgp.peer-groups.tor: import and export are not set",
                        "bgp.peer-groups.tor: next-hop is not set",
                        "bgp.neighbors[2]: export is not set");
    }

    @Test
    void oneKeyAllowsExternalPeersWithoutAPolicy() throws IOException {
        LoadedConfig loaded = lab.load(MINIMUM + """
                bgp.ebgp-requires-policy = false
                bgp.neighbors = [ { address = 192.0.2.1, remote-as = 65001, next-hop = self } ]""");

        assertThat(loaded.speaker().ebgpRequiresPolicy()).isFalse();
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void warnsOfFamiliesWithoutANextHopAndOfPeersThatNobodyListensFor() throws IOException {
        LoadedConfig loaded = lab.load(MINIMUM + """
                bgp.listen = [ { address = 127.0.0.1 } ]
                bgp.peer-groups.tor { remote-as = 65001, import = accept, export = accept, families = [ ipv4-unicast, ipv6-unicast ] }
                bgp.neighbors = [
                  { address = 192.0.2.1, peer-group = tor, next-hop = self }
                  { address = 192.0.2.2, peer-group = tor, next-hop = 192.0.2.9 }
                  { address = 192.0.2.3, peer-group = tor, next-hop = keep }
                  { address = "2001:db8::1", remote-as = internal, passive = true }
                  { address = 192.0.2.4, remote-as = internal, passive = true, ebgp-multihop = 2, cluster-id = 10.0.0.2 }
                ]
                admin.listen = "0.0.0.0:9179\"""");

        assertThat(loaded.warnings())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder(
                        "bgp.neighbors[0].next-hop",
                        "bgp.neighbors[1].next-hop",
                        "bgp.neighbors[3]",
                        "bgp.neighbors[4].ebgp-multihop",
                        "bgp.neighbors[4].cluster-id",
                        "admin.listen");
    }

    @Test
    void oneSocketForBothFamiliesIsEnoughToWaitAt() throws IOException {
        LoadedConfig loaded = lab.load(MINIMUM + """
                bgp.listen = [ { address = "::" } ]
                bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal, passive = true } ]""");

        assertThat(loaded.warnings()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Configurations as texts, loaded from a directory of the test's and with an environment of its own. */
final class ConfigLab {

    /** The example of the manual. */
    static final String SKELETON = """
            bgp {
              local-as = 64512, router-id = 10.99.0.1, cluster-id = 10.99.0.2
              listen = [ { address = "127.0.0.1", port = 1790 } ]
              peer-groups {
                nodes { remote-as = 64512, route-reflector-client = true, passive = true, families = [ ipv4-unicast, ipv6-unicast ], hold-time = 90s }
                tor   { remote-as = 65001, families = [ ipv4-unicast ], next-hop = keep, ebgp-multihop = 2, import = accept, export = accept }
              }
              neighbors = [ { address = "127.0.0.2", port = 179, local-address = "127.0.0.1", peer-group = tor, description = "tor1" } ]
              dynamic-neighbors = [ { prefix = "127.1.0.0/16", peer-group = nodes, limit = 5000 } ]
              networks = [ { prefix = "10.244.0.0/24", next-hop = "192.0.2.10", communities = [ "64512:100" ] } ]
            }
            admin { listen = "127.0.0.1:9179" }
            """;

    /** What no configuration can be without; lines follow that a test is about. */
    static final String MINIMUM = "bgp { local-as = 64512, router-id = 10.0.0.1 }\n";

    final Path directory;
    final Map<String, String> environment = new HashMap<>();

    ConfigLab(Path directory) {
        this.directory = directory;
    }

    LoadedConfig load(String text) throws IOException {
        ConfigOutcome outcome = outcome(text);
        assertThat(outcome).as(outcome.toString()).isInstanceOf(LoadedConfig.class);
        return (LoadedConfig) outcome;
    }

    List<Problem> problems(String text) throws IOException {
        ConfigOutcome outcome = outcome(text);
        assertThat(outcome).isInstanceOf(RejectedConfig.class);
        return ((RejectedConfig) outcome).problems();
    }

    private ConfigOutcome outcome(String text) throws IOException {
        Path file = directory.resolve("bgp-rr.conf");
        Files.writeString(file, text);
        return new ConfigLoader(environment).load(file);
    }
}

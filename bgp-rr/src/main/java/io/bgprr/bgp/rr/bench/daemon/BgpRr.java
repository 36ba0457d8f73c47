// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This project's daemon, started by the launcher of its distribution as a user would. */
final class BgpRr extends DaemonKind {

    /** @param launcher null = the one that belongs to the classes that run here */
    BgpRr(String name, @Nullable Path launcher) {
        super(name, launcher == null ? ownLauncher() : launcher, "the distribution of bgp-rr, with its bin/bgp-rr,");
    }

    private static @Nullable Path ownLauncher() {
        CodeSource source = BgpRr.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return null;
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            return find(jar.resolveSibling("../bin/bgp-rr").normalize().toString());
        } catch (URISyntaxException e) {
            return null; // no file
        }
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    List<String> prepare(Surroundings surroundings) throws IOException {
        String families = surroundings.isIpv6() ? "ipv4-unicast, ipv6-unicast" : "ipv4-unicast";
        Path file = surroundings.file("bgp-rr.conf");
        write(
                file,
                lines(
                        "bgp {",
                        "  local-as = " + surroundings.as(),
                        "  router-id = " + surroundings.routerId() + ", cluster-id = " + surroundings.routerId(),
                        "  listen = [ { address = \"" + surroundings.address() + "\", port = " + surroundings.port()
                                + " } ]",
                        "  peer-groups {",
                        "    peers {",
                        "      passive = true, hold-time = " + Surroundings.HOLD_SECONDS + "s",
                        "      families = [ " + families + " ]",
                        surroundings.isExternal()
                                ? "      ebgp-multihop = 8, import = accept, export = accept"
                                : "      remote-as = " + surroundings.as() + ", route-reflector-client = true",
                        "    }",
                        "  }",
                        "  neighbors = [",
                        lines(surroundings.neighbors().stream()
                                .map(neighbor -> "    { address = \"" + neighbor.address() + "\", peer-group = peers"
                                        + (surroundings.isExternal() ? ", remote-as = " + neighbor.as() : "") + " }")),
                        "  ]",
                        "}",
                        "admin { listen = \"" + surroundings.address() + ":" + surroundings.controlPort() + "\" }"));
        return List.of(program(), "run", "--config", file.toString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** BIRD 2, and BIRD 3 with as many threads as there are processors. */
final class Bird extends DaemonKind {

    private final int threads;

    /** @param threads 0 for BIRD 2, which has one and no word for it */
    Bird(String name, @Nullable Path program, String debianPackage, int threads) {
        super(name, program, debianPackage);
        this.threads = threads;
    }

    @Override
    List<String> prepare(Surroundings surroundings) throws IOException {
        Path file = surroundings.file("bird.conf");
        write(
                file,
                lines(
                        "router id " + surroundings.routerId() + ";",
                        threads == 0 ? null : "threads " + threads + ";",
                        "log stderr { warning, error, fatal, bug };",
                        "template bgp peers {",
                        "  local " + surroundings.address() + " port " + surroundings.port() + " as "
                                + surroundings.as() + ";",
                        "  multihop; passive on; graceful restart off;",
                        "  hold time " + Surroundings.HOLD_SECONDS + ";",
                        surroundings.isExternal()
                                ? null
                                : "  rr client; rr cluster id " + surroundings.routerId() + ";",
                        "  ipv4 { import all; export all; };",
                        surroundings.isIpv6() ? "  ipv6 { import all; export all; };" : null,
                        "}",
                        lines(surroundings.neighbors().stream()
                                .map(neighbor -> "protocol bgp peer" + neighbor.number() + " from peers { neighbor "
                                        + neighbor.address() + " as " + neighbor.as() + "; }"))));
        return List.of(
                program(),
                "-f",
                "-c",
                file.toString(),
                "-s",
                surroundings.file("bird.ctl").toString());
    }
}

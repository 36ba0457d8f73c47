// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GoBGP. */
final class GoBgp extends DaemonKind {

    GoBgp(String name, @Nullable Path program) {
        super(name, program, "gobgpd");
    }

    /** Neighbours wait in Idle for some seconds. */
    @Override
    double restSeconds() {
        return 5;
    }

    @Override
    List<String> prepare(Surroundings surroundings) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "[global.config]",
                "as = " + surroundings.as(),
                "router-id = \"" + surroundings.routerId() + "\"",
                "port = " + surroundings.port(),
                "local-address-list = [\"" + surroundings.address() + "\"]"));
        for (Surroundings.Neighbor neighbor : surroundings.neighbors()) {
            lines.addAll(neighbor(neighbor, surroundings));
        }
        Path file = surroundings.file("gobgp.toml");
        write(file, lines(lines.stream()));
        return List.of(
                program(),
                "-f",
                file.toString(),
                "--api-hosts",
                surroundings.address() + ":" + surroundings.controlPort(),
                "--pprof-disable",
                "-l",
                "error",
                "-p"); // plain log
    }

    private static List<String> neighbor(Surroundings.Neighbor neighbor, Surroundings surroundings) {
        List<String> lines = new ArrayList<>(List.of(
                "[[neighbors]]",
                "[neighbors.config]",
                "neighbor-address = \"" + neighbor.address() + "\"",
                "peer-as = " + neighbor.as(),
                "[neighbors.transport.config]",
                "passive-mode = true",
                "local-address = \"" + surroundings.address() + "\"",
                "[neighbors.timers.config]",
                "hold-time = " + Surroundings.HOLD_SECONDS,
                "keepalive-interval = " + Surroundings.HOLD_SECONDS / 3));
        if (surroundings.isExternal()) {
            lines.addAll(List.of("[neighbors.ebgp-multihop.config]", "enabled = true", "multihop-ttl = 8"));
        } else {
            lines.addAll(List.of(
                    "[neighbors.route-reflector.config]",
                    "route-reflector-client = true",
                    "route-reflector-cluster-id = \"" + surroundings.routerId() + "\""));
        }
        for (String family : surroundings.isIpv6() ? List.of("ipv4", "ipv6") : List.of("ipv4")) {
            lines.addAll(List.of(
                    "[[neighbors.afi-safis]]",
                    "[neighbors.afi-safis.config]",
                    "afi-safi-name = \"" + family + "-unicast\""));
        }
        return lines;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * FRR's bgpd alone, without zebra. Its routes are in a view: a plain instance would ask zebra about every next hop, again and
 * again. By default it waits up to ten seconds for more to say; {@code frr-c0} does not.
 */
final class Frr extends DaemonKind {

    private final boolean coalesces;

    Frr(String name, @Nullable Path program, boolean coalesces) {
        super(name, program, "frr");
        this.coalesces = coalesces;
    }

    /** Each neighbour waits for a timer of some seconds before it may come; some that are early are thrown out again. */
    @Override
    double restSeconds() {
        return 4;
    }

    @Override
    List<String> prepare(Surroundings surroundings) throws IOException {
        String peers = "neighbor peers";
        List<String> lines = new ArrayList<>(List.of(
                "frr defaults traditional",
                "log stdout errors",
                "router bgp " + surroundings.as() + " view reflector",
                " bgp router-id " + surroundings.routerId(),
                " bgp cluster-id " + surroundings.routerId(),
                " no bgp default ipv4-unicast",
                " no bgp ebgp-requires-policy",
                " no bgp network import-check",
                " " + peers + " peer-group",
                " " + peers + " passive",
                " " + peers + " timers " + Surroundings.HOLD_SECONDS / 3 + " " + Surroundings.HOLD_SECONDS));
        if (!coalesces) {
            lines.add(" coalesce-time 0");
        }
        lines.add(
                surroundings.isExternal()
                        ? " " + peers + " ebgp-multihop 8"
                        : " " + peers + " remote-as " + surroundings.as());
        for (Surroundings.Neighbor neighbor : surroundings.neighbors()) {
            String start = " neighbor " + neighbor.address();
            if (surroundings.isExternal()) {
                lines.add(start + " remote-as " + neighbor.as());
            }
            lines.add(start + " peer-group peers");
        }
        for (String family : surroundings.isIpv6() ? List.of("ipv4", "ipv6") : List.of("ipv4")) {
            lines.add(" address-family " + family + " unicast");
            lines.add("  " + peers + " activate");
            if (!surroundings.isExternal()) {
                lines.add("  " + peers + " route-reflector-client");
            }
            lines.add(" exit-address-family");
        }
        Path file = surroundings.file("bgpd.conf");
        write(file, lines(lines.stream()));
        // -Z and -S: no zebra, no other user; -P 0: no terminal.
        return List.of(
                program(),
                "-f",
                file.toString(),
                "-Z",
                "-S",
                "-p",
                Integer.toString(surroundings.port()),
                "-l",
                surroundings.address(),
                "-A",
                surroundings.address(),
                "-P",
                "0",
                "-i",
                surroundings.file("bgpd.pid").toString(),
                "--vty_socket",
                surroundings.files().directory().toString(),
                "-z",
                surroundings.file("no-zebra").toString(),
                "--limit-fds",
                Integer.toString(surroundings.setup().sessions() + 1000));
    }
}

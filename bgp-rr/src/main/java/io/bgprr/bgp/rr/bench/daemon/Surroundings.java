// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.Octets;
import io.bgprr.bgp.rr.bench.world.Setup;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a daemon is told: where it is, and who will connect.
 *
 * @param files where its files are
 * @param port where it listens for BGP
 * @param controlPort free for whatever else it listens for
 */
record Surroundings(DaemonFiles files, Setup setup, int port, int controlPort) {

    /** More than that of any peer, so that peers decide. */
    static final int HOLD_SECONDS = 240;

    /** One peer as the daemon sees it. */
    record Neighbor(int number, String address, String as) {}

    String address() {
        return Octets.ipv4(Addressing.DAEMON_ADDRESS);
    }

    String routerId() {
        return Octets.ipv4(Addressing.DAEMON_ID);
    }

    int as() {
        return Addressing.DAEMON_AS;
    }

    List<Neighbor> neighbors() {
        return IntStream.range(0, setup.sessions())
                .mapToObj(peer -> new Neighbor(
                        peer,
                        Octets.ipv4(Addressing.address(peer)),
                        Integer.toUnsignedString(Addressing.as(peer, setup.isExternal()))))
                .toList();
    }

    boolean isIpv6() {
        return setup.isIpv6();
    }

    boolean isExternal() {
        return setup.isExternal();
    }

    Path file(String name) {
        return files.file(name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenBGPD; it must start as root. It looks next hops up in the kernel, where the machine's default route makes them valid. */
final class OpenBgpd extends DaemonKind {

    /** Where its unprivileged processes lock themselves in; the Debian package leaves making it to systemd. */
    private static final Path CHROOT = Path.of("/run/openbgpd");

    private static final Path OWN_PROCESS = Path.of("/proc/self");

    OpenBgpd(String name, @Nullable Path program) {
        super(name, program, "openbgpd");
    }

    /** The program of OpenBGPD, and not FRR's, which has the same name. */
    static @Nullable Path installed() {
        return find("bgpctl") == null ? null : find("/usr/sbin/bgpd", "/usr/local/sbin/bgpd");
    }

    @Override
    public @Nullable String missing() {
        String missing = super.missing();
        return missing == null && !isRoot() ? "openbgpd must be started as root" : missing;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(OWN_PROCESS, "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    /** Neighbours wait in Idle for some seconds. */
    @Override
    double restSeconds() {
        return 5;
    }

    @Override
    List<String> prepare(Surroundings surroundings) throws IOException {
        Path file = surroundings.file("bgpd.conf");
        write(
                file,
                lines(
                        "AS " + surroundings.as(),
                        "router-id " + surroundings.routerId(),
                        "fib-update no",
                        "holdtime " + Surroundings.HOLD_SECONDS,
                        "listen on " + surroundings.address() + " port " + surroundings.port(),
                        "socket \"" + surroundings.file("bgpd.sock") + "\"",
                        "nexthop qualify via default",
                        "group \"peers\" {",
                        surroundings.isExternal()
                                ? "  multihop 8"
                                : lines(
                                        "  remote-as " + surroundings.as(),
                                        "  route-reflector " + surroundings.routerId()),
                        "  passive",
                        "  local-address " + surroundings.address(),
                        "  announce IPv4 unicast",
                        "  announce IPv6 " + (surroundings.isIpv6() ? "unicast" : "none"),
                        lines(surroundings.neighbors().stream().map(neighbor -> neighbor(neighbor, surroundings))),
                        "}",
                        "allow from any",
                        "allow to any"));
        // It refuses a configuration that others may read.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        surroundings.files().makeElsewhere(CHROOT);
        return List.of(program(), "-d", "-f", file.toString());
    }

    private static String neighbor(Surroundings.Neighbor neighbor, Surroundings surroundings) {
        return "  neighbor " + neighbor.address() + " { "
                + (surroundings.isExternal() ? "remote-as " + neighbor.as() : "descr \"peer" + neighbor.number() + "\"")
                + " }";
    }
}

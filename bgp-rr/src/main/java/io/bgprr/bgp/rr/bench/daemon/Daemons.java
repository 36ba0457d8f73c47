// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All kinds of daemons by their names. */
public final class Daemons {

    /** The names that are known, in the order of tables. */
    public static final List<String> NAMES =
            List.of("bgp-rr", "bird", "bird3", "frr", "frr-c0", "openbgpd", "gobgp", "relay");

    /** Names the program of BIRD 3, which no distribution has beside BIRD 2. */
    public static final String BIRD3_VARIABLE = "BGP_RR_BENCH_BIRD3";

    private Daemons() {}

    /** What is played when nobody says anything else: all, but a BIRD 3 only when its program is named. */
    public static List<String> defaults() {
        boolean hasBird3 = !System.getenv().getOrDefault(BIRD3_VARIABLE, "").isEmpty();
        return NAMES.stream().filter(name -> hasBird3 || !name.equals("bird3")).toList();
    }

    /**
     * Finds a kind by what a user wrote: a name, a name and a program (bird=/opt/bird/sbin/bird), or a name, a label for
     * tables, and a program (bgp-rr:old=old/bin/bgp-rr).
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static DaemonKind named(String word) {
        int equals = word.indexOf('=');
        String label = equals < 0 ? word : word.substring(0, equals);
        int colon = label.indexOf(':');
        String kind = colon < 0 ? label : label.substring(0, colon);
        String name = colon < 0 ? label : label.substring(colon + 1);
        Path program = equals < 0 ? null : DaemonKind.find(word.substring(equals + 1));
        if (equals >= 0 && program == null) {
            throw new IllegalArgumentException(word.substring(equals + 1) + " is no program");
        }
        return switch (kind) {
            case "bgp-rr" -> new BgpRr(name, program);
            case "bird" -> new Bird(name, orElse(program, "bird"), "bird2", 0);
            case "bird3" -> bird3(name, program);
            case "frr" -> new Frr(name, orElse(program, "/usr/lib/frr/bgpd"), true);
            case "frr-c0" -> new Frr(name, orElse(program, "/usr/lib/frr/bgpd"), false);
            case "openbgpd" -> new OpenBgpd(name, program == null ? OpenBgpd.installed() : program);
            case "gobgp" -> new GoBgp(name, orElse(program, "gobgpd"));
            case "relay" -> new RelayProcess(name);
            default ->
                throw new IllegalArgumentException(
                        "no daemon is called " + kind + "; there are " + String.join(", ", NAMES));
        };
    }

    private static DaemonKind bird3(String name, @Nullable Path program) {
        String variable = System.getenv().getOrDefault(BIRD3_VARIABLE, "");
        return new Bird(
                name,
                program != null || variable.isEmpty() ? program : DaemonKind.find(variable),
                "BIRD 3, to be named by " + BIRD3_VARIABLE + ",",
                Runtime.getRuntime().availableProcessors());
    }

    private static @Nullable Path orElse(@Nullable Path program, String name) {
        return program == null ? DaemonKind.find(name) : program;
    }
}

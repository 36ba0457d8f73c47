// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.demo;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.rr.demo.DemoPeer.Network;
import io.bgprr.bgp.rr.demo.DemoPeer.Profile;
import io.bgprr.bgp.speaker.RouteView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two nodes and a ToR, dialling a reflector. Arguments: its address and port, and the first three octets of the peers' own
 * addresses. Then a command a line on standard input: {@code table NAME} prints what a peer learned, {@code stop NAME TEXT}
 * ends it. Each answer ends with an empty line. The end of input ends the program.
 */
public final class DemoPeers {

    private static final long CLUSTER_AS = 64512;
    private static final long TOR_AS = 65001;
    private static final String SERVICE = "10.96.0.10/32";

    private final Map<String, DemoPeer> peers = new LinkedHashMap<>();
    private final PrintStream out;

    private DemoPeers(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: DemoPeers REFLECTOR-ADDRESS REFLECTOR-PORT FIRST-OCTETS");
            System.exit(2);
        }
        DemoPeers demo = new DemoPeers(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        IpAddress reflector = IpAddress.parse(args[0]);
        for (Profile profile : profiles(args[2])) {
            DemoPeer peer = DemoPeer.start(profile, reflector, Integer.parseInt(args[1]), AsNumber.of(CLUSTER_AS));
            demo.peers.put(peer.name(), peer);
        }
        demo.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }

    private static List<Profile> profiles(String octets) {
        return List.of(
                node(1, octets),
                node(2, octets),
                new Profile(
                        "tor",
                        octets + ".21",
                        "10.23.0.21",
                        TOR_AS,
                        List.of(
                                new Network("0.0.0.0/0", "198.51.100.1", List.of()),
                                new Network("::/0", "2001:db8:ffff::1", List.of()))));
    }

    /** A pod CIDR of each family, with a community that says what it is, and the address of a service that runs everywhere. */
    private static Profile node(int number, String octets) {
        String ipv4 = "192.0.2.1" + number;
        return new Profile(
                "node" + number,
                octets + ".1" + number,
                "10.23.0.1" + number,
                CLUSTER_AS,
                List.of(
                        new Network("10.244." + number + ".0/24", ipv4, List.of("64512:100")),
                        new Network("fd00:10:244:" + number + "::/64", "2001:db8::1" + number, List.of("64512:100")),
                        new Network(SERVICE, ipv4, List.of("64512:200"))));
    }

    private void obey(BufferedReader commands) throws IOException {
        out.println();
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", 3);
            DemoPeer peer = words.length > 1 ? peers.get(words[1]) : null;
            if (peer == null) {
                out.println("nobody is called so: " + line);
            } else if (words[0].equals("table")) {
                printTable(peer);
            } else if (words[0].equals("stop")) {
                peers.remove(peer.name());
                peer.stop(words.length > 2 ? words[2] : "");
            }
            out.println();
        }
        peers.values().forEach(peer -> peer.stop("the demo is over"));
    }

    private void printTable(DemoPeer peer) {
        out.printf("%-22s %-18s %s%n", "Prefix", "Next hop", "AS path");
        for (RouteView route : peer.learned()) {
            String path = AsPath.of(route.attributes()).toString();
            out.printf(
                    "%-22s %-18s %s%n",
                    route.prefix(), route.attributes().nextHop().address(), path.isEmpty() ? "(inside the AS)" : path);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.Lab;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Signals, reloads and peers that stand still, with three real BIRDs as nodes: what they see of it is what counts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RestartIT {

    private static final String NO_NETWORKS = "";
    private static final String ONE_NETWORK =
            "networks = [ { prefix = \"198.18.0.0/15\", next-hop = \"192.0.2.99\" } ]";

    private Lab lab;
    private BgpRrProcess reflector;
    private BirdDaemon nodeA;
    private BirdDaemon nodeB;
    private BirdDaemon dual;

    @BeforeAll
    void startTheLab() {
        lab = new Lab(7);
        Role a = lab.node("node-a", 11, false);
        Role b = lab.node("node-b", 12, false);
        Role d = lab.node("dual", 13, false);
        reflector = lab.reflector();
        reflector.configure(configuration(NO_NETWORKS, "90s"));
        reflector.start();
        nodeA = lab.start(new BirdDaemon(a, lab.directory(a.name())));
        nodeB = lab.start(new BirdDaemon(b, lab.directory(b.name())));
        dual = lab.start(new BirdDaemon(d, lab.directory(d.name())));
    }

    private String configuration(String networks, String holdTimeOfDual) {
        return """
                bgp {
                  local-as = 64512, router-id = %1$s, cluster-id = %1$s
                  listen = [ { address = "%2$s", port = %3$d } ]
                  peer-groups {
                    nodes { remote-as = internal, route-reflector-client = true, passive = true,
                            families = [ ipv4-unicast, ipv6-unicast ] }
                  }
                  neighbors = [
                    { address = "%4$s", peer-group = nodes }
                    { address = "%5$s", peer-group = nodes }
                    { address = "%6$s", peer-group = nodes, hold-time = %7$s }
                  ]
                  %8$s
                }
                """.formatted(
                        Lab.REFLECTOR_ID,
                        lab.reflectorAddress(),
                        lab.reflectorPort(),
                        lab.address(11),
                        lab.address(12),
                        lab.address(13),
                        holdTimeOfDual,
                        networks);
    }

    @AfterAll
    void endTheLab() {
        lab.close();
    }

    @BeforeEach
    void allAreUpWithTheFirstConfiguration() {
        reflector.configure(configuration(NO_NETWORKS, "90s"));
        reflector.process().signalMain("HUP");
        lab.await("sessions and the tables of the first configuration", () -> {
            for (RealDaemon daemon : List.of(nodeA, nodeB, dual)) {
                assertThat(reflector.state(address(daemon))).isEqualTo("Established");
                assertThat(LabRoute.table(daemon.heard()))
                        .as(daemon.role().name())
                        .contains(daemon == dual ? "10.244.1.0/26" : "10.244.3.0/26")
                        .contains(daemon == dual ? "fd00:10:244:1::/122" : "fd00:10:244:3::/122")
                        .doesNotContain("198.18.0.0/15");
            }
            assertThat(reflector
                            .peer(address(dual))
                            .path("negotiated")
                            .path("holdTimeSeconds")
                            .asInt())
                    .isEqualTo(90);
        });
    }

    @Test
    void aReloadOriginatesARouteAndKeepsEverySession() {
        List<Long> before = opens();
        reflector.configure(configuration(ONE_NETWORK, "90s"));
        reflector.process().signalMain("HUP");
        lab.await("the new route everywhere", () -> {
            for (RealDaemon daemon : List.of(nodeA, nodeB, dual)) {
                assertThat(LabRoute.table(daemon.heard()))
                        .contains("198.18.0.0/15 next-hop=192.0.2.99 origin=igp local-pref=100\n");
            }
        });
        assertThat(opens()).isEqualTo(before);
    }

    @Test
    void aReloadResetsOnlyThePeerWhoseOpenChanges() {
        List<Long> before = opens();
        reflector.configure(configuration(NO_NETWORKS, "21s"));
        reflector.process().signalMain("HUP");
        lab.await("dual's session with the new hold time", () -> {
            assertThat(reflector
                            .peer(address(dual))
                            .path("negotiated")
                            .path("holdTimeSeconds")
                            .asInt())
                    .isEqualTo(21);
            assertThat(reflector.state(address(dual))).isEqualTo("Established");
        });
        assertThat(opens().subList(0, 2)).isEqualTo(before.subList(0, 2));
    }

    @Test
    void aBadFileChangesNothingAndSaysWhy() {
        List<Long> before = opens();
        reflector.configureBadly("bgp { local-as = 64512, router-id = 10.23.0.1, neighbours-of-mine = [] }");
        reflector.process().signalMain("HUP");
        lab.await(
                "the complaint in the log",
                () -> assertThat(reflector.process().output()).contains("neighbours-of-mine"));
        assertThat(reflector.reload()).contains("neighbours-of-mine");
        assertThat(opens()).isEqualTo(before);
        assertThat(LabRoute.table(nodeB.heard())).contains("10.244.1.0/26");
    }

    @Test
    void termSaysGoodbyeToEveryPeerAndExitsWithZero() {
        int heardBefore = goodbyes(nodeA);
        assertThat(reflector.process().terminate()).isZero();
        lab.await("Cease/2 in the peers' logs", () -> {
            assertThat(goodbyes(nodeA)).isGreaterThan(heardBefore);
            assertThat(LabRoute.table(nodeA.heard())).isEmpty();
        });
        reflector.start();
    }

    /** BIRD's word for Cease/2 (RFC 4486). */
    private static int goodbyes(RealDaemon daemon) {
        return daemon.process().output().split("Received: Administrative shutdown", -1).length - 1;
    }

    @Test
    void aSecondDaemonOnTheSameAddressSaysSoAndExits() {
        BgpRrProcess second = lab.anotherReflector();
        second.configure(configuration(NO_NETWORKS, "90s"));
        second.startInVain();
        assertThat(second.process().awaitEnd(30)).isEqualTo(1);
        assertThat(second.process().output()).contains(lab.reflectorAddress());
        assertThat(reflector.state(address(nodeA))).isEqualTo("Established");
    }

    /** Stopped by a signal, a process keeps its sockets open and reads nothing. */
    @Test
    void aPeerThatStandsStillDelaysNobodyAndCatchesUp() {
        List<LabRoute> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add(LabRoute.parse(
                    "10.100." + i / 256 + "." + i % 256 + "/32 next-hop=192.0.2.11 communities=64512:" + i));
        }
        dual.process().signalMain("STOP");
        try {
            nodeA.announce(many);
            lab.await("all routes at node-b", () -> assertThat(nodeB.heard()).hasSizeGreaterThanOrEqualTo(500));
            assertThat(reflector.state(address(dual))).isEqualTo("Established");
        } finally {
            dual.process().signalMain("CONT");
        }
        lab.await("all routes at dual", () -> assertThat(dual.heard()).hasSizeGreaterThanOrEqualTo(500));
        assertThat(reflector.state(address(dual))).isEqualTo("Established");
        nodeA.withdraw(many);
        lab.await("their withdrawal", () -> assertThat(dual.heard()).hasSizeLessThan(500));
    }

    private static String address(RealDaemon daemon) {
        return daemon.role().address();
    }

    /** How many OPENs each peer has sent us so far: one more for each new session. */
    private List<Long> opens() {
        List<Long> counts = new ArrayList<>();
        for (RealDaemon daemon : List.of(nodeA, nodeB, dual)) {
            counts.add(reflector
                    .peer(address(daemon))
                    .path("counters")
                    .path("received")
                    .path("opens")
                    .asLong());
        }
        return counts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.CalicoBirdDaemon;
import io.bgprr.bgp.rr.interop.lab.Lab;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * With Calico's nodes: calico-a runs BIRD 1.6's two daemons, one session per family from one router id; its IPv6 daemon speaks
 * over ::1. calico-b is a second, older node, IPv4 only. dual is a BIRD 2 with both families on one session over IPv4, so that
 * routes of either family cross between the two ways of carrying them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class Bird1CalicoInteropIT {

    private static final LabRoute BORROWED = LabRoute.parse("10.244.1.193/32 next-hop=192.0.2.11");

    private Lab lab;
    private BgpRrProcess reflector;
    private CalicoBirdDaemon calicoA;
    private CalicoBirdDaemon calicoA6;
    private CalicoBirdDaemon calicoB;
    private BirdDaemon dual;

    @BeforeAll
    void startTheLab() {
        lab = new Lab(2);
        Role a = lab.node("calico-a", 11, false);
        Role b = lab.node("calico-b", 12, false);
        Role d = lab.node("dual", 13, false);
        Role a6 = new Role(
                "calico-a6",
                "::1",
                Lab.freePort("::1"),
                a.routerId(),
                a.as(),
                false,
                "::1",
                Lab.freePort("::1"),
                a.reflectorAs(),
                a.announced());
        reflector = lab.reflector();
        reflector.configure(
                """
                bgp {
                  local-as = 64512, router-id = %1$s, cluster-id = %1$s
                  listen = [ { address = "%2$s", port = %3$d }, { address = "::1", port = %4$d } ]
                  peer-groups {
                    nodes { remote-as = 64512, route-reflector-client = true, families = [ ipv4-unicast, ipv6-unicast ], passive = true }
                  }
                  neighbors = [ { address = "::1", peer-group = nodes } ]
                  dynamic-neighbors = [ { prefix = "127.23.2.0/24", peer-group = nodes, limit = 10 } ]
                }
                """.formatted(Lab.REFLECTOR_ID, lab.reflectorAddress(), lab.reflectorPort(), a6.reflectorPort()));
        reflector.start();
        calicoA = lab.start(new CalicoBirdDaemon(a, lab.directory(a.name()), false));
        calicoA6 = lab.start(new CalicoBirdDaemon(a6, lab.directory(a6.name()), true));
        calicoB = lab.start(new CalicoBirdDaemon(b, lab.directory(b.name()), false));
        dual = lab.start(new BirdDaemon(d, lab.directory(d.name())));
        allHoldWhatTheyShould();
    }

    @AfterAll
    void endTheLab() {
        lab.close();
    }

    @BeforeEach
    void allHoldWhatTheyShould() {
        lab.await("sessions and tables of the whole lab", () -> {
            for (RealDaemon daemon : List.of(calicoA, calicoA6, calicoB, dual)) {
                assertThat(reflector.state(daemon.role().address()))
                        .as(daemon.role().name())
                        .isEqualTo("Established");
                assertHeard(daemon, "");
            }
        });
    }

    /** RFC 6286 §2.1: it is the pair of address and identifier that must differ, so a node's two daemons are two peers. */
    @Test
    void bothDaemonsOfANodeAreUpWithOneRouterId() {
        assertThat(Stream.of(calicoA, calicoA6)
                        .map(daemon -> reflector
                                .peer(daemon.role().address())
                                .path("negotiated")
                                .path("peerRouterId")
                                .asText()))
                .containsExactly("10.23.0.11", "10.23.0.11");
        assertThat(families(calicoA)).containsExactly("ipv4-unicast");
        assertThat(families(calicoA6)).containsExactly("ipv6-unicast");
        assertThat(families(dual)).containsExactlyInAnyOrder("ipv4-unicast", "ipv6-unicast");
    }

    @Test
    void aNodesBlocksArriveAsItsFiltersLetThemOut() {
        assertThat(LabRoute.table(Stream.concat(
                                reflector.received(calicoA.role().address()).stream(),
                                reflector.received("::1").stream())
                        .toList()))
                .isEqualTo(expected("received-from-calico-a", ""));
    }

    @Test
    void anAddressBorrowedFromABlockComesAndGoes() {
        calicoB.announce(List.of(BORROWED));
        lab.await("the /32 at the other nodes", () -> {
            assertThat(LabRoute.table(calicoA.heard())).contains(BORROWED.prefix());
            assertThat(LabRoute.table(dual.heard())).contains(BORROWED.prefix());
        });
        calicoB.withdraw(List.of(BORROWED));
        allHoldWhatTheyShould();
    }

    /** A node's supervisor starts BIRD with -R: it then waits for our End-of-RIB, and four minutes when that does not come. */
    @Test
    void aRecoveringNodeIsNotKeptWaiting() {
        calicoA.restartRecovering();
        lab.await("End-of-RIB to end the recovery", () -> {
            assertThat(reflector.state(calicoA.role().address())).isEqualTo("Established");
            assertThat(calicoA.isInRecovery()).isFalse();
        });
        allHoldWhatTheyShould();
    }

    @Test
    void aKilledNodeIsForgottenByTheOthers() {
        calicoA.kill();
        lab.await("its IPv4 routes to be gone", () -> {
            assertHeard(calicoB, "-without-calico-a");
            assertHeard(dual, "-without-calico-a");
        });
        calicoA.start();
        allHoldWhatTheyShould();
    }

    @Test
    void ourRestartBringsEverythingBack() {
        assertThat(reflector.process().terminate())
                .as("exit code after SIGTERM")
                .isZero();
        reflector.start();
        allHoldWhatTheyShould();
    }

    @Test
    void ourCrashBringsEverythingBack() {
        reflector.process().kill();
        reflector.start();
        allHoldWhatTheyShould();
    }

    @Test
    void shutdownTextsAreSeenBothWays() {
        reflector.reset(calicoA.role().address(), "moved to rack 7");
        lab.await("our text in their words", () -> assertThat(calicoA.report()).contains("moved to rack 7"));
        allHoldWhatTheyShould();
        calicoA.shutdownSession("kernel upgrade");
        lab.await(
                "their text in ours",
                () -> assertThat(reflector.lastError(calicoA.role().address())).contains("kernel upgrade"));
        calicoA.startSession();
    }

    @Test
    void aNodeMayAskForARefresh() {
        calicoA6.requestRefresh();
        lab.await(
                "the request",
                () -> assertThat(reflector
                                .peer("::1")
                                .path("counters")
                                .path("received")
                                .path("routeRefreshes")
                                .asInt())
                        .isPositive());
    }

    private List<String> families(RealDaemon daemon) {
        return Stream.of("ipv4-unicast", "ipv6-unicast")
                .filter(family -> reflector
                        .peer(daemon.role().address())
                        .path("negotiated")
                        .path("families")
                        .toString()
                        .contains(family))
                .toList();
    }

    private static void assertHeard(RealDaemon daemon, String when) {
        assertThat(LabRoute.table(daemon.heard()))
                .as(daemon.role().name())
                .isEqualTo(expected("heard-by-" + daemon.role().name(), when));
    }

    private static String expected(String table, String when) {
        return LabRoute.table(Lab.routes("expected/calico/" + table + when + ".txt"));
    }
}

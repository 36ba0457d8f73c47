// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.Lab;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What is asked of the reflector with every other daemon: one of its instances, node-a, dials us; another one, node-b, is
 * dialled by us; a third one, tor, is an external peer. All carry IPv4 and IPv6 on one session. Hold times are so long that no
 * keepalive happens to push out what should have gone by itself. The lab is started once, and
 * each scenario begins when all three hold the expected tables, so that the order of scenarios does not matter.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReflectionScenarios {

    private static final LabRoute NEW_ROUTE = LabRoute.parse("10.244.77.0/26 next-hop=192.0.2.11");

    private static final String KEEP = "keep";

    private final String daemonName;
    private final int network;

    Lab lab;
    BgpRrProcess reflector;
    RealDaemon nodeA;
    RealDaemon nodeB;
    RealDaemon tor;

    /**
     * @param daemonName the directory of expected tables that differ for this daemon
     * @param network the lab's number, another one for each class
     */
    @SuppressWarnings("NullAway.Init")
    ReflectionScenarios(String daemonName, int network) {
        this.daemonName = daemonName;
        this.network = network;
    }

    abstract RealDaemon daemon(Role role, Path directory);

    @BeforeAll
    void startTheLab() {
        lab = new Lab(network);
        nodeA = daemon(lab.node("node-a", 11, false));
        nodeB = daemon(lab.node("node-b", 12, true));
        tor = daemon(lab.tor());
        reflector = lab.reflector();
        reflector.configure(configuration(KEEP));
        reflector.start();
        lab.start(nodeA);
        lab.start(nodeB);
        lab.start(tor);
        allHoldWhatTheyShould();
    }

    private RealDaemon daemon(Role role) {
        return daemon(role, lab.directory(role.name()));
    }

    private String configuration(String torNextHop) {
        return """
                bgp {
                  local-as = 64512, router-id = %1$s, cluster-id = %1$s
                  listen = [ { address = "%2$s", port = %3$d } ]
                  peer-groups {
                    nodes { remote-as = 64512, route-reflector-client = true, families = [ ipv4-unicast, ipv6-unicast ],
                            hold-time = 240s, local-address = "%2$s", connect-retry = 1s, connect-retry-max = 2s }
                    tor { remote-as = 65001, families = [ ipv4-unicast, ipv6-unicast ], next-hop = %8$s, ebgp-multihop = 8,
                          import = accept, export = accept, hold-time = 240s, passive = true }
                  }
                  neighbors = [
                    { address = "%4$s", peer-group = nodes, passive = true, description = "dials us" }
                    { address = "%5$s", peer-group = nodes, port = %6$d, description = "waits for us" }
                    { address = "%7$s", peer-group = tor }
                  ]
                }
                """.formatted(
                        Lab.REFLECTOR_ID,
                        lab.reflectorAddress(),
                        lab.reflectorPort(),
                        address(nodeA),
                        address(nodeB),
                        nodeB.role().port(),
                        address(tor),
                        torNextHop);
    }

    @AfterAll
    void endTheLab() {
        lab.close();
    }

    @BeforeEach
    void allHoldWhatTheyShould() {
        lab.await("sessions and tables of the whole lab", () -> {
            for (RealDaemon daemon : new RealDaemon[] {nodeA, nodeB, tor}) {
                assertThat(reflector.state(address(daemon)))
                        .as(daemon.role().name())
                        .isEqualTo("Established");
            }
            assertHeard(nodeA);
            assertHeard(nodeB);
            assertHeard(tor);
        });
    }

    /** By configuration node-a was passive for us, so it dialled, and node-b itself never dials. */
    @Test
    void sessionsComeUpWhoeverDials() {
        assertThat(reflector.peer(address(nodeA)).path("config").path("passive").asBoolean())
                .isTrue();
        assertThat(reflector.peer(address(nodeB)).path("config").path("passive").asBoolean())
                .isFalse();
        for (RealDaemon daemon : new RealDaemon[] {nodeA, nodeB, tor}) {
            assertThat(reflector.peer(address(daemon)).path("negotiated").path("families"))
                    .as(daemon.role().name())
                    .extracting(family -> family.asText())
                    .containsExactlyInAnyOrder("ipv4-unicast", "ipv6-unicast");
        }
    }

    @Test
    void theirRoutesArriveWithAllTheirAttributes() {
        for (RealDaemon daemon : new RealDaemon[] {nodeA, nodeB, tor}) {
            assertThat(LabRoute.table(reflector.received(address(daemon))))
                    .isEqualTo(expected("received-from-" + daemon.role().name()));
        }
    }

    /** The golden tables of {@link #allHoldWhatTheyShould} are what a peer holds; our own account must say the same. */
    @Test
    void whatWeSayToHaveSentIsWhatTheyHold() {
        for (RealDaemon daemon : new RealDaemon[] {nodeA, nodeB, tor}) {
            assertThat(LabRoute.table(reflector.advertised(address(daemon))))
                    .as(daemon.role().name())
                    .isEqualTo(expected("heard-by-" + daemon.role().name()));
        }
    }

    @Test
    void aNewRouteReachesTheOthersAndItsWithdrawalToo() {
        nodeA.announce(List.of(NEW_ROUTE));
        lab.await("the new route at node-b and tor", () -> {
            assertThat(LabRoute.table(nodeB.heard())).contains(NEW_ROUTE.prefix());
            assertThat(LabRoute.table(tor.heard())).contains(NEW_ROUTE.prefix());
        });
        nodeA.withdraw(List.of(NEW_ROUTE));
        lab.await("its withdrawal", () -> {
            assertHeard(nodeB);
            assertHeard(tor);
            assertThat(LabRoute.table(reflector.received(address(nodeA)))).doesNotContain(NEW_ROUTE.prefix());
        });
    }

    /** An export setting changes without a reset: the differences are sent, and only those. */
    @Test
    void theTorIsToldTheNextHopThatIsConfigured() {
        long opens = opensReceived(tor);
        configureTor("{ ipv4 = \"192.0.2.1\", ipv6 = \"2001:db8::1\" }");
        lab.await(
                "the reflector's next hops at the ToR",
                () -> assertThat(LabRoute.table(tor.heard()))
                        .isEqualTo(LabRoute.table(Lab.routes("expected/heard-by-tor.txt").stream()
                                .map(route ->
                                        route.with(LabRoute.NEXT_HOP, route.isIpv6() ? "2001:db8::1" : "192.0.2.1"))
                                .toList())));
        configureTor(KEEP);
        allHoldWhatTheyShould();
        assertThat(opensReceived(tor)).isEqualTo(opens);
    }

    /** Makes this the rule for next hops that the ToR is told, by a reload. */
    void configureTor(String nextHop) {
        reflector.configure(configuration(nextHop));
        reflector.process().signalMain("HUP");
    }

    @Test
    void theyAskForARefreshAndGetTheSameAgain() {
        long refreshes = refreshesReceived(nodeB);
        long updates = updatesSent(nodeB);
        nodeB.requestRefresh();
        lab.await("the refresh of both families", () -> {
            assertThat(refreshesReceived(nodeB)).isGreaterThanOrEqualTo(refreshes + refreshRequests());
            assertThat(updatesSent(nodeB)).isGreaterThanOrEqualTo(updates + refreshRequests());
            assertHeard(nodeB);
        });
        assertThat(reflector.state(address(nodeB))).isEqualTo("Established");
    }

    /** How many ROUTE-REFRESH messages the daemon sends when it is told to refresh both families. */
    int refreshRequests() {
        return 2;
    }

    @Test
    void aKilledPeerIsForgottenElsewhereAndWelcomeAgain() {
        nodeA.kill();
        lab.await("node-a's routes to be gone, and the shared one to be node-b's", () -> {
            assertThat(LabRoute.table(nodeB.heard())).isEqualTo(expected("heard-by-node-b-without-node-a"));
            assertThat(LabRoute.table(tor.heard())).isEqualTo(expected("heard-by-tor-without-node-a"));
        });
        nodeA.start();
        allHoldWhatTheyShould();
    }

    @Test
    void ourRestartBringsEverythingBack() {
        assertThat(reflector.process().terminate())
                .as("exit code after SIGTERM")
                .isZero();
        reflector.start();
        for (RealDaemon daemon : new RealDaemon[] {nodeA, nodeB, tor}) {
            daemon.startSession();
        }
        allHoldWhatTheyShould();
    }

    @Test
    void theySeeTheTextOfOurReset() {
        reflector.reset(address(nodeB), "moved to rack 7");
        lab.await(
                "our text in their words",
                () -> assertThat(nodeB.report()).contains(textAsTheyShowIt("moved to rack 7")));
        nodeB.startSession();
        allHoldWhatTheyShould();
    }

    /** How the daemon shows the text of a Cease. */
    String textAsTheyShowIt(String text) {
        return text;
    }

    @Test
    void weSeeTheTextOfTheirShutdown() {
        nodeA.shutdownSession("kernel upgrade");
        lab.await(
                "their text in our words",
                () -> assertThat(reflector.lastError(address(nodeA))).contains(textThatTheySend("kernel upgrade")));
        nodeA.startSession();
        allHoldWhatTheyShould();
    }

    /** What our view of a peer must contain after the daemon's administrative shutdown. */
    String textThatTheySend(String text) {
        return text;
    }

    static String address(RealDaemon daemon) {
        return daemon.role().address();
    }

    private void assertHeard(RealDaemon daemon) {
        assertThat(LabRoute.table(daemon.heard()))
                .as(daemon.role().name())
                .isEqualTo(expected("heard-by-" + daemon.role().name()));
    }

    private String expected(String table) {
        return expected(table, daemonName + "/");
    }

    /** The expected table, this daemon's own when it has one. */
    private static String expected(String table, String daemon) {
        String own = "expected/" + daemon + table + ".txt";
        return LabRoute.table(Lab.routes(Lab.hasResource(own) ? own : "expected/" + table + ".txt"));
    }

    private long refreshesReceived(RealDaemon daemon) {
        return reflector
                .peer(address(daemon))
                .path("counters")
                .path("received")
                .path("routeRefreshes")
                .asLong();
    }

    long opensReceived(RealDaemon daemon) {
        return reflector
                .peer(address(daemon))
                .path("counters")
                .path("received")
                .path("opens")
                .asLong();
    }

    private long updatesSent(RealDaemon daemon) {
        return reflector
                .peer(address(daemon))
                .path("counters")
                .path("sent")
                .path("updates")
                .asLong();
    }
}

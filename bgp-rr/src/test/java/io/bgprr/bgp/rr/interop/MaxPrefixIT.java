// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.Lab;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real BIRD that sends more prefixes than it may, and another one that must not notice: RFC 4271 §6.7, RFC 4486 §4. The
 * bystander logs every route that it ever takes in.
 */
@SuppressWarnings("NullAway.Init")
class MaxPrefixIT {

    /** With the three that node-a has anyway they are ten. */
    private static final List<LabRoute> SEVEN =
            IntStream.range(1, 8).mapToObj(MaxPrefixIT::route).toList();

    private static final LabRoute ELEVENTH = route(99);

    private Lab lab;
    private BgpRrProcess reflector;
    private BirdDaemon nodeA;
    private BirdDaemon nodeB;

    private static LabRoute route(int i) {
        return LabRoute.parse("10.100." + i + ".0/24 next-hop=192.0.2.11");
    }

    private void start(String limit) {
        reflector.configure(configuration(limit));
        reflector.start();
        lab.start(nodeA);
        lab.start(nodeB);
        lab.await(
                "the routes that node-a begins with",
                () -> assertThat(table(nodeB)).contains("10.244.1.0/26"));
        nodeA.announce(SEVEN);
        lab.await("ten routes, the limit", () -> {
            assertThat(limitOfA().path("used").asInt()).isEqualTo(10);
            assertThat(table(nodeB)).contains("10.244.1.0/26", "10.100.7.0/24");
        });
    }

    @BeforeEach
    void makeTheLab() {
        lab = new Lab(17);
        Role a = lab.node("node-a", 11, false);
        Role b = lab.node("node-b", 12, false);
        reflector = lab.reflector();
        nodeA = new BirdDaemon(a, lab.directory(a.name()));
        nodeB = new BirdDaemon(b, lab.directory(b.name()));
    }

    @AfterEach
    void endTheLab() {
        lab.close();
    }

    private String configuration(String limit) {
        return """
                bgp {
                  local-as = 64512, router-id = %1$s, cluster-id = %1$s
                  listen = [ { address = "%2$s", port = %3$d } ]
                  peer-groups {
                    nodes { remote-as = internal, route-reflector-client = true, passive = true,
                            families = [ ipv4-unicast, ipv6-unicast ] }
                  }
                  neighbors = [
                    { address = "%4$s", peer-group = nodes, max-prefixes { ipv4-unicast { %6$s } } }
                    { address = "%5$s", peer-group = nodes, max-prefixes = 1000 }
                  ]
                }
                """.formatted(
                Lab.REFLECTOR_ID, lab.reflectorAddress(), lab.reflectorPort(), lab.address(11), lab.address(12), limit);
    }

    private JsonNode limitOfA() {
        return reflector
                .peer(lab.address(11))
                .path("families")
                .path("ipv4-unicast")
                .path("prefixLimit");
    }

    private static String table(RealDaemon daemon) {
        return LabRoute.table(daemon.heard());
    }

    private void bystanderNeverSawTheEleventhAndStayedUp() {
        assertThat(nodeB.process().output()).contains("10.100.7.0/24").doesNotContain(ELEVENTH.prefix());
        assertThat(reflector.state(lab.address(12))).isEqualTo("Established");
        assertThat(reflector.peer(lab.address(12)).path("flaps").asInt()).isZero();
    }

    @Test
    void theEleventhPrefixEndsTheSessionWhichComesBackAfterTheRestartTime() {
        start("limit = 10, restart = 10s");

        nodeA.announce(List.of(ELEVENTH));
        lab.await("the end of the session", () -> {
            assertThat(limitOfA().path("exceededCount").asInt()).isEqualTo(1);
            assertThat(reflector.lastError(lab.address(11)))
                    .contains("Maximum Number of Prefixes Reached (6/1), ipv4-unicast, upper bound 10");
            assertThat(nodeA.report())
                    .as("BIRD's words for Cease/1, with the data")
                    .contains("Received: Maximum number of prefixes reached: 0001010000000a");
            assertThat(table(nodeB)).isEmpty();
        });
        nodeA.withdraw(List.of(ELEVENTH));

        lab.await("the session and its routes again", () -> {
            assertThat(reflector.state(lab.address(11))).isEqualTo("Established");
            assertThat(table(nodeB)).contains("10.244.1.0/26", "10.100.7.0/24");
        });
        bystanderNeverSawTheEleventhAndStayedUp();
        assertThat(reflector.process().output())
                .contains("the peer sends more prefixes than its limit; its session ends");
    }

    @Test
    void withoutARestartTimeTheSessionStaysDownUntilItIsReset() {
        start("limit = 10");

        nodeA.announce(List.of(ELEVENTH));
        lab.await(
                "the peer being refused",
                () -> assertThat(nodeA.process().output()).contains("Received: Connection rejected"));
        assertThat(limitOfA().path("state").asText()).isEqualTo("held down");
        assertThat(reflector.state(lab.address(11))).isEqualTo("Idle");
        nodeA.withdraw(List.of(ELEVENTH));
        reflector.reset(lab.address(11), "enough");

        lab.await("the session and its routes again", () -> {
            assertThat(reflector.state(lab.address(11))).isEqualTo("Established");
            assertThat(table(nodeB)).contains("10.100.7.0/24");
        });
        bystanderNeverSawTheEleventhAndStayedUp();
    }

    @Test
    void whatIsDroppedComesInByARouteRefresh() {
        start("limit = 10, action = drop");

        nodeA.announce(List.of(ELEVENTH));
        lab.await(
                "the eleventh being dropped",
                () -> assertThat(limitOfA().path("droppedCount").asInt()).isPositive());
        assertThat(reflector.state(lab.address(11))).isEqualTo("Established");
        bystanderNeverSawTheEleventhAndStayedUp();

        nodeA.withdraw(SEVEN.subList(0, 1));
        lab.await(
                "the eleventh in its place",
                () -> assertThat(table(nodeB)).contains(ELEVENTH.prefix()).doesNotContain("10.100.1.0/24"));
        assertThat(reflector.peer(lab.address(11)).path("flaps").asInt()).isZero();
    }
}

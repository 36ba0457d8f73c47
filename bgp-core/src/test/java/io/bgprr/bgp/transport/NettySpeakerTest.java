// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.Explanation;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.NextHopRule;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteView;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.speaker.SpeakerObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reflector, two nodes and a top-of-rack router on loopback: the main job, whole. */
class NettySpeakerTest {

    private static final String REFLECTOR = "127.20.100.1";
    private static final String NODE_1 = "127.20.100.11";
    private static final String NODE_2 = "127.20.100.12";
    private static final String TOR = "127.20.100.21";

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void reflectsPodRoutesBetweenNodesAndIntoTheDataCentre(int processors) {
        try (NettySpeaker reflector = NettySpeaker.start(reflector(), SpeakerObserver.NONE, processors)) {
            int port = reflector.snapshot().join().listen().getFirst().port();
            try (NettySpeaker node1 = start(node(NODE_1, "10.0.0.11", port, "10.244.1.0/24"));
                    NettySpeaker node2 = start(node(NODE_2, "10.0.0.12", port, "10.244.2.0/24"));
                    NettySpeaker tor = start(tor(port))) {
                awaitRoutes(node1, "10.244.2.0/24", "198.51.100.0/24");
                awaitRoutes(node2, "10.244.1.0/24", "198.51.100.0/24");
                awaitRoutes(tor, "10.244.1.0/24", "10.244.2.0/24");

                AttributeSet reflected = received(node2, "10.244.1.0/24").attributes();
                assertThat(reflected.originatorId())
                        .isEqualTo(IpAddress.parse("10.0.0.11").ipv4Bits());
                assertThat(reflected.clusterListLength()).isEqualTo(1);
                assertThat(reflected.nextHop().address()).isEqualTo(IpAddress.parse("192.0.2.1"));

                AttributeSet atTor = received(tor, "10.244.1.0/24").attributes();
                assertThat(atTor.hasOriginatorId()).isFalse();
                assertThat(atTor.clusterListLength()).isZero();
                assertThat(atTor.neighborAs()).isEqualTo(64512);
                assertThat(atTor.nextHop().address()).isEqualTo(IpAddress.parse("192.0.2.1"));

                Explanation explained =
                        reflector.explain(Prefix.parse("10.244.1.0/24")).join();
                assertThat(explained.verdict()).contains(NODE_1).contains("only");
                assertThat(explained.exports())
                        .filteredOn(Explanation.Export::isAdvertised)
                        .extracting(Explanation.Export::peer)
                        .containsExactlyInAnyOrder(IpAddress.parse(NODE_2), IpAddress.parse(TOR));

                node1.stop("maintenance").join();
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> prefixes(tor).equals(List.of("10.244.2.0/24", "198.51.100.0/24")));
                assertThat(reflector.snapshot().join().peers())
                        .filteredOn(peer -> peer.address().equals(IpAddress.parse(NODE_1)))
                        .allSatisfy(peer -> assertThat(peer.lastError()).contains("Administrative Shutdown"));
            }
        }
    }

    /** It is told of the address before any engine has begun. */
    @Test
    void keepsAPeerThatConnectsWhileItStarts() throws Exception {
        try (Socket early = new Socket();
                NettySpeaker reflector = NettySpeaker.start(reflector(), event -> connect(early, event))) {
            early.setSoTimeout(10_000);
            assertThat(early.getInputStream().readNBytes(19)).startsWith(-1, -1).endsWith(1); // an OPEN
            assertThat(reflector.snapshot().join().peers())
                    .singleElement()
                    .satisfies(peer -> assertThat(peer.address()).hasToString(TOR));
        }
    }

    private static void connect(Socket tor, SpeakerEvent event) {
        if (event instanceof SpeakerEvent.Listening(ListenAddress address)) {
            try {
                tor.bind(new InetSocketAddress(TOR, 0));
                tor.connect(new InetSocketAddress(REFLECTOR, address.port()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static NettySpeaker start(SpeakerConfig config) {
        return NettySpeaker.start(config, SpeakerObserver.NONE);
    }

    private static SpeakerConfig reflector() {
        Configs speaker = Configs.speaker(64512, "10.0.0.1").listens(REFLECTOR, 0);
        return speaker.dynamic(
                        "127.20.100.0/28",
                        speaker.peer("127.20.100.0").client().passive().build(),
                        10)
                .neighbor(speaker.peer(TOR)
                        .as(65001)
                        .passive()
                        .nextHop(new NextHopRule.Keep())
                        .policies(PolicyDefinition.ACCEPT, PolicyDefinition.ACCEPT)
                        .build())
                .build();
    }

    private static SpeakerConfig node(String address, String routerId, int port, String network) {
        Configs speaker = Configs.speaker(64512, routerId);
        return speaker.neighbor(speaker.peer(REFLECTOR).port(port).from(address).build())
                .network(network, "192.0.2.1")
                .build();
    }

    private static SpeakerConfig tor(int port) {
        Configs speaker = Configs.speaker(65001, "10.0.0.21");
        return speaker.neighbor(speaker.peer(REFLECTOR)
                        .port(port)
                        .from(TOR)
                        .as(64512)
                        .nextHop(new NextHopRule.Keep())
                        .policies(PolicyDefinition.ACCEPT, PolicyDefinition.ACCEPT)
                        .build())
                .network("198.51.100.0/24", "192.0.2.254")
                .build();
    }

    private static void awaitRoutes(NettySpeaker speaker, String... prefixes) {
        await().atMost(Duration.ofSeconds(10)).until(() -> prefixes(speaker).containsAll(List.of(prefixes)));
    }

    private static List<String> prefixes(NettySpeaker speaker) {
        return routes(speaker).stream()
                .map(route -> route.prefix().toString())
                .sorted()
                .toList();
    }

    private static List<RouteView> routes(NettySpeaker speaker) {
        return speaker.routes(new RouteQuery(
                        RouteQuery.Scope.BEST,
                        null,
                        AddressFamily.IPV4_UNICAST,
                        RouteQuery.Match.ALL,
                        null,
                        1000,
                        null))
                .join()
                .routes();
    }

    private static RouteView received(NettySpeaker speaker, String prefix) {
        return routes(speaker).stream()
                .filter(route -> route.prefix().equals(Prefix.parse(prefix)))
                .findFirst()
                .orElseThrow();
    }
}

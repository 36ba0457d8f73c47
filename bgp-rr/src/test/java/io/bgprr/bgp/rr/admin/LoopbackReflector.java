// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.NextHopRule;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.SpeakerObserver;
import io.bgprr.bgp.transport.NettySpeaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A real reflector with an admin server, and real speakers around it on loopback: two nodes of a cluster, which are dynamic
 * neighbours, a top-of-rack router, and another one for which nobody wrote a policy.
 */
public final class LoopbackReflector implements AdminContext, AutoCloseable {

    /** As few addresses of 127/8 as there are speakers: all are in the range of these tests. */
    private static final String REFLECTOR = "127.22.1.1";

    private final List<BgpSpeaker> speakers = new ArrayList<>();
    private final BgpSpeaker reflector;
    private final AdminServer server;
    private final long startedMillis = System.currentTimeMillis();

    public LoopbackReflector() throws IOException {
        Configs configs = Configs.speaker(64_512, "10.99.0.1").listens(REFLECTOR, 0);
        configs.dynamic(
                "127.22.1.16/28", configs.peer("127.22.1.16").client().passive().build(), 8);
        configs.neighbor(configs.peer("127.22.1.33")
                .as(65_001)
                .passive()
                .nextHop(new NextHopRule.Keep())
                .policies(PolicyDefinition.ACCEPT, PolicyDefinition.ACCEPT)
                .build());
        configs.neighbor(configs.peer("127.22.1.34").as(65_002).passive().build());
        configs.neighbor(configs.peer("127.22.1.35").as(65_003).passive().build());
        configs.network("10.96.0.0/12", "192.0.2.10");
        reflector = start(configs);
        int port = reflector.snapshot().join().listen().getFirst().port();
        startNode("127.22.1.17", "10.0.0.17", port);
        startNode("127.22.1.18", "10.0.0.18", port);
        startTor("127.22.1.33", 65_001, port);
        startTor("127.22.1.34", 65_002, port);
        server = AdminServer.start("127.22.1.1:0", this);
    }

    private BgpSpeaker start(Configs configs) {
        BgpSpeaker speaker = NettySpeaker.start(configs.build(), SpeakerObserver.NONE);
        speakers.add(speaker);
        return speaker;
    }

    private void startNode(String address, String routerId, int port) {
        Configs node = Configs.speaker(64_512, routerId);
        node.neighbor(node.peer(REFLECTOR).port(port).from(address).build());
        int number = IpAddress.parse(address).ipv4Bits() & 0xff;
        node.network("10.244." + number + ".0/26", routerId);
        node.network("2001:db8:244:" + number + "::/122", "2001:db8::" + number);
        var _ = start(node);
    }

    private void startTor(String address, long as, int port) {
        Configs tor = Configs.speaker(as, "192.0.2." + (as - 65_000));
        tor.neighbor(tor.peer(REFLECTOR)
                .port(port)
                .from(address)
                .as(64_512)
                .nextHop(new NextHopRule.Keep())
                .policies(PolicyDefinition.ACCEPT, PolicyDefinition.ACCEPT)
                .build());
        tor.network("0.0.0.0/0", "192.0.2." + (as - 65_000));
        var _ = start(tor);
    }

    public InetSocketAddress address() {
        return server.localAddress();
    }

    @Override
    public BgpSpeaker speaker() {
        return reflector;
    }

    @Override
    public CompletableFuture<ReloadReport> reload() {
        return CompletableFuture.completedFuture(ReloadReport.applied(new ReconfigurePlan(List.of(), 0, 0, List.of())));
    }

    @Override
    public Readiness readiness() {
        return Readiness.READY;
    }

    @Override
    public String effectiveConfigJson() {
        return "{}";
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public long startedMillis() {
        return startedMillis;
    }

    @Override
    public long logLinesSuppressed() {
        return 0;
    }

    @Override
    public void close() {
        server.close();
        speakers.reversed().forEach(BgpSpeaker::close);
    }
}

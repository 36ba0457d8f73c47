// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.Explanation;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.RoutePage;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteView;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A speaker that knows a few routes by heart; pages hold two of them, so that every listing has several. */
public final class FakeSpeaker implements BgpSpeaker {

    private static final int PAGE = 2;

    /** What it will say; a test may change it. */
    public volatile SpeakerSnapshot snapshot = TestPeers.snapshot();

    /** Never answers. */
    public volatile boolean isStuck;

    /** What it was asked, in words. */
    public final List<String> asked = new ArrayList<>();

    public static List<RouteView> ipv4Routes() {
        AttributeSet pod = TestAttributes.via("10.0.0.11")
                .origin(0)
                .asPath()
                .localPref(2_147_482_623)
                .communities(64_512 << 16 | 100, 0xffff_ff01)
                .set();
        AttributeSet reflected = TestAttributes.via("10.0.0.12")
                .origin(0)
                .asPath()
                .localPref(100)
                .originatorId("10.0.0.12")
                .clusterList("10.99.0.2", "10.99.0.3")
                .set();
        AttributeSet idc = TestAttributes.via("192.0.2.1")
                .origin(2)
                .asPath(65_001, (int) 4_200_000_001L, 65_010)
                .med(50)
                .hex(0xc0, 16, "0002fc0000000064" + "4006000000000001")
                .largeCommunities(64_512, 1, 2)
                .hex(0xe0, 200, "cafe")
                .set();
        AttributeSet own = TestAttributes.via("192.0.2.10")
                .origin(0)
                .asPath()
                .localPref(100)
                .set();
        return List.of(
                route("0.0.0.0/0", "192.0.2.1", "external", idc, true, "", "the only path"),
                route("10.244.0.0/24", null, "local", own, true, "", "the only path"),
                route("10.244.1.0/26", "10.0.0.11", "client", pod, true, "", "higher LOCAL_PREF"),
                route("10.244.1.0/26", "10.0.0.12", "internal", reflected, false, "", "lower LOCAL_PREF"),
                route("10.244.1.0/26", "192.0.2.1", "external", idc, false, "AS_PATH contains our AS 64512", ""));
    }

    public static List<RouteView> ipv6Routes() {
        AttributeSet pod = TestAttributes.via("2001:db8:0:1::11", "fe80::1")
                .origin(0)
                .asPath()
                .localPref(100)
                .set();
        return List.of(
                route("2001:db8:244:1000::/122", "2001:db8:0:1::11", "client", pod, true, "", "the only path"),
                route("2001:db8:244:1040::/122", "2001:db8:0:1::11", "client", pod, true, "", "the only path"),
                route("2001:db8:244:1080::/122", "10.0.0.11", "client", pod, true, "", "the only path"));
    }

    private static RouteView route(
            String prefix,
            @Nullable String peer,
            String kind,
            AttributeSet attributes,
            boolean isBest,
            String refusal,
            String reason) {
        return new RouteView(
                Prefix.parse(prefix),
                peer == null ? null : IpAddress.parse(peer),
                peer == null ? null : RouterId.parse("10.0.0.11"),
                kind,
                attributes,
                isBest,
                refusal.isEmpty(),
                false,
                refusal,
                reason,
                0);
    }

    @Override
    public CompletableFuture<SpeakerSnapshot> snapshot() {
        return isStuck ? new CompletableFuture<>() : CompletableFuture.completedFuture(snapshot);
    }

    @Override
    public CompletableFuture<RoutePage> routes(RouteQuery query) {
        asked.add(query.toString());
        if (query.peer() != null
                && snapshot.peers().stream().noneMatch(peer -> peer.address().equals(query.peer()))) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("no peer " + query.peer()));
        }
        List<RouteView> all = (query.family() == AddressFamily.IPV4_UNICAST ? ipv4Routes() : ipv6Routes())
                .stream().filter(route -> isAsked(query, route)).toList();
        int from = query.continuation() == null ? 0 : Integer.parseInt(query.continuation());
        int to = Math.min(all.size(), from + Math.min(PAGE, query.limit()));
        return CompletableFuture.completedFuture(
                new RoutePage(all.subList(from, to), to == all.size() ? null : String.valueOf(to)));
    }

    private static boolean isAsked(RouteQuery query, RouteView route) {
        boolean isOfScope = switch (query.scope()) {
            case LOC_RIB -> route.isAccepted();
            case BEST, ADVERTISED -> route.isBest();
            case RECEIVED -> query.peer() != null && query.peer().equals(route.peer());
        };
        Prefix prefix = query.prefix();
        return isOfScope
                && (prefix == null
                        || switch (query.match()) {
                            case ALL -> true;
                            case EXACT -> prefix.equals(route.prefix());
                            case LONGER -> prefix.contains(route.prefix());
                            case LONGEST ->
                                route.prefix().contains(prefix)
                                        && route.prefix().lengthBits() > 0;
                        });
    }

    @Override
    public CompletableFuture<Explanation> explain(Prefix prefix) {
        Prefix known = Prefix.parse("10.244.1.0/26");
        if (!known.contains(prefix)) {
            return CompletableFuture.completedFuture(
                    new Explanation(prefix, null, List.of(), "No route covers " + prefix + ".", List.of()));
        }
        return CompletableFuture.completedFuture(new Explanation(
                prefix,
                known,
                ipv4Routes().subList(2, 5),
                "The path from 10.0.0.11 is the best of 2: it has the higher LOCAL_PREF.",
                List.of(
                        new Explanation.Export(
                                IpAddress.parse("10.0.0.11"), false, false, "the route came from this peer"),
                        new Explanation.Export(
                                IpAddress.parse("192.0.2.1"),
                                false,
                                false,
                                "no export policy: an external peer is sent nothing without one (RFC 8212)"),
                        new Explanation.Export(
                                IpAddress.parse("2001:db8:0:1::11"),
                                true,
                                true,
                                "reflected from a client to a client"))));
    }

    @Override
    public CompletableFuture<ReconfigurePlan> reconfigure(SpeakerConfig config) {
        throw new UnsupportedOperationException("the admin API has no such order");
    }

    @Override
    public CompletableFuture<Boolean> reset(IpAddress peer, String text) {
        asked.add("reset " + peer + " '" + text + "'");
        return CompletableFuture.completedFuture(
                snapshot.peers().stream().anyMatch(known -> known.address().equals(peer)));
    }

    @Override
    public long tableBytes() {
        return 0;
    }

    @Override
    public CompletableFuture<Void> relieve(String why) {
        throw new UnsupportedOperationException("the admin API has no such order");
    }

    @Override
    public CompletableFuture<Void> stop(String text) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}

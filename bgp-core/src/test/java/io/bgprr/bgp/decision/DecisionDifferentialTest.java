// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.rib.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision and a literal reading of RFC 4271 §9.1.2.2 and RFC 4456 §9 agree on random paths. */
class DecisionDifferentialTest {

    private record Candidate(
            String name, PeerKind kind, RouterId id, IpAddress address, AttributeSet set, long arrival) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithTheLetter(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 1000; round++) {
            DecisionConfig config =
                    new DecisionConfig(random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
            DecisionLab lab = new DecisionLab(config);
            Map<String, Candidate> routes = new TreeMap<>();
            int peers = 1 + random.nextInt(7);
            for (int i = 0; i < peers; i++) {
                PeerKind kind = PeerKind.values()[random.nextInt(3)];
                lab.peer("p" + i, kind, "192.0.2." + (1 + random.nextInt(3)), "198.51.100." + (10 - i));
            }
            for (int i = 0; i < 2 * peers; i++) {
                String name = "p" + random.nextInt(peers);
                if (random.nextInt(5) == 0) {
                    lab.withdraw(name);
                    routes.remove(name);
                } else {
                    AttributeSet set = set(random);
                    lab.announce(name, 0, set, Refusal.NONE);
                    Candidate before = routes.get(name);
                    if (before == null || !before.set().contentEquals(set)) {
                        routes.put(name, candidate(lab, name, set, i));
                    }
                }
                if (random.nextBoolean()) {
                    lab.decide();
                }
            }
            assertThat(lab.decide()).isEqualTo(best(new ArrayList<>(routes.values()), config));
        }
    }

    private static Candidate candidate(DecisionLab lab, String name, AttributeSet set, long arrival) {
        var peer = lab.peers.get((char) (2 + Integer.parseInt(name.substring(1))));
        IpAddress address = peer.address();
        assertThat(address).isNotNull();
        return new Candidate(
                name, peer.kind(), peer.routerId(), address == null ? IpAddress.ofIpv4(0) : address, set, arrival);
    }

    /** Few values of each attribute, so that ties are common. */
    private static AttributeSet set(SplittableRandom random) {
        AttributeSetBuilder set = new AttributeSetBuilder().nextHop(IpAddress.parse("192.0.2.1"));
        if (random.nextInt(6) == 0) {
            set.localPref(100 + random.nextInt(2));
        }
        set.asPath(AsPath.parse((1 + random.nextInt(3)) + (random.nextInt(8) == 0 ? " 7 8" : " 7")));
        set.origin(random.nextInt(8) == 0 ? Origin.EGP : Origin.IGP);
        if (random.nextBoolean()) {
            set.med(random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            set.originatorId(RouterId.parse("192.0.2." + (1 + random.nextInt(3))));
        }
        if (random.nextInt(3) == 0) {
            set.clusterList(ClusterList.parse(List.of("192.0.2.77")));
        }
        return set.build();
    }

    private static String best(List<Candidate> left, DecisionConfig config) {
        if (left.isEmpty()) {
            return "";
        }
        keepLowest(left, route -> -Integer.toUnsignedLong(route.set().localPref()));
        keepLowest(left, route -> route.set().asPathLength());
        keepLowest(left, route -> route.set().origin().ordinal());
        List<Candidate> all = List.copyOf(left);
        left.removeIf(route -> all.stream()
                .anyMatch(other -> (config.alwaysCompareMed()
                                || other.set().neighborAs() == route.set().neighborAs())
                        && med(other, config) < med(route, config)));
        keepLowest(left, route -> route.kind().isInternal() ? 1 : 0);
        if (config.preferOldestExternal() && !left.getFirst().kind().isInternal()) {
            List<Candidate> byAge = new ArrayList<>(left);
            keepLowest(byAge, Candidate::arrival);
            left.removeIf(route -> !route.id().equals(byAge.getFirst().id()));
        }
        keepLowest(left, route -> {
            boolean isReflected = route.kind().isInternal() && route.set().hasOriginatorId();
            return Integer.toUnsignedLong(
                    isReflected ? route.set().originatorId() : route.id().bits());
        });
        keepLowest(left, route -> route.set().clusterListLength());
        keepLowest(left, route -> route.address().low());
        return left.getFirst().name();
    }

    private static long med(Candidate route, DecisionConfig config) {
        if (!route.set().hasMed()) {
            return config.missingMedAsWorst() ? 0xffff_ffffL : 0;
        }
        return Integer.toUnsignedLong(route.set().med());
    }

    private static void keepLowest(List<Candidate> left, ToLongFunction<Candidate> rank) {
        long lowest = left.stream().mapToLong(rank).min().orElseThrow();
        left.removeIf(route -> rank.applyAsLong(route) != lowest);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.rib.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BestPathSelectorTest {

    interface Edit extends UnaryOperator<AttributeSetBuilder> {}

    private static Edit path(String path) {
        return set -> set.asPath(AsPath.parse(path));
    }

    private static Edit path(String path, long med) {
        return set -> set.asPath(AsPath.parse(path)).med(med);
    }

    private static ClusterList clusters(String... ids) {
        return ClusterList.parse(List.of(ids));
    }

    private static Arguments rule(DecisionReason reason, Edit better, Edit worse) {
        return Arguments.of(reason, better, worse);
    }

    /** The better one has all later steps against it where it can: its peer has the higher identifier and address. */
    static Stream<Arguments> rulesOfAttributes() {
        return Stream.of(
                rule(DecisionReason.LOCAL_PREF, set -> set.localPref(101).asPath(AsPath.parse("1 2 3")), set -> set),
                rule(DecisionReason.LOCAL_PREF, set -> set, set -> set.localPref(99)),
                rule(DecisionReason.LOCAL_PREF, set -> set.localPref(0xffff_ffffL), set -> set.localPref(0x7fff_ffffL)),
                rule(DecisionReason.AS_PATH_LENGTH, set -> set.origin(Origin.INCOMPLETE), path("1")),
                rule(DecisionReason.AS_PATH_LENGTH, path("1 2"), path("1 2 3")),
                rule(DecisionReason.AS_PATH_LENGTH, path("1 {2,3,4,5}"), path("1 2 3")),
                rule(DecisionReason.AS_PATH_LENGTH, path("(64512 64513 64514) 1"), path("1 2")),
                rule(
                        DecisionReason.ORIGIN,
                        path("1", 5),
                        set -> set.asPath(AsPath.parse("1")).origin(Origin.EGP)),
                rule(DecisionReason.ORIGIN, set -> set.origin(Origin.EGP), set -> set.origin(Origin.INCOMPLETE)),
                rule(DecisionReason.MED, path("1 2", 4), path("1 3", 5)),
                rule(DecisionReason.MED, path("1 2"), path("1 3", 1)),
                rule(DecisionReason.MED, path("", 4), path("", 5)),
                rule(DecisionReason.MED, path("1 2", 0x7fff_ffffL), path("1 3", 0x8000_0000L)),
                rule(
                        DecisionReason.ROUTER_ID,
                        set -> set.originatorId(RouterId.parse("192.0.2.7"))
                                .clusterList(clusters("192.0.2.50", "192.0.2.51")),
                        set -> set.originatorId(RouterId.parse("192.0.2.8")).clusterList(clusters("192.0.2.50"))),
                rule(
                        DecisionReason.ROUTER_ID,
                        set -> set.originatorId(RouterId.parse("127.0.0.1")),
                        set -> set.originatorId(RouterId.parse("128.0.0.1"))),
                rule(
                        DecisionReason.CLUSTER_LIST_LENGTH,
                        set -> set.originatorId(RouterId.parse("192.0.2.7")),
                        set -> set.originatorId(RouterId.parse("192.0.2.7")).clusterList(clusters("192.0.2.50"))),
                rule(
                        DecisionReason.CLUSTER_LIST_LENGTH,
                        set -> set.originatorId(RouterId.parse("192.0.2.7")).clusterList(clusters("192.0.2.50")),
                        set -> set.originatorId(RouterId.parse("192.0.2.7"))
                                .clusterList(clusters("192.0.2.50", "192.0.2.51"))));
    }

    @ParameterizedTest(name = "{0} #{index}")
    @MethodSource("rulesOfAttributes")
    void aRuleDecidesWhicheverCameFirst(DecisionReason reason, Edit better, Edit worse) {
        for (boolean betterFirst : new boolean[] {true, false}) {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("worse", PeerKind.IBGP_CLIENT, "192.0.2.1")
                    .peer("better", PeerKind.IBGP_CLIENT, "192.0.2.2");
            lab.announce(betterFirst ? "better" : "worse", betterFirst ? better : worse)
                    .announce(betterFirst ? "worse" : "better", betterFirst ? worse : better);
            assertThat(lab.decide()).isEqualTo("better");
            assertThat(lab.reasons()).isEqualTo(Map.of("better", reason, "worse", reason));
        }
    }

    @Nested
    class OfPeers {

        @Test
        void whatIsOriginatedHereWinsAgainstAnEqualPreference() {
            DecisionLab lab = DecisionLab.byDefault().peer("a", PeerKind.EBGP, "192.0.2.1");
            lab.announce("a", path("1")).announce("local", path("1 2 3"));
            assertThat(lab.decide()).isEqualTo("local");
            assertThat(lab.reasons()).containsEntry("a", DecisionReason.LOCAL_ORIGIN);
            lab.announce("a", set -> set.localPref(200));
            assertThat(lab.decide()).isEqualTo("a");
            assertThat(lab.reasons()).containsEntry("local", DecisionReason.LOCAL_PREF);
        }

        @ParameterizedTest
        @EnumSource(
                value = PeerKind.class,
                names = {"IBGP_CLIENT", "IBGP_NON_CLIENT"})
        void anExternalPathWinsAgainstAnInternalOne(PeerKind internal) {
            DecisionLab lab =
                    DecisionLab.byDefault().peer("in", internal, "192.0.2.1").peer("out", PeerKind.EBGP, "192.0.2.2");
            lab.announce("in", path("1")).announce("out", path("1"));
            assertThat(lab.decide()).isEqualTo("out");
            assertThat(lab.reasons()).containsEntry("in", DecisionReason.EXTERNAL);
        }

        @Test
        void clientsAndNonClientsAreEqual() {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("client", PeerKind.IBGP_CLIENT, "192.0.2.2")
                    .peer("mesh", PeerKind.IBGP_NON_CLIENT, "192.0.2.1");
            lab.announce("client", path("1")).announce("mesh", path("1"));
            assertThat(lab.decide()).isEqualTo("mesh");
            assertThat(lab.reasons()).containsEntry("client", DecisionReason.ROUTER_ID);
        }

        @Test
        void identifiersAreUnsigned() {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("high", PeerKind.EBGP, "200.0.0.1", "192.0.2.1")
                    .peer("low", PeerKind.EBGP, "100.0.0.1", "192.0.2.2");
            lab.announce("high", path("1")).announce("low", path("1"));
            assertThat(lab.decide()).isEqualTo("low");
        }

        @Test
        void theOriginatorStandsForThePeerThatReflected() {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("reflector", PeerKind.IBGP_NON_CLIENT, "192.0.2.1")
                    .peer("direct", PeerKind.IBGP_CLIENT, "192.0.2.5");
            lab.announce("reflector", set -> set.originatorId(RouterId.parse("192.0.2.9")))
                    .announce("direct", set -> set);
            assertThat(lab.decide()).isEqualTo("direct");
            lab.announce("reflector", set -> set.originatorId(RouterId.parse("192.0.2.4")));
            assertThat(lab.decide()).isEqualTo("reflector");
            assertThat(lab.reasons()).containsEntry("direct", DecisionReason.ROUTER_ID);
        }

        /** The same originator heard directly and through a reflector: the shorter way, RFC 4456 §9. */
        @Test
        void theDirectPathWinsAgainstItsReflection() {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("reflector", PeerKind.IBGP_NON_CLIENT, "192.0.2.1")
                    .peer("direct", PeerKind.IBGP_CLIENT, "192.0.2.5");
            lab.announce(
                            "reflector",
                            set -> set.originatorId(RouterId.parse("192.0.2.5")).clusterList(clusters("192.0.2.1")))
                    .announce("direct", set -> set);
            assertThat(lab.decide()).isEqualTo("direct");
            assertThat(lab.reasons()).containsEntry("reflector", DecisionReason.CLUSTER_LIST_LENGTH);
        }

        @Test
        void theLowerAddressDecidesBetweenSessionsWithOneSpeaker() {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("v6", PeerKind.EBGP, "192.0.2.1", "2001:db8::1")
                    .peer("high", PeerKind.EBGP, "192.0.2.1", "200.0.0.1")
                    .peer("low", PeerKind.EBGP, "192.0.2.1", "100.0.0.1");
            lab.announce("v6", path("1")).announce("high", path("1")).announce("low", path("1"));
            assertThat(lab.decide()).isEqualTo("low");
            assertThat(lab.reasons())
                    .containsEntry("low", DecisionReason.PEER_ADDRESS)
                    .containsEntry("high", DecisionReason.PEER_ADDRESS);
        }

        @Test
        void theLowerPathIdentifierDecidesBetweenEqualPathsOfOnePeer() {
            DecisionLab lab = DecisionLab.byDefault().peer("a", PeerKind.IBGP_CLIENT, "192.0.2.1");
            lab.announce("a", 0x8000_0000, DecisionLab.set(path("1")), Refusal.NONE)
                    .announce("a", 7, DecisionLab.set(path("1")), Refusal.NONE);
            assertThat(lab.decide()).isEqualTo("a#7");
            assertThat(lab.reasons()).containsEntry("a#2147483648", DecisionReason.PATH_ID);
        }
    }

    @Nested
    class Eligibility {

        @Test
        void theOnlyPathWinsAsSuch() {
            DecisionLab lab = DecisionLab.byDefault().peer("a", PeerKind.EBGP, "192.0.2.1");
            assertThat(lab.announce("a", path("1")).decide()).isEqualTo("a");
            assertThat(lab.reasons()).isEqualTo(Map.of("a", DecisionReason.ONLY_PATH));
        }

        @Test
        void aRefusedPathIsNoCandidate() {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("a", PeerKind.EBGP, "192.0.2.1")
                    .peer("b", PeerKind.EBGP, "192.0.2.2");
            lab.announce("a", 0, DecisionLab.set(set -> set.localPref(200)), Refusal.OWN_AS)
                    .announce("b", path("1"));
            assertThat(lab.decide()).isEqualTo("b");
            assertThat(lab.reasons())
                    .isEqualTo(Map.of("a", DecisionReason.NOT_ELIGIBLE, "b", DecisionReason.ONLY_PATH));
            lab.withdraw("b");
            assertThat(lab.decide()).isEmpty();
            assertThat(lab.reasons()).isEqualTo(Map.of("a", DecisionReason.NOT_ELIGIBLE));
        }

        @Test
        void twoRefusedPathsLeaveNoBest() {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("a", PeerKind.EBGP, "192.0.2.1")
                    .peer("b", PeerKind.EBGP, "192.0.2.2");
            lab.announce("a", 0, DecisionLab.set(path("1")), Refusal.POLICY)
                    .announce("b", 0, DecisionLab.set(path("1")), Refusal.OWN_CLUSTER_ID);
            assertThat(lab.decide()).isEmpty();
        }

        /** frr#20447: the decision runs again also when a peer returns with the very route it had. */
        @Test
        void aPathThatReturnsIsBestAgain() {
            DecisionLab lab = DecisionLab.byDefault()
                    .peer("a", PeerKind.EBGP, "192.0.2.1")
                    .peer("b", PeerKind.EBGP, "192.0.2.2");
            lab.announce("a", path("1")).announce("b", path("1"));
            assertThat(lab.decide()).isEqualTo("a");
            assertThat(lab.withdraw("a").decide()).isEqualTo("b");
            assertThat(lab.reasons()).isEqualTo(Map.of("b", DecisionReason.ONLY_PATH));
            assertThat(lab.announce("a", path("1")).decide()).isEqualTo("a");
        }
    }

    @Nested
    class MultiExitDisc {

        private final DecisionConfig always = new DecisionConfig(true, false, false);
        private final DecisionConfig worst = new DecisionConfig(false, true, false);

        private DecisionLab lab(DecisionConfig config) {
            return new DecisionLab(config).peer("a", PeerKind.EBGP, "192.0.2.1").peer("b", PeerKind.EBGP, "192.0.2.2");
        }

        @Test
        void countsWithinOneNeighbourAsOnly() {
            DecisionLab lab = lab(DecisionConfig.DEFAULT);
            lab.announce("a", path("1", 9)).announce("b", path("2", 3));
            assertThat(lab.decide()).isEqualTo("a");
            assertThat(lab.reasons()).containsEntry("b", DecisionReason.ROUTER_ID);
        }

        @Test
        void mayBeComparedAlways() {
            DecisionLab lab = lab(always);
            lab.announce("a", path("1", 9)).announce("b", path("2", 3));
            assertThat(lab.decide()).isEqualTo("b");
            assertThat(lab.reasons()).containsEntry("a", DecisionReason.MED);
            lab.reconfigure(DecisionConfig.DEFAULT);
            assertThat(lab.reasons()).containsEntry("b", DecisionReason.ROUTER_ID);
        }

        @Test
        void missingItIsTheBestOrTheWorst() {
            for (DecisionConfig config : List.of(DecisionConfig.DEFAULT, worst)) {
                DecisionLab lab = lab(config);
                lab.announce("a", path("1", 5)).announce("b", path("1"));
                assertThat(lab.decide()).isEqualTo(config.missingMedAsWorst() ? "a" : "b");
                lab.announce("b", path("1", 6));
                assertThat(lab.decide()).isEqualTo("a");
            }
        }

        @Test
        void missingItIsAsBadAsTheHighest() {
            DecisionLab lab = lab(worst);
            lab.announce("a", path("1")).announce("b", path("1", 0xffff_ffffL));
            assertThat(lab.decide()).isEqualTo("a");
            assertThat(lab.reasons()).containsEntry("b", DecisionReason.ROUTER_ID);
        }

        @Test
        void largeNeighbourNumbersAreApart() {
            DecisionLab lab = lab(DecisionConfig.DEFAULT).peer("c", PeerKind.EBGP, "192.0.2.3");
            lab.announce("a", path("4294967295", 9))
                    .announce("b", path("4294967295", 0xffff_fffeL))
                    .announce("c", path("2147483648", 7));
            assertThat(lab.decide()).isEqualTo("a");
            assertThat(lab.reasons())
                    .isEqualTo(Map.of(
                            "a", DecisionReason.ROUTER_ID,
                            "b", DecisionReason.MED,
                            "c", DecisionReason.ROUTER_ID));
        }

        /**
         * The classic: pairwise, a beats b by identifier, b beats c by MED, c beats a by identifier, so that the order of comparison
         * decides. Grouped, c is out before identifiers are looked at.
         */
        @Test
        void theIntransitiveTriangleHasOneWinner() {
            Set<String> winners = new HashSet<>();
            for (List<String> order : permutations(List.of("a", "b", "c"))) {
                DecisionLab lab = DecisionLab.byDefault()
                        .peer("a", PeerKind.EBGP, "192.0.2.2")
                        .peer("b", PeerKind.EBGP, "192.0.2.3")
                        .peer("c", PeerKind.EBGP, "192.0.2.1");
                Map<String, Edit> routes = Map.of("a", path("1", 0), "b", path("2", 10), "c", path("2", 20));
                order.forEach(name -> lab.announce(name, Objects.requireNonNull(routes.get(name))));
                winners.add(lab.decide() + lab.reasons());
            }
            assertThat(winners).containsExactly("a{a=ROUTER_ID, b=ROUTER_ID, c=MED}");
        }
    }

    /** Deterministic whatever the order of arrival, and whether decided after each or once (RFC 4271 §9.1.2.2). */
    @ParameterizedTest(name = "{0}")
    @MethodSource("awkwardConfigs")
    void allOrdersOfSixAwkwardRoutesGiveOneOutcome(DecisionConfig config) {
        Map<String, Edit> routes = Map.of(
                "a", path("1 9", 30),
                "b", path("1 8", 20),
                "c", path("2 9"),
                "d", path("2 8", 5),
                "e", path("2 7", 0),
                "f", path("3 9", 10));
        Set<String> outcomes = new HashSet<>();
        for (List<String> order : permutations(List.of("a", "b", "c", "d", "e", "f"))) {
            for (boolean decidesEach : new boolean[] {false, true}) {
                DecisionLab lab = new DecisionLab(config)
                        .peer("a", PeerKind.IBGP_CLIENT, "192.0.2.1")
                        .peer("b", PeerKind.IBGP_NON_CLIENT, "192.0.2.9", "192.0.2.2")
                        .peer("c", PeerKind.IBGP_CLIENT, "192.0.2.9", "192.0.2.3")
                        .peer("d", PeerKind.IBGP_CLIENT, "192.0.2.4")
                        .peer("e", PeerKind.IBGP_CLIENT, "192.0.2.8", "192.0.2.5")
                        .peer("f", PeerKind.IBGP_CLIENT, "192.0.2.8", "192.0.2.6");
                for (String name : order) {
                    lab.announce(name, Objects.requireNonNull(routes.get(name)));
                    if (decidesEach) {
                        lab.decide();
                    }
                }
                outcomes.add(lab.decide() + " " + lab.reasons());
            }
        }
        assertThat(outcomes).hasSize(1);
    }

    static Stream<DecisionConfig> awkwardConfigs() {
        return Stream.of(
                DecisionConfig.DEFAULT,
                new DecisionConfig(true, false, false),
                new DecisionConfig(false, true, false),
                new DecisionConfig(true, true, false),
                new DecisionConfig(false, false, true)); // nothing here is external
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            for (List<T> tail : permutations(rest)) {
                List<T> permutation = new ArrayList<>(List.of(first));
                permutation.addAll(tail);
                all.add(permutation);
            }
        }
        return all;
    }

    /** A service's address announced by every node, and each with a neighbour AS and a MED of its own. */
    @Test
    void thousandsOfPathsOfOneDestinationAreDecided() {
        DecisionLab lab = DecisionLab.byDefault();
        int paths = 5000;
        for (int i = 0; i < paths; i++) {
            String address = "10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256;
            lab.peer("p" + i, PeerKind.IBGP_CLIENT, i == 0 ? "9.9.9.9" : address)
                    .announce("p" + i, path(1 + i / 2 + " 7", paths - i));
        }
        assertThat(lab.decide()).isEqualTo("p1"); // p0 loses by MED
        Map<String, DecisionReason> reasons = lab.reasons();
        assertThat(reasons).hasSize(paths);
        assertThat(reasons.values().stream()
                        .filter(reason -> reason == DecisionReason.MED)
                        .count())
                .isEqualTo(paths / 2);
        assertThat(reasons).containsEntry("p4998", DecisionReason.MED).containsEntry("p4999", DecisionReason.ROUTER_ID);
    }

    /** RFC 5004. */
    @Nested
    class Oldest {

        private final DecisionConfig oldest = new DecisionConfig(false, false, true);

        private DecisionLab lab(PeerKind kind) {
            return new DecisionLab(oldest)
                    .peer("low", kind, "192.0.2.1")
                    .peer("middle", kind, "192.0.2.2")
                    .peer("high", kind, "192.0.2.3");
        }

        @Test
        void anEqualNewcomerTakesNothingOver() {
            DecisionLab lab = lab(PeerKind.EBGP);
            assertThat(lab.announce("high", path("1")).decide()).isEqualTo("high");
            assertThat(lab.announce("low", path("1")).decide()).isEqualTo("high");
            assertThat(lab.reasons()).isEqualTo(Map.of("low", DecisionReason.OLDEST, "high", DecisionReason.OLDEST));
        }

        @Test
        void isTheSameInOneBatch() {
            DecisionLab lab = lab(PeerKind.EBGP);
            lab.announce("middle", path("1")).announce("high", path("2")).announce("low", path("3"));
            assertThat(lab.decide()).isEqualTo("middle");
        }

        @Test
        void theNextOldestFollowsWhenTheOldestGoes() {
            DecisionLab lab = lab(PeerKind.EBGP);
            lab.announce("middle", path("1")).announce("high", path("1")).announce("low", path("1"));
            lab.decide();
            assertThat(lab.withdraw("middle").decide()).isEqualTo("high");
            assertThat(lab.announce("middle", path("1")).decide()).isEqualTo("high");
        }

        @Test
        void aBetterNewcomerWins() {
            DecisionLab lab = lab(PeerKind.EBGP);
            lab.announce("high", path("1 2")).decide();
            assertThat(lab.announce("low", path("1")).decide()).isEqualTo("low");
            assertThat(lab.reasons()).containsEntry("high", DecisionReason.AS_PATH_LENGTH);
        }

        @Test
        void aReplacedRouteIsANewOneAndARepeatedRouteIsNot() {
            DecisionLab lab = lab(PeerKind.EBGP);
            lab.announce("high", path("1")).announce("low", path("1")).decide();
            assertThat(lab.announce("high", path("1")).decide()).isEqualTo("high");
            assertThat(lab.announce("high", path("2")).decide()).isEqualTo("low");
        }

        @Test
        void ageDoesNotCountBetweenInternalPaths() {
            DecisionLab lab = lab(PeerKind.IBGP_CLIENT);
            lab.announce("high", path("1")).announce("low", path("1"));
            assertThat(lab.decide()).isEqualTo("low");
            assertThat(lab.reasons()).containsEntry("high", DecisionReason.ROUTER_ID);
        }

        @Test
        void ageDoesNotCountBetweenParallelSessionsWithOneSpeaker() {
            DecisionLab lab = new DecisionLab(oldest)
                    .peer("second", PeerKind.EBGP, "192.0.2.9", "192.0.2.2")
                    .peer("first", PeerKind.EBGP, "192.0.2.9", "192.0.2.1")
                    .peer("other", PeerKind.EBGP, "192.0.2.3");
            lab.announce("second", path("1")).announce("other", path("1")).announce("first", path("1"));
            assertThat(lab.decide()).isEqualTo("first");
            assertThat(lab.reasons())
                    .isEqualTo(Map.of(
                            "first", DecisionReason.PEER_ADDRESS,
                            "second", DecisionReason.PEER_ADDRESS,
                            "other", DecisionReason.OLDEST));
        }

        @Test
        void whatWasHeldBeforeItWasSwitchedOnIsEquallyOldAndOlderThanTheRest() {
            DecisionLab lab = lab(PeerKind.EBGP);
            lab.rib.keepArrivals(false);
            lab.announce("high", path("1")).announce("middle", path("1"));
            assertThat(lab.decide()).isEqualTo("middle");
            lab.reconfigure(oldest);
            assertThat(lab.announce("low", path("1")).decide()).isEqualTo("middle");
            assertThat(lab.reasons())
                    .isEqualTo(Map.of(
                            "low", DecisionReason.OLDEST,
                            "middle", DecisionReason.ROUTER_ID,
                            "high", DecisionReason.ROUTER_ID));
            lab.reconfigure(DecisionConfig.DEFAULT);
            assertThat(lab.reasons()).containsEntry("low", DecisionReason.ROUTER_ID);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Loc-RIB and a naive model of it, given the same random batches, must agree after each: on paths, best paths, counts,
 * the order of changes, what lies ahead of each cursor, tombstones and references.
 */
class LocRibDifferentialTest {

    private static final int PREFIXES = 30;
    private static final int PEERS = 5;
    private static final int BATCHES = 400;
    private static final int CURSORS_MAX = 4;

    private record Key(Prefix prefix, int peer, int pathId) {}

    /** @param accepted -1 = refused */
    private record Route(int received, int accepted) {}

    private record Best(int peer, int set) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithTheModelAfterEveryBatch(long seed) {
        new Run(seed).run();
    }

    private static final class Run {

        private final SplittableRandom random;
        private final RibLab lab;
        private final LocRib rib;
        private final List<AdjRibIn> peers = new ArrayList<>();

        // The model: routes in the order in which their rows were made, prefixes in the order of changes, for each
        // cursor what it
        // has not read, and for each that reads what another had passed the same.
        private final Map<Key, Route> routes = new LinkedHashMap<>();
        private final Set<Prefix> listed = new LinkedHashSet<>();
        private final Map<RibCursor, Set<Prefix>> cursors = new LinkedHashMap<>();
        private final Map<RibCursor, Set<Prefix>> second = new LinkedHashMap<>();
        private final Map<Prefix, @Nullable Best> before = new LinkedHashMap<>();
        private final Map<Prefix, Long> changedAt = new HashMap<>();
        private long clock;
        private int placed;
        private int fired;

        Run(long seed) {
            random = new SplittableRandom(seed);
            lab = new RibLab(AddressFamily.ofOrdinal((int) (seed & 1)));
            rib = lab.rib;
            for (int i = 0; i < PEERS; i++) {
                peers.add(lab.peer());
            }
        }

        void run() {
            for (int batch = 0; batch < BATCHES; batch++) {
                int operations = 1 + random.nextInt(12);
                for (int i = 0; i < operations; i++) {
                    operate();
                }
                decide();
                moveCursors();
                if (random.nextInt(3) == 0) {
                    lab.reapAll();
                    listed.removeIf(prefix ->
                            !hasPath(prefix) && cursors.values().stream().noneMatch(ahead -> ahead.contains(prefix)));
                    second.values().forEach(ahead -> ahead.retainAll(listed));
                }
                compare();
            }
            end();
        }

        private Prefix prefix() {
            int number = random.nextInt(PREFIXES);
            return rib.family() == AddressFamily.IPV4_UNICAST
                    ? new Prefix(IpAddress.ofIpv4(10 << 24 | number << 16), 16)
                    : new Prefix(IpAddress.ofIpv6(0x20010db8L << 32 | number, 0), 64);
        }

        private void operate() {
            int peer = random.nextInt(PEERS);
            Key key = new Key(prefix(), peer, random.nextInt(4) == 0 ? 1 : 0);
            switch (random.nextInt(20)) {
                case 0 -> withdrawAll(peer, 1 + random.nextInt(8));
                case 1, 2 -> reaccept(key, random.nextInt(4) - 1);
                case 3 -> {
                    if (hasPath(key.prefix())) {
                        remember(key.prefix());
                        rib.retouch(rib.find(key.prefix()));
                    }
                }
                case 4, 5, 6, 7, 8 -> {
                    lab.withdraw(peers.get(peer), key.prefix(), key.pathId());
                    forget(key);
                }
                default -> {
                    int received = random.nextInt(4);
                    int accepted = random.nextInt(5) == 0 ? -1 : random.nextInt(3) == 0 ? 10 + received : received;
                    lab.announce(peers.get(peer), key.prefix(), key.pathId(), received, accepted);
                    Route route = new Route(received, accepted);
                    if (!route.equals(routes.get(key))) {
                        remember(key.prefix());
                        routes.put(key, route);
                    }
                }
            }
        }

        /** Which go first is the RIB's choice: the order of rows. */
        private void withdrawAll(int peer, int budget) {
            AdjRibIn adjRibIn = peers.get(peer);
            List<Key> own = new ArrayList<>();
            for (int path = rib.firstOfPeer(adjRibIn); path != 0; path = rib.nextOfPeer(adjRibIn, path)) {
                own.add(new Key(rib.prefix(rib.destination(path)), peer, rib.pathId(path)));
            }
            assertThat(own)
                    .containsExactlyInAnyOrderElementsOf(routes.keySet().stream()
                            .filter(key -> key.peer() == peer)
                            .toList());
            boolean isDone = rib.withdrawAll(adjRibIn, budget);
            own.stream().limit(budget).forEach(this::forget);
            assertThat(isDone).isEqualTo(own.size() <= budget);
        }

        private void reaccept(Key key, int accepted) {
            Route route = routes.get(key);
            int destination = rib.find(key.prefix());
            int path = destination == 0 ? 0 : rib.find(peers.get(key.peer()), destination, key.pathId());
            assertThat(path != 0).isEqualTo(route != null);
            if (route != null) {
                lab.reaccept(peers.get(key.peer()), path, accepted);
                if (route.accepted() != accepted) {
                    remember(key.prefix());
                    routes.put(key, new Route(route.received(), accepted));
                }
            }
        }

        private void forget(Key key) {
            if (routes.containsKey(key)) {
                remember(key.prefix());
                routes.remove(key);
            }
        }

        private void remember(Prefix prefix) {
            if (!before.containsKey(prefix)) {
                before.put(prefix, best(prefix));
            }
        }

        private @Nullable Best best(Prefix prefix) {
            return routes.entrySet().stream()
                    .filter(route -> route.getKey().prefix().equals(prefix)
                            && route.getValue().accepted() >= 0)
                    .min(Comparator.comparingInt((Map.Entry<Key, Route> route) ->
                                    route.getValue().accepted())
                            .thenComparingInt(route -> route.getKey().peer())
                            .thenComparingInt(route -> route.getKey().pathId()))
                    .map(route ->
                            new Best(route.getKey().peer(), route.getValue().accepted()))
                    .orElse(null);
        }

        private boolean hasPath(Prefix prefix) {
            return routes.keySet().stream().anyMatch(key -> key.prefix().equals(prefix));
        }

        private void decide() {
            assertThat(rib.touchedCount()).isEqualTo(before.size());
            lab.decide();
            before.forEach((prefix, was) -> {
                Best is = best(prefix);
                boolean isChanged = was == null ? is != null : !was.equals(is);
                if (isChanged || !hasPath(prefix) && listed.contains(prefix)) {
                    changedAt.put(prefix, ++clock);
                    toTail(listed, prefix);
                    cursors.values().forEach(ahead -> toTail(ahead, prefix));
                    second.values().forEach(ahead -> ahead.remove(prefix));
                }
            });
            before.clear();
        }

        private static void toTail(Set<Prefix> order, Prefix prefix) {
            order.remove(prefix);
            order.add(prefix);
        }

        private void moveCursors() {
            switch (random.nextInt(14)) {
                case 0 -> {
                    if (cursors.size() < CURSORS_MAX) {
                        cursors.put(rib.cursorAtHead(), new LinkedHashSet<>(listed));
                    }
                }
                case 1 -> {
                    if (cursors.size() < CURSORS_MAX) {
                        cursors.put(rib.cursorAtTail(), new LinkedHashSet<>());
                    }
                }
                case 2 ->
                    withSome((cursor, ahead) -> {
                        if (cursors.size() < CURSORS_MAX) {
                            cursors.put(cursor.copy(), new LinkedHashSet<>(ahead));
                        }
                    });
                case 3 ->
                    withSome((cursor, ahead) -> {
                        if (second.size() < CURSORS_MAX) {
                            Set<Prefix> passed = new LinkedHashSet<>(listed);
                            passed.removeAll(ahead);
                            second.put(cursor.passed(), passed);
                        }
                    });
                case 4 -> closeSome(cursors);
                case 5 -> closeSome(second);
                case 6 -> watch();
                case 7, 8 -> withSome(second, this::step);
                default -> withSome(this::step);
            }
        }

        private void step(RibCursor cursor, Set<Prefix> ahead) {
            for (int steps = random.nextInt(40); steps > 0 && !ahead.isEmpty(); steps--) {
                Prefix next = ahead.iterator().next();
                assertThat(rib.prefix(RibLab.step(cursor))).isEqualTo(next);
                ahead.remove(next);
            }
        }

        private void closeSome(Map<RibCursor, Set<Prefix>> ofThese) {
            withSome(ofThese, (cursor, _) -> {
                cursor.close();
                ofThese.remove(cursor);
            });
        }

        private interface Move {
            void of(RibCursor cursor, Set<Prefix> ahead);
        }

        private void withSome(Move move) {
            withSome(cursors, move);
        }

        private void withSome(Map<RibCursor, Set<Prefix>> ofThese, Move move) {
            if (!ofThese.isEmpty()) {
                RibCursor cursor = List.copyOf(ofThese.keySet()).get(random.nextInt(ofThese.size()));
                move.of(cursor, Objects.requireNonNull(ofThese.get(cursor)));
            }
        }

        /** When it fires, no cursor may have anything ahead that has kept its place since. */
        private void watch() {
            int number = placed++;
            long placedAt = clock;
            rib.watch(() -> {
                assertThat(number).isEqualTo(fired);
                cursors.values().forEach(ahead -> assertThat(ahead).allMatch(prefix -> changedAt(prefix) > placedAt));
                fired++;
            });
        }

        private long changedAt(Prefix prefix) {
            return changedAt.getOrDefault(prefix, 0L);
        }

        private void compare() {
            List<String> order = listed.stream().map(Prefix::toString).toList();
            assertThat(lab.order()).isEqualTo(order);
            cursors.forEach(this::compare);
            second.forEach(this::compare);
            long references = routes.values().stream()
                    .mapToInt(route -> route.accepted() < 0 || route.accepted() == route.received() ? 1 : 2)
                    .sum();
            Set<Integer> sets = new HashSet<>();
            routes.values().forEach(route -> {
                sets.add(route.received());
                sets.add(route.accepted());
            });
            sets.remove(-1);
            assertThat(lab.pool.references()).isEqualTo(references);
            assertThat(lab.pool.size()).isEqualTo(sets.size());
            assertThat(rib.pathCount()).isEqualTo(routes.size());
            long withPaths =
                    routes.keySet().stream().map(Key::prefix).distinct().count();
            assertThat(rib.destinationCount()).isEqualTo((int) withPaths);
            long dead = listed.stream().filter(prefix -> !hasPath(prefix)).count();
            assertThat(rib.tombstoneCount()).isEqualTo((int) dead);
            comparePaths();
            comparePeers();
        }

        private void compare(RibCursor cursor, Set<Prefix> ahead) {
            assertThat(lab.ahead(cursor))
                    .isEqualTo(ahead.stream().map(Prefix::toString).toList());
            assertThat(cursor.isAtTail()).isEqualTo(ahead.isEmpty());
        }

        private void comparePaths() {
            Map<Key, Route> held = new HashMap<>();
            for (int destination = 1; destination < rib.destinationLimit(); destination++) {
                if (!rib.isInUse(destination)) {
                    continue;
                }
                Prefix prefix = rib.prefix(destination);
                assertThat(rib.find(prefix)).isEqualTo(destination);
                for (int path = rib.firstPath(destination); path != 0; path = rib.nextPath(path)) {
                    assertThat(rib.destination(path)).isEqualTo(destination);
                    boolean isAccepted = rib.accepted(path) != 0;
                    assertThat(rib.refusal(path) == Refusal.NONE).isEqualTo(isAccepted);
                    Route route = new Route(
                            rib.receivedSet(path).med(),
                            isAccepted ? rib.acceptedSet(path).med() : -1);
                    held.put(new Key(prefix, rib.peer(path) - 2, rib.pathId(path)), route);
                }
                int best = rib.best(destination);
                Best expected = best(prefix);
                assertThat(
                                best == 0
                                        ? null
                                        : new Best(
                                                rib.peer(best) - 2,
                                                rib.acceptedSet(best).med()))
                        .isEqualTo(expected);
            }
            assertThat(held).isEqualTo(routes);
        }

        private void comparePeers() {
            for (int i = 0; i < PEERS; i++) {
                int peer = i;
                AdjRibIn adjRibIn = peers.get(i);
                List<Route> own = routes.entrySet().stream()
                        .filter(route -> route.getKey().peer() == peer)
                        .map(Map.Entry::getValue)
                        .toList();
                assertThat(adjRibIn.received()).isEqualTo(own.size());
                assertThat(adjRibIn.accepted()).isEqualTo((int)
                        own.stream().filter(route -> route.accepted() >= 0).count());
                long best = routes.keySet().stream()
                        .map(Key::prefix)
                        .distinct()
                        .map(this::best)
                        .filter(each -> each != null && each.peer() == peer)
                        .count();
                assertThat(rib.bestCount(adjRibIn.peer())).isEqualTo((int) best);
            }
        }

        private void end() {
            peers.forEach(peer -> rib.withdrawAll(peer, Integer.MAX_VALUE));
            lab.decide();
            cursors.keySet().forEach(RibLab::stepToTail);
            cursors.values().forEach(Set::clear);
            lab.reapAll();
            assertThat(fired).isEqualTo(placed);
            assertThat(rib.tombstoneCount()).isZero();
            assertThat(lab.order()).isEmpty();
            assertThat(lab.pool.references()).isZero();
        }
    }
}

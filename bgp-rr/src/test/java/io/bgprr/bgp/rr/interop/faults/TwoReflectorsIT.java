// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.CalicoBirdDaemon;
import io.bgprr.bgp.rr.interop.lab.Lab;
import io.bgprr.bgp.rr.interop.lab.LabPeer;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RawClient;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two reflectors, peers of each other, with the same clients. While one dies again and again, no client is ever without a route
 * that does not change: an observer looks after every message, and a BIRD is asked all the time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class TwoReflectorsIT {

    private static final List<String> IDS = List.of("10.23.0.1", "10.23.0.2");
    private static final int CALICO_ROUTES = 300;

    private Lab lab;
    private int secondPort;
    private List<BgpRrProcess> reflectors;
    private BirdDaemon bird;
    private CalicoBirdDaemon calico;
    private List<RawClient> observers;
    private List<RawClient> senders;
    private List<String> stable;
    private final Set<String> lacked = ConcurrentHashMap.newKeySet();

    @BeforeAll
    void startTheLab() {
        lab = new Lab("127.45.5");
        secondPort = Lab.freePort(lab.address(2));
        reflectors = List.of(lab.reflector(), lab.anotherReflector());
        List<Role> roles = List.of(
                lab.client("bird", 11, FaultLab.routes(11, 600)),
                lab.client("calico", 12, FaultLab.routes(12, CALICO_ROUTES)),
                lab.client("observer", 13, FaultLab.routes(13, 50)),
                lab.client("sender", 14, List.of()));
        for (int i = 0; i < 2; i++) {
            reflectors.get(i).configure(configuration(i, roles));
            reflectors.get(i).start();
        }
        bird = new BirdDaemon(roles.get(0), lab.directory("bird"));
        bird.alsoPeerWith(lab.address(2), secondPort);
        lab.start(bird);
        calico = new CalicoBirdDaemon(roles.get(1), lab.directory("calico"), false);
        calico.alsoPeerWith(lab.address(2), secondPort);
        lab.start(calico);
        observers = towardsBoth(roles.get(2));
        senders = towardsBoth(roles.get(3));
        stable = List.of(bird, calico).stream()
                .flatMap(daemon -> daemon.announced().stream())
                .map(LabRoute::prefix)
                .toList();
    }

    private String configuration(int index, List<Role> roles) {
        List<String> clients = new ArrayList<>();
        roles.forEach(role -> clients.add("{ address = \"" + role.address() + "\", peer-group = clients }"));
        return """
                bgp {
                  local-as = 64512, router-id = %1$s, cluster-id = %1$s
                  listen = [ { address = "%2$s", port = %3$d } ]
                  peer-groups {
                    clients { remote-as = internal, route-reflector-client = true, passive = true }
                  }
                  neighbors = [
                    { address = "%4$s", port = %5$d, local-address = "%2$s", remote-as = internal,
                      connect-retry = 1s, connect-retry-max = 2s }
                    %6$s
                  ]
                }
                """.formatted(
                        IDS.get(index),
                        lab.address(1 + index),
                        port(index),
                        lab.address(2 - index),
                        port(1 - index),
                        String.join("\n    ", clients));
    }

    private int port(int index) {
        return index == 0 ? lab.reflectorPort() : secondPort;
    }

    private List<RawClient> towardsBoth(Role role) {
        return List.of(new RawClient(role), new RawClient(role.towards(lab.address(2), secondPort)));
    }

    @AfterAll
    void endTheLab() {
        observers.forEach(RawClient::close);
        senders.forEach(RawClient::close);
        lab.close();
    }

    @BeforeEach
    void allTablesAreExact() {
        awaitExactTables("before the fault");
        lacked.clear();
    }

    @AfterEach
    void stopNoting() {
        observers.forEach(observer -> observer.afterChange(() -> {}));
    }

    private void awaitExactTables(String when) {
        lab.await("exact tables of all clients from both reflectors " + when, () -> {
            for (int i = 0; i < 2; i++) {
                String from = " from " + IDS.get(i);
                RawClient observer = observers.get(i);
                RawClient sender = senders.get(i);
                FaultLab.assertSame("observer" + from, observer.heard(), from(i, bird, calico, sender));
                FaultLab.assertSame("sender" + from, sender.heard(), from(i, bird, calico, observer));
                FaultLab.assertSame("bird" + from, bird.heard(i), from(i, calico, observer, sender));
                FaultLab.assertSame("calico" + from, calico.heard(i), from(i, bird, observer, sender));
            }
        });
    }

    private static List<LabRoute> from(int reflector, LabPeer... originators) {
        List<LabRoute> routes = new ArrayList<>();
        for (LabPeer originator : originators) {
            originator
                    .announced()
                    .forEach(route -> routes.add(FaultLab.reflected(route, originator.role(), IDS.get(reflector))));
        }
        return routes;
    }

    private Churn churn(long seed) {
        return new Churn(senders, FaultLab.routes(14, 500), seed);
    }

    private void awaitRounds(Churn churn, int more) {
        long wanted = churn.rounds() + more;
        lab.await("more churn", () -> assertThat(churn.rounds()).isGreaterThanOrEqualTo(wanted));
    }

    @Test
    void whileOneDiesAgainAndAgainNoClientIsWithoutAStableRoute() {
        Set<Integer> seenByBird = ConcurrentHashMap.newKeySet();
        observers.forEach(observer -> observer.afterChange(this::noteWhatIsLacking));
        try (ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor();
                Churn churn = churn(3)) {
            Future<?> asked = asking.scheduleWithFixedDelay(
                    () -> seenByBird.add(bird.reachable("10.12.0.0/16")), 0, 50, TimeUnit.MILLISECONDS);
            for (int round = 0; round < 5; round++) {
                awaitRounds(churn, 50);
                Gap gap = new Gap("one-of-two-reflectors-killed-round-" + round + "-its-table-complete-again");
                reflectors.getFirst().process().kill();
                awaitRounds(churn, 5);
                reflectors.getFirst().start();
                lab.await(
                        "all stable routes from the restarted one",
                        () -> assertThat(stable)
                                .allMatch(prefix -> observers.getFirst().heard(prefix) != null));
                gap.endNow(Duration.ofSeconds(30));
            }
            awaitRounds(churn, 50);
            assertThat(asked.state()).isEqualTo(Future.State.RUNNING);
        }
        assertThat(lacked).as("stable routes that the observer was without").isEmpty();
        assertThat(seenByBird).as("stable routes of calico at bird").containsExactly(CALICO_ROUTES);
        awaitExactTables("after the churn");
    }

    private void noteWhatIsLacking() {
        for (String prefix : stable) {
            if (observers.stream().allMatch(observer -> observer.heard(prefix) == null)) {
                lacked.add(prefix);
            }
        }
    }

    @Test
    void afterBothHaveDiedAllComesBack() {
        observers.forEach(observer -> observer.afterChange(this::noteWhatIsLacking));
        Gap gap = new Gap("both-reflectors-killed-stable-routes-back");
        reflectors.forEach(reflector -> reflector.process().kill());
        lab.await("all to be without everything, which also shows that the other case would see it", () -> {
            assertThat(lacked).hasSameSizeAs(stable);
            assertThat(bird.reachable("10.12.0.0/16")).isZero();
        });
        reflectors.forEach(BgpRrProcess::start);
        lab.await(
                "all stable routes from either",
                () -> assertThat(stable)
                        .allMatch(prefix -> observers.stream().anyMatch(observer -> observer.heard(prefix) != null)));
        gap.endNow(Duration.ofSeconds(40));
        awaitExactTables("after both are back");
    }
}

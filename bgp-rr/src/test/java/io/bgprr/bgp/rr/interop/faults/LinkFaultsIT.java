// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.CalicoBirdDaemon;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.Link;
import io.bgprr.bgp.rr.interop.lab.RawClient;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Links that swallow packets, so that nobody is told. Two clients are on hosts of their own: the impatient one has a hold time
 * of 3 s, which the fault outlasts; the patient one, with 30 s, must lose nothing, since TCP sends again. What ends the fault is
 * that the impatient one's session has ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class LinkFaultsIT {

    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final Duration HOLD = Duration.ofSeconds(3);
    private static final LabRoute BY_BYSTANDER =
            LabRoute.parse("10.13.255.0/28 next-hop=192.0.2.13 communities=64512:9");
    private static final LabRoute BY_PATIENT = LabRoute.parse("10.12.255.0/28 next-hop=192.0.2.12 communities=64512:9");

    private FaultLab lab;
    private Link impatientLink;
    private Link patientLink;
    private RealDaemon impatient;
    private RealDaemon patient;
    private RealDaemon bystander;
    private RawClient observer;

    @BeforeAll
    void startTheLab() {
        lab = new FaultLab(2);
        impatientLink = lab.link();
        patientLink = lab.link();
        var role11 = lab.allow(lab.roleBehind(impatientLink, "impatient", 11, 500), "hold-time = 3s");
        var role12 = lab.allow(lab.roleBehind(patientLink, "patient", 12, 500), "hold-time = 30s");
        var role13 = lab.allow(lab.role("bystander", 13, 500), "hold-time = 90s");
        var role14 = lab.allow(lab.role("calico", 14, 200), "hold-time = 90s");
        var role15 = lab.allow(lab.role("observer", 15, 100), "hold-time = 90s");
        lab.startReflector();
        impatient = lab.startBehind(impatientLink, role11, BirdDaemon::new);
        patient = lab.startBehind(patientLink, role12, BirdDaemon::new);
        bystander = lab.start(role13, BirdDaemon::new);
        lab.start(role14, (role, directory) -> new CalicoBirdDaemon(role, directory, false));
        observer = lab.startRaw(role15);
    }

    @AfterAll
    void endTheLab() {
        lab.close();
    }

    @BeforeEach
    void allTablesAreExact() {
        lab.awaitExactTables("before the fault");
        observer.forgetTouched();
    }

    @Test
    void aHostThatVanishesIsForgottenAtItsHoldTimeAndComesBack() {
        Map<String, Long> before = lab.sessionsOfAllBut(Set.of(impatient));
        Gap withdrawn = new Gap("host-vanishes-3s-hold-withdrawn");
        impatientLink.dropWhatTheySay();
        impatientLink.dropWhatTheyHear();
        impatient.kill();
        withdrawn.endAt(lab.awaitGone(observer, impatient), HOLD.plus(SLACK));
        lab.awaitExactTablesWithout(Set.of(impatient));

        impatientLink.heal();
        Gap restored = new Gap("host-vanishes-restored-after-its-start");
        impatient.start();
        restored.endAt(lab.awaitThere(observer, impatient), SLACK);
        lab.awaitExactTables("after the host is back");
        assertThat(lab.sessionsOfAllBut(Set.of(impatient))).isEqualTo(before);
        lab.assertOnlyTouched(observer, Set.of(impatient));
    }

    @Test
    void aLinkOnWhichWeHearNothingLosesNothingWithinTheHoldTime() {
        swallow("we-hear-nothing", List.of(Link::dropWhatTheySay));
    }

    @Test
    void aLinkOnWhichTheyHearNothingLosesNothingWithinTheHoldTime() {
        swallow("they-hear-nothing", List.of(Link::dropWhatTheyHear));
    }

    @Test
    void aDeadLinkLosesNothingWithinTheHoldTime() {
        swallow("link-dead", List.of(Link::dropWhatTheySay, Link::dropWhatTheyHear));
    }

    private interface Fault {
        void happensTo(Link link);
    }

    /** Both links fail; meanwhile the patient client and the bystander originate one more route each. */
    private void swallow(String name, List<Fault> faults) {
        Map<String, Long> before = lab.sessionsOfAllBut(Set.of(impatient));
        Gap withdrawn = new Gap(name + "-3s-hold-withdrawn");
        for (Fault fault : faults) {
            fault.happensTo(impatientLink);
            fault.happensTo(patientLink);
        }
        patient.announce(List.of(BY_PATIENT));
        bystander.announce(List.of(BY_BYSTANDER));
        withdrawn.endAt(lab.awaitGone(observer, impatient), HOLD.plus(SLACK));
        lab.lab.await(
                "the bystander's new route at the others",
                () -> assertThat(observer.heard())
                        .anyMatch(route -> route.prefix().equals(BY_BYSTANDER.prefix())));

        Gap restored = new Gap(name + "-restored-after-healing");
        impatientLink.heal();
        patientLink.heal();
        restored.endAt(lab.awaitThere(observer, impatient), SLACK.multipliedBy(3));
        lab.awaitExactTables("after " + name);
        assertThat(lab.sessionsOfAllBut(Set.of(impatient))).isEqualTo(before);
        lab.assertOnlyTouched(observer, Set.of(impatient, patient, bystander));
        assertThat(observer.touched())
                .filteredOn(prefix -> prefix.startsWith("10.12.") || prefix.startsWith("10.13."))
                .containsOnly(BY_PATIENT.prefix(), BY_BYSTANDER.prefix());

        patient.withdraw(List.of(BY_PATIENT));
        bystander.withdraw(List.of(BY_BYSTANDER));
        lab.awaitExactTables("after the withdrawals");
    }

    /** The cable is pulled and plugged in every 150 ms while routes change on both of its sides. */
    @Test
    void aLinkThatFlapsLosesNothing() {
        Map<String, Long> before = lab.sessionsOfAllBut(Set.of(impatient));
        AtomicInteger flaps = new AtomicInteger();
        Future<?> flapping;
        Gap settled = new Gap("link-flaps-3s-settled");
        try (ScheduledExecutorService cable = Executors.newSingleThreadScheduledExecutor()) {
            flapping = cable.scheduleAtFixedRate(
                    () -> patientLink.plug(flaps.incrementAndGet() % 2 == 0), 0, 150, TimeUnit.MILLISECONDS);
            while (flaps.get() < 20) {
                patient.announce(List.of(BY_PATIENT));
                bystander.announce(List.of(BY_BYSTANDER));
                patient.withdraw(List.of(BY_PATIENT));
                bystander.withdraw(List.of(BY_BYSTANDER));
            }
        }
        assertThat(flapping.state()).isNotEqualTo(Future.State.FAILED);
        patientLink.plug(true);
        patient.announce(List.of(BY_PATIENT));
        lab.awaitExactTables("after the flaps");
        settled.endNow(Duration.ofSeconds(30));
        assertThat(lab.sessionsOfAllBut(Set.of(impatient))).isEqualTo(before);
        patient.withdraw(List.of(BY_PATIENT));
        lab.awaitExactTables("after the withdrawal");
        lab.assertOnlyTouched(observer, Set.of(patient, bystander));
    }
}

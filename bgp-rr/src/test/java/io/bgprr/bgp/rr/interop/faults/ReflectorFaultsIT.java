// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.CalicoBirdDaemon;
import io.bgprr.bgp.rr.interop.lab.FrrDaemon;
import io.bgprr.bgp.rr.interop.lab.GoBgpDaemon;
import io.bgprr.bgp.rr.interop.lab.RawClient;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The reflector itself dies or stands still while routes come and go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ReflectorFaultsIT {

    private FaultLab lab;
    private RealDaemon impatient;
    private RealDaemon calico;
    private RealDaemon frr;
    private RawClient observer;
    private RawClient sender;

    @BeforeAll
    void startTheLab() {
        lab = new FaultLab(4);
        var role11 = lab.allow(lab.role("impatient", 11, 800), "hold-time = 3s");
        var role12 = lab.allow(lab.role("calico", 12, 300), "hold-time = 90s");
        var role13 = lab.allow(lab.roleWithMed("frr", 13, 300), "hold-time = 90s");
        var role14 = lab.allow(lab.role("gobgp", 14, 20), "hold-time = 90s");
        var role15 = lab.allow(lab.role("observer", 15, 100), "hold-time = 90s");
        var role16 = lab.allow(lab.role("sender", 16, 0), "hold-time = 90s");
        lab.startReflector();
        impatient = lab.start(role11, BirdDaemon::new);
        calico = lab.start(role12, (role, directory) -> new CalicoBirdDaemon(role, directory, false));
        frr = lab.start(role13, FrrDaemon::new);
        lab.start(role14, GoBgpDaemon::new);
        observer = lab.startRaw(role15);
        sender = lab.startRaw(role16);
    }

    @AfterAll
    void endTheLab() {
        lab.close();
    }

    @BeforeEach
    void allTablesAreExact() {
        lab.awaitExactTables("before the fault");
    }

    private Churn churn(long seed) {
        return new Churn(List.of(sender), FaultLab.routes(16, 500), seed);
    }

    private void awaitRounds(Churn churn, int more) {
        long wanted = churn.rounds() + more;
        lab.lab.await("more churn", () -> assertThat(churn.rounds()).isGreaterThanOrEqualTo(wanted));
    }

    /** What the clients lose is what its start and their own timers take: the table is theirs, and they send it again. */
    @Test
    void aKilledReflectorIsCompleteAgainAfterItsRestart() {
        try (Churn churn = churn(1)) {
            awaitRounds(churn, 50);
            Gap gap = new Gap("kill-9-bgp-rr-under-churn-table-complete-again");
            lab.reflector.process().kill();
            awaitRounds(churn, 5);
            lab.reflector.start();
            lab.awaitThere(observer, impatient);
            lab.awaitThere(observer, frr);
            lab.awaitThere(observer, calico);
            gap.endNow(Duration.ofSeconds(40));
            awaitRounds(churn, 50);
        }
        lab.awaitExactTables("after the churn");
    }

    /** One client's hold time expires; those of the others do not, and they lose neither the session nor a route. */
    @Test
    void aReflectorThatStandsStillLosesOnlyThoseWhoseHoldTimeItMissed() {
        Set<RealDaemon> concerned = Set.of(impatient);
        Map<String, Long> before = lab.sessionsOfAllBut(concerned);
        long opens = lab.opens(impatient);
        observer.forgetTouched();
        try (Churn churn = churn(2)) {
            awaitRounds(churn, 50);
            Gap given = new Gap("sigstop-bgp-rr-3s-hold-client-gives-up");
            lab.reflector.process().signalMain("STOP");
            lab.lab.await(
                    "the end of the hold time",
                    () -> assertThat(impatient.heard()).isEmpty());
            given.endNow(Duration.ofSeconds(13));
            Gap back = new Gap("sigstop-bgp-rr-client-back-after-sigcont");
            lab.reflector.process().signalMain("CONT");
            lab.lab.await(
                    "its new session", () -> assertThat(lab.opens(impatient)).isGreaterThan(opens));
            back.endAt(lab.awaitThere(observer, impatient), Duration.ofSeconds(20));
            awaitRounds(churn, 50);
        }
        lab.awaitExactTables("after the churn");
        assertThat(lab.sessionsOfAllBut(concerned)).isEqualTo(before);
        assertThat(observer.touched()).allMatch(prefix -> prefix.startsWith("10.11.") || prefix.startsWith("10.16."));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.CalicoBirdDaemon;
import io.bgprr.bgp.rr.interop.lab.FrrDaemon;
import io.bgprr.bgp.rr.interop.lab.GoBgpDaemon;
import io.bgprr.bgp.rr.interop.lab.LabPeer;
import io.bgprr.bgp.rr.interop.lab.OpenBgpdDaemon;
import io.bgprr.bgp.rr.interop.lab.RawClient;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that die or stand still, one of each project, beside each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class PeerFaultsIT {

    /** A machine that is busy with other tests may take this much longer than an idle one. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private static final Duration HOLD = Duration.ofSeconds(3);

    private FaultLab lab;
    private RawClient observer;
    private final Map<String, RealDaemon> daemons = new LinkedHashMap<>();

    @BeforeAll
    void startTheLab() {
        lab = new FaultLab(1);
        var bird = lab.allow(lab.role("bird", 11, 800), "hold-time = 3s");
        var calico = lab.allow(lab.role("calico", 12, 300), "hold-time = 3s");
        var frr = lab.allow(lab.roleWithMed("frr", 13, 200), "hold-time = 3s");
        var gobgp = lab.allow(lab.role("gobgp", 14, 40), "hold-time = 90s");
        var openbgpd = lab.allow(lab.role("openbgpd", 15, 300), "hold-time = 90s");
        var raw = lab.allow(lab.role("observer", 16, 500), "hold-time = 90s");
        lab.startReflector();
        daemons.put("bird", lab.start(bird, BirdDaemon::new));
        daemons.put("calico", lab.start(calico, (role, directory) -> new CalicoBirdDaemon(role, directory, false)));
        daemons.put("frr", lab.start(frr, FrrDaemon::new));
        daemons.put("gobgp", lab.start(gobgp, GoBgpDaemon::new));
        daemons.put("openbgpd", lab.start(openbgpd, OpenBgpdDaemon::new));
        observer = lab.startRaw(raw);
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

    private RealDaemon daemon(String name) {
        RealDaemon daemon = daemons.get(name);
        if (daemon == null) {
            throw new IllegalArgumentException(name);
        }
        return daemon;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bird", "calico", "frr", "gobgp", "openbgpd"})
    void aKilledPeersRoutesGoAtOnceAndComeBackWithIt(String name) {
        RealDaemon victim = daemon(name);
        Map<String, Long> before = lab.sessionsOfAllBut(Set.of(victim));
        Gap withdrawn = new Gap("kill-9-" + name + "-withdrawn");
        victim.kill();
        withdrawn.endAt(lab.awaitGone(observer, victim), SLACK);
        lab.awaitExactTablesWithout(Set.of(victim));

        Gap restored = new Gap("kill-9-" + name + "-restored-after-its-start");
        victim.start();
        restored.endAt(lab.awaitThere(observer, victim), SLACK);
        lab.awaitExactTables("after the restart of " + name);
        assertBystandersUntouched(before, Set.of(victim));
    }

    /** The kernel acknowledges for a process that stands still: only the hold timer notices (RFC 4271 §6.5). */
    @Test
    void peersThatStandStillLongerThanTheirHoldTimeLoseTheirRoutesAndGetThemBack() {
        Set<RealDaemon> victims = Set.of(daemon("bird"), daemon("calico"), daemon("frr"));
        Map<String, Long> before = lab.sessionsOfAllBut(victims);
        Map<RealDaemon, Gap> gaps = new LinkedHashMap<>();
        for (RealDaemon victim : victims) {
            gaps.put(victim, new Gap("sigstop-3s-hold-" + victim.role().name() + "-withdrawn"));
            victim.process().signal("STOP");
        }
        gaps.forEach((victim, gap) -> gap.endAt(lab.awaitGone(observer, victim), HOLD.plus(SLACK)));
        lab.awaitExactTablesWithout(victims);

        gaps.clear();
        for (RealDaemon victim : victims) {
            gaps.put(victim, new Gap("sigstop-3s-hold-" + victim.role().name() + "-restored-after-sigcont"));
            victim.process().signal("CONT");
        }
        // Calico's nodes wait 5 s after an error, and longer after each further one.
        gaps.forEach((victim, gap) -> gap.endAt(lab.awaitThere(observer, victim), SLACK.multipliedBy(3)));
        lab.awaitExactTables("after all go on");
        assertBystandersUntouched(before, victims);
    }

    private void assertBystandersUntouched(Map<String, Long> before, Set<? extends LabPeer> concerned) {
        assertThat(lab.sessionsOfAllBut(concerned)).isEqualTo(before);
        lab.assertOnlyTouched(observer, concerned);
    }
}

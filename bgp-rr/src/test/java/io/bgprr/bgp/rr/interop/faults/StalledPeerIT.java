// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BirdDaemon;
import io.bgprr.bgp.rr.interop.lab.CalicoBirdDaemon;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A client that stops reading while its keepalives go on: its hold timer never expires, and TCP's window stays shut. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class StalledPeerIT {

    private static final int ROUTES = 2000;

    private FaultLab lab;
    private RawClient sender;
    private RawClient observer;
    private RawClient stalled;

    @BeforeAll
    void startTheLab() {
        lab = new FaultLab(3);
        var bird = lab.allow(lab.role("bird", 11, 300), "hold-time = 90s");
        var calico = lab.allow(lab.role("calico", 12, 100), "hold-time = 90s");
        var role13 = lab.allow(lab.role("sender", 13, ROUTES), "hold-time = 90s");
        var role14 = lab.allow(lab.role("observer", 14, 100), "hold-time = 90s");
        var role15 = lab.allow(lab.role("stalled", 15, 100), "hold-time = 3s, send-hold-time = 4s");
        lab.startReflector();
        lab.start(bird, BirdDaemon::new);
        lab.start(calico, (role, directory) -> new CalicoBirdDaemon(role, directory, false));
        sender = lab.startRaw(role13);
        observer = lab.startRaw(role14);
        stalled = lab.join(new RawClient(role15, 3, 4096));
    }

    @AfterAll
    void endTheLab() {
        lab.close();
    }

    /** RFC 9687: the session ends once TCP has taken nothing for the send hold time; until then and after it nobody waits. */
    @Test
    void theSendHoldTimerEndsItsSessionAndNobodyElseWaits() {
        lab.awaitExactTables("before the fault");
        Map<String, Long> before = lab.sessionsOfAllBut(Set.of(stalled));
        long opens = lab.opens(stalled);
        Gap ended = new Gap("zero-window-4s-send-hold-session-ended");
        stalled.stopReading();
        long worst = 0;
        int round = 0;
        do {
            worst = Math.max(worst, changeEverything(++round));
        } while (lab.opens(stalled) == opens && lab.state(stalled).equals("Established"));
        ended.endNow(Duration.ofSeconds(60));
        System.out.println(String.format(
                Locale.ROOT,
                "GAP case=zero-window-worst-of-%d-rounds-of-%d-changes-at-a-bystander ms=%.1f",
                round,
                ROUTES,
                worst / 1e6));
        assertThat(Duration.ofNanos(worst)).isLessThan(Duration.ofSeconds(3));
        assertThat(lab.reflector.lastError(stalled.role().address())).containsIgnoringCase("TCP took none");

        stalled.resumeReading();
        lab.awaitExactTables("after it reads again");
        assertThat(lab.sessionsOfAllBut(Set.of(stalled))).isEqualTo(before);
    }

    /** New attributes for all routes of the sender; how long until the observer has them. */
    private long changeEverything(int round) {
        List<LabRoute> changed = sender.announced().stream()
                .map(route -> route.with(LabRoute.MED, Integer.toString(round))
                        .with(
                                LabRoute.COMMUNITIES,
                                "64512:" + Math.floorMod(route.prefix().hashCode(), ROUTES)))
                .toList();
        long begin = System.nanoTime();
        sender.announce(changed);
        String med = Integer.toString(round);
        lab.lab.await(
                "round " + round + " at the observer",
                () -> assertThat(observer.heard().stream()
                                .filter(route -> med.equals(route.get(LabRoute.MED)))
                                .count())
                        .isEqualTo(ROUTES));
        return observer.lastChangeNanos(FaultLab.nextHop(13)) - begin;
    }
}

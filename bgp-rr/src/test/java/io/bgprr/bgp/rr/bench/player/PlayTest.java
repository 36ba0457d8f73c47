// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.rr.bench.daemon.Relay;
import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.score.Usage;
import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.AttributeHash;
import io.bgprr.bgp.rr.bench.world.Octets;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.Treatment;
import io.bgprr.bgp.rr.bench.world.World;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.SpeakerObserver;
import io.bgprr.bgp.transport.NettySpeaker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The player against a speaker that does right, and against the same speaker with one fault on the way back. */
class PlayTest {

    private static final String SPEAKER = Octets.ipv4(Addressing.DAEMON_ADDRESS);
    private static final String PATH = "127.20.0.2";
    private static final Play.Pace PATIENT = Play.Pace.DEFAULT.timeout(60).brief(0.05, 0.1);
    private static final Play.Pace BRISK = new Play.Pace(60, 5, 0.05, 0.1, 5, 9, 64);
    private static final int VICTIM = 2;

    private static Setup small(Scenario scenario) {
        return switch (scenario) {
            case FULL_TABLE -> Setup.of(scenario, Scenario.Size.SMALL).with(1, 1, 2_000);
            case RR_FANOUT, STALL -> Setup.of(scenario, Scenario.Size.SMALL).with(1, 3, 500);
            case MULTI_PATH -> Setup.of(scenario, Scenario.Size.SMALL).with(4, 3, 300);
            case FAILOVER -> Setup.of(scenario, Scenario.Size.SMALL).with(2, 3, 300);
            case FAILOVER_WD -> Setup.of(scenario, Scenario.Size.SMALL).with(1, 3, 300);
            case BGPERF, CHURN ->
                Setup.of(scenario, Scenario.Size.SMALL).with(5, 0, 1_000).lasting(1);
            case K8S, IDLE ->
                Setup.of(scenario, Scenario.Size.SMALL).with(12, 0, 0).lasting(1);
        };
    }

    private static BgpSpeaker speaker(Setup setup) {
        Configs configs = Configs.speaker(Addressing.DAEMON_AS, Octets.ipv4(Addressing.DAEMON_ID))
                .listens(SPEAKER, 0);
        for (int peer = 0; peer < setup.sessions(); peer++) {
            Configs.Peer neighbor = configs.peer(Octets.ipv4(Addressing.address(peer)))
                    .passive()
                    .families(
                            setup.isIpv6()
                                    ? new AddressFamily[] {AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST}
                                    : new AddressFamily[] {AddressFamily.IPV4_UNICAST});
            configs.neighbor(
                    setup.isExternal()
                            ? neighbor.as(Integer.toUnsignedLong(Addressing.as(peer, true)))
                                    .policies(PolicyDefinition.ACCEPT, PolicyDefinition.ACCEPT)
                                    .build()
                            : neighbor.client().build());
        }
        return NettySpeaker.start(configs.build(), SpeakerObserver.NONE);
    }

    private static InetSocketAddress address(BgpSpeaker speaker) {
        return new InetSocketAddress(
                SPEAKER, speaker.snapshot().join().listen().getFirst().port());
    }

    private static Score play(Setup setup, InetSocketAddress daemon, Treatment treatment, Play.Pace pace)
            throws IOException {
        return play(setup, new Play.Target(daemon, treatment, () -> Usage.NONE, () -> true), pace);
    }

    private static Score play(Setup setup, Play.Target target, Play.Pace pace) throws IOException {
        try (Play play = new Play(World.of(setup), target, pace, Play.Watcher.NOBODY)) {
            return play.run();
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesASpeakerThatReflectsRight(Scenario scenario) throws IOException {
        Setup setup = small(scenario);
        try (BgpSpeaker speaker = speaker(setup)) {
            Score score = play(setup, address(speaker), Treatment.REFLECTED, PATIENT);

            assertThat(score.why()).isEmpty();
            assertThat(score.get(Figure.CONVERGE_SECONDS)).isPositive();
            assertThat(score.get(Figure.SESSIONS_LOST)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDLE")
    void passesASpeakerThatReflectsIpv6Right(Scenario scenario) throws IOException {
        Setup setup = small(scenario).with(true, false, 3, 7);
        try (BgpSpeaker speaker = speaker(setup)) {
            assertThat(play(setup, address(speaker), Treatment.REFLECTED, PATIENT)
                            .why())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_TABLE", "RR_FANOUT", "BGPERF", "K8S", "CHURN", "STALL"})
    void passesASpeakerThatIsExternalToAll(Scenario scenario) throws IOException {
        Setup setup = small(scenario).with(false, true, 5, 3);
        try (BgpSpeaker speaker = speaker(setup)) {
            assertThat(play(setup, address(speaker), Treatment.EXTERNAL, PATIENT)
                            .why())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_TABLE", "RR_FANOUT", "BGPERF", "K8S"})
    void passesTheRelayWhereNothingNeedsDeciding(Scenario scenario) throws IOException {
        try (Relay relay = Relay.start(SPEAKER)) {
            assertThat(play(small(scenario), relay.address(), Treatment.NONE, PATIENT)
                            .why())
                    .isEmpty();
        }
    }

    @Test
    void failsARelayThatShouldHaveReflected() throws IOException {
        try (Relay relay = Relay.start(SPEAKER)) {
            Score score = play(small(Scenario.BGPERF), relay.address(), Treatment.REFLECTED, BRISK);

            assertThat(score.isPass()).isFalse();
            assertThat(score.why()).contains("wrong attributes");
        }
    }

    /** A fault that hits one UPDATE with routes, once, at one receiver of many. */
    record Case(String name, FaultyPath.Fault fault, String why) {

        static Case changed(String name, UnaryOperator<RawUpdate> change, String why) {
            AtomicBoolean isOver = new AtomicBoolean();
            FaultyPath.Fault fault = (peer, message) -> {
                RawUpdate update = new RawUpdate(message);
                boolean hits = peer == VICTIM && update.isAnnouncement() && isOver.compareAndSet(false, true);
                return List.of(hits ? change.apply(update).message() : message);
            };
            return new Case(name, fault, why);
        }

        static Case once(String name, FaultyPath.Fault what, String why) {
            AtomicBoolean isOver = new AtomicBoolean();
            FaultyPath.Fault fault = (peer, message) -> {
                boolean hits =
                        peer == VICTIM && new RawUpdate(message).isAnnouncement() && isOver.compareAndSet(false, true);
                return hits ? what.deliver(peer, message) : List.of(message);
            };
            return new Case(name, fault, why);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> wrongAttributes() {
        return Stream.of(
                Case.changed(
                        "a community added",
                        update -> update.put(AttributeHash.COMMUNITIES, 0xc0, 8, 4, 0, 1, 0, 2),
                        "wrong attributes"),
                Case.changed(
                        "another next hop",
                        update -> update.put(AttributeHash.NEXT_HOP, 0x40, 3, 4, 10, 9, 9, 9),
                        "wrong attributes"),
                Case.changed(
                        "another LOCAL_PREF",
                        update -> update.put(AttributeHash.LOCAL_PREF, 0x40, 5, 4, 0, 0, 0, 101),
                        "wrong attributes"),
                Case.changed(
                        "another ORIGIN",
                        update -> update.put(AttributeHash.ORIGIN, 0x40, 1, 1, 1),
                        "wrong attributes"),
                Case.changed("an unknown attribute", update -> update.put(99, 0xc0, 99, 1, 7), "wrong attributes"),
                Case.changed(
                        "ORIGINATOR_ID missing",
                        update -> update.remove(AttributeHash.ORIGINATOR_ID),
                        "wrong attributes"),
                Case.changed(
                        "another CLUSTER_LIST",
                        update -> update.put(AttributeHash.CLUSTER_LIST, 0x80, 10, 4, 10, 99, 0, 2),
                        "wrong attributes"),
                Case.changed(
                        "flags of another kind",
                        update -> update.put(AttributeHash.ORIGINATOR_ID, 0xc0, 9, 4, 10, 100, 0, 1),
                        "wrong attributes"));
    }

    static Stream<Case> wrongPrefixes() {
        return Stream.of(
                Case.once("one prefix missing", (peer, message) -> List.of(), "1 of 5 receivers lack 1 routes"),
                Case.once(
                        "a prefix that nobody announced",
                        (peer, message) -> List.of(
                                message,
                                new RawUpdate(message)
                                        .announce(24, 198, 51, 100)
                                        .message()),
                        "1 routes that nobody announced"),
                Case.once(
                        "a prefix with another's attributes",
                        (peer, message) -> List.of(
                                message,
                                new RawUpdate(message)
                                        .put(AttributeHash.ORIGIN, 0x40, 1, 1, 1)
                                        .message()),
                        "wrong attributes"));
    }

    static Stream<Case> wrongMessages() {
        return Stream.of(
                Case.once(
                        "a prefix that is too long",
                        (peer, message) -> List.of(
                                message,
                                new RawUpdate(message)
                                        .announce(33, 1, 2, 3, 4, 5)
                                        .message()),
                        "malformed"),
                Case.once(
                        "a message without a marker",
                        (peer, message) -> {
                            message[3] = 0;
                            return List.of(message);
                        },
                        "without a proper header"),
                Case.once(
                        "a session that ends",
                        (peer, message) -> {
                            throw new IOException("cut");
                        },
                        "the session of peer 2 (127.21.0.3) ended"));
    }

    @ParameterizedTest
    @MethodSource({"wrongAttributes", "wrongPrefixes", "wrongMessages"})
    void failsASpeakerWithAFault(Case fault) throws IOException {
        Setup setup = small(Scenario.BGPERF).with(5, 0, 20).with(false, false, 1, 5);
        try (BgpSpeaker speaker = speaker(setup);
                FaultyPath path = new FaultyPath(address(speaker), PATH, fault.fault)) {
            Score score = play(setup, path.address(), Treatment.REFLECTED, BRISK);

            assertThat(score.isPass()).isFalse();
            assertThat(score.why()).contains(fault.why);
        }
    }

    @Test
    void theFaultyPathItselfIsRight() throws IOException {
        Setup setup = small(Scenario.BGPERF);
        try (BgpSpeaker speaker = speaker(setup);
                FaultyPath path = new FaultyPath(address(speaker), PATH, FaultyPath.Fault.NONE)) {
            assertThat(play(setup, path.address(), Treatment.REFLECTED, PATIENT).why())
                    .isEmpty();
        }
    }

    @Test
    void failsAFailoverThatForgetsAWithdrawal() throws IOException {
        AtomicBoolean isOver = new AtomicBoolean();
        FaultyPath.Fault fault = (peer, message) ->
                peer == VICTIM && new RawUpdate(message).isWithdrawal() && isOver.compareAndSet(false, true)
                        ? List.of()
                        : List.of(message);
        Setup setup = small(Scenario.FAILOVER_WD);
        try (BgpSpeaker speaker = speaker(setup);
                FaultyPath path = new FaultyPath(address(speaker), PATH, fault)) {
            assertThat(play(setup, path.address(), Treatment.REFLECTED, BRISK).why())
                    .contains("the failover did not come to its end", "there by path 1 and should be absent");
        }
    }

    @Test
    void failsAChurnInWhichNothingWouldChange() throws IOException {
        Setup setup = small(Scenario.CHURN).with(5, 0, 10);
        try (BgpSpeaker speaker = speaker(setup)) {
            assertThat(play(setup, address(speaker), Treatment.REFLECTED, BRISK).why())
                    .isEqualTo("nothing changed: too few prefixes for --seconds");
        }
    }

    @Test
    void failsAnIdleDaemonThatSendsNoKeepalives() throws IOException {
        try (Relay silent = Relay.start(SPEAKER)) {
            Setup setup = small(Scenario.IDLE).lasting(3);

            assertThat(play(setup, silent.address(), Treatment.REFLECTED, PATIENT.idleHold(3))
                            .why())
                    .contains("ended: nothing was heard for 3 s");
        }
    }

    @Test
    void seesThatTheStalledSessionWasEnded() throws IOException {
        Setup setup = small(Scenario.STALL);
        int stalled = setup.sessions() - 1;
        AtomicBoolean isOver = new AtomicBoolean();
        FaultyPath.Fault fault = (peer, message) -> {
            if (peer == stalled && new RawUpdate(message).isAnnouncement() && isOver.compareAndSet(false, true)) {
                throw new IOException("cut");
            }
            return List.of(message);
        };
        try (BgpSpeaker speaker = speaker(setup);
                FaultyPath path = new FaultyPath(address(speaker), PATH, fault)) {
            Score score = play(setup, path.address(), Treatment.REFLECTED, PATIENT);

            assertThat(score.why()).isEmpty();
            assertThat(score.get(Figure.STALLED_SESSION_UP)).isZero();
            assertThat(play(setup, address(speaker), Treatment.REFLECTED, PATIENT)
                            .get(Figure.STALLED_SESSION_UP))
                    .isOne();
        }
    }

    @Test
    void failsWhenNobodyListens() throws IOException {
        Setup setup = small(Scenario.FULL_TABLE);
        InetSocketAddress nobody = new InetSocketAddress("127.20.0.3", 9);

        assertThat(play(setup, nobody, Treatment.REFLECTED, BRISK.timeout(0.3)).why())
                .startsWith("only 0 of 2 sessions were established");
    }

    @Test
    void givesUpConnectionsThatAreNotAnsweredAndCountsThem() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getByName(SPEAKER))) {
            InetSocketAddress address = new InetSocketAddress(SPEAKER, deaf.getLocalPort());
            Score score = play(
                    small(Scenario.FULL_TABLE),
                    address,
                    Treatment.REFLECTED,
                    BRISK.timeout(0.5).open(0.1));

            assertThat(score.why()).startsWith("only 0 of 2 sessions were established");
            assertThat(score.get(Figure.CONNECTIONS_GIVEN_UP)).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void waitsForNothingOfADaemonThatIsGone() throws IOException {
        InetSocketAddress nobody = new InetSocketAddress("127.20.0.3", 9);
        Play.Target gone = new Play.Target(nobody, Treatment.REFLECTED, () -> Usage.NONE, () -> false);

        Score score = play(small(Scenario.FULL_TABLE), gone, PATIENT);

        assertThat(score.why()).isEqualTo("the daemon is gone, stage: connecting");
        assertThat(score.has(Figure.ESTABLISHED_SECONDS)).isFalse();
    }
}

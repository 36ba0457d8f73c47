// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.speaker.SpeakerObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A speaker that was stopped, or whose engine died, leaves nobody waiting: neither who asks it, nor its peers. */
class SpeakerEndTest {

    private static final String OURS = "127.42.1.1";
    private static final String PEER = "127.42.1.2";

    private static final List<Function<BgpSpeaker, CompletableFuture<?>>> QUESTIONS = List.of(
            BgpSpeaker::snapshot,
            speaker -> speaker.explain(Prefix.parse("10.0.0.0/8")),
            speaker -> speaker.routes(new RouteQuery(
                    RouteQuery.Scope.BEST, null, AddressFamily.IPV4_UNICAST, RouteQuery.Match.ALL, null, 10, null)),
            speaker -> speaker.reset(IpAddress.parse(PEER), ""),
            speaker -> speaker.reconfigure(config()));

    private static SpeakerConfig config() {
        Configs ours = Configs.speaker(64512, "10.0.0.1").listens(OURS, 0);
        return ours.neighbor(ours.peer(PEER).passive().build()).build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatIsAskedAfterTheStopFailsAtOnceAndSaysWhy(int processors) {
        NettySpeaker speaker = NettySpeaker.start(config(), SpeakerObserver.NONE, processors);
        CompletableFuture<Void> stopped = speaker.stop("");
        for (Function<BgpSpeaker, CompletableFuture<?>> question : QUESTIONS) {
            assertFails(question.apply(speaker), "the speaker has stopped"); // while it stops
        }
        stopped.join();
        for (Function<BgpSpeaker, CompletableFuture<?>> question : QUESTIONS) {
            assertFails(question.apply(speaker), "the speaker has stopped");
        }
        assertThat(speaker.stop("again")).isCompleted();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatWasAskedBeforeTheStopIsAnsweredOrFails(int processors) {
        NettySpeaker speaker = NettySpeaker.start(config(), SpeakerObserver.NONE, processors);
        List<CompletableFuture<?>> asked = QUESTIONS.stream()
                .<CompletableFuture<?>>map(question -> question.apply(speaker))
                .toList();
        speaker.stop("").join();
        assertThat(asked).allSatisfy(answer -> assertThat(answer).isDone());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anEngineThatDiesTakesItsSpeakerWithItLoudly(int processors) {
        List<SpeakerEvent> events = new CopyOnWriteArrayList<>();
        List<SpeakerEvent> peerEvents = new CopyOnWriteArrayList<>();
        NettySpeaker speaker = NettySpeaker.start(config(), events::add, processors);
        int port = speaker.snapshot().join().listen().getFirst().port();
        Configs peer = Configs.speaker(64512, "10.0.0.2");
        peer.neighbor(peer.peer(OURS).port(port).from(PEER).build());
        try (NettySpeaker other = NettySpeaker.start(peer.build(), peerEvents::add, 1)) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> other.snapshot().join().peers().getFirst().state() == FsmState.ESTABLISHED);

            assertFails(speaker.reconfigure(withoutDecision(config())), "");

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(peerEvents)
                            .anySatisfy(event -> assertThat(event)
                                    .isInstanceOfSatisfying(
                                            SpeakerEvent.SessionDown.class,
                                            down -> assertThat(down.reason().received())
                                                    .as("a session that just breaks lets helpers keep its routes")
                                                    .isNull())));
            assertThat(events)
                    .filteredOn(SpeakerEvent.EngineFailed.class::isInstance)
                    .hasSize(1);
            for (Function<BgpSpeaker, CompletableFuture<?>> question : QUESTIONS) {
                assertFails(question.apply(speaker), "the speaker has ended: its engine on ");
            }
            assertThat(speaker.stop("")).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    /** A configuration that no engine can digest: what a programmer's error in an engine looks like from outside. */
    @SuppressWarnings("NullAway")
    private static SpeakerConfig withoutDecision(SpeakerConfig good) {
        return new SpeakerConfig(
                good.localAs(),
                good.routerId(),
                good.clusterId(),
                good.listen(),
                good.neighbors(),
                good.dynamicNeighbors(),
                good.networks(),
                null,
                good.ebgpRequiresPolicy(),
                good.limits());
    }

    private static void assertFails(CompletableFuture<?> answer, String why) {
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).cause().satisfies(cause -> {
            assertThat(cause).isInstanceOf(RuntimeException.class);
            if (!why.isEmpty()) {
                assertThat(cause).isInstanceOf(IllegalStateException.class).hasMessageStartingWith(why);
            }
        });
    }
}

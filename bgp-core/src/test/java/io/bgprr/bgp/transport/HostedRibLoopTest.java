// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.SpeakerObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HostedRibLoopTest {

    private static final Prefix ANY = Prefix.parse("10.0.0.0/8");
    private static final int MORE_THAN_SLICES_TAKE = 200_000;

    private final Set<String> answeredOn = ConcurrentHashMap.newKeySet();

    @Test
    void onTwoProcessorsItIsAwayWhileInputWaitsAndComesHomeWhenNoneDoes() {
        try (NettySpeaker speaker = start(2)) {
            askMoreThanItCanTakeAtOnce(speaker);
            assertThat(answeredOn).contains("io-1"); // from the first slice on, if it was away already
            await().untilAsserted(() -> {
                answeredOn.clear();
                for (int i = 0; i < 100; i++) {
                    ask(speaker).join();
                }
                assertThat(answeredOn).containsExactly("io-0");
            });
        }
    }

    @Test
    void onOneProcessorItStays() {
        try (NettySpeaker speaker = start(1)) {
            askMoreThanItCanTakeAtOnce(speaker);
            assertThat(answeredOn).containsExactly("io-0");
        }
    }

    private static NettySpeaker start(int processors) {
        return NettySpeaker.start(Configs.speaker(64512, "10.0.0.1").build(), SpeakerObserver.NONE, processors);
    }

    private void askMoreThanItCanTakeAtOnce(NettySpeaker speaker) {
        CountDownLatch asked = new CountDownLatch(1);
        holdUp(speaker, asked);
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_SLICES_TAKE; i++) {
            answers.add(ask(speaker));
        }
        asked.countDown();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    }

    /** Who answers notes where; an asker for whom the answer was there already is nobody's place. */
    private CompletableFuture<Void> ask(NettySpeaker speaker) {
        return speaker.explain(ANY).thenAccept(answer -> {
            if (isIoThread()) {
                answeredOn.add(Thread.currentThread().getName());
            }
        });
    }

    private static boolean isIoThread() {
        return Thread.currentThread().getName().startsWith("io-");
    }

    /** Keeps the RibLoop busy until the latch opens: in one of many answers, for it may be faster than who waits for one. */
    private static void holdUp(NettySpeaker speaker, CountDownLatch until) {
        AtomicBoolean isHeld = new AtomicBoolean();
        while (!isHeld.get()) {
            var _ = speaker.explain(ANY).thenAccept(answer -> {
                if (isIoThread() && isHeld.compareAndSet(false, true)) {
                    awaitLatch(until);
                }
            });
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

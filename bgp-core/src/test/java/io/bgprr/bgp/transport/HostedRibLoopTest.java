// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.Explanation;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.speaker.SpeakerObserver;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HostedRibLoopTest {

    private static final Prefix ANY = Prefix.parse("10.0.0.0/8");
    private static final int MORE_THAN_SLICES_TAKE = 200_000;

    private static final String REFLECTOR = "127.20.101.1";
    private static final String NODE = "127.20.101.2";
    private static final int MESSAGE_BYTES_MIN = 19;
    private static final String MARKER = "ff".repeat(16);

    /** Of AS 64512, hold time 90, identifier 10.0.0.2, no capabilities. */
    private static final String OPEN = MARKER + "001d" + "01" + "04" + "fc00" + "005a" + "0a000002" + "00";

    private static final String KEEPALIVE = MARKER + "0013" + "04";

    /** ORIGIN, AS_PATH, NEXT_HOP and LOCAL_PREF. */
    private static final String ATTRIBUTES = "40010100" + "400200" + "400304c0000201" + "40050400000064";

    /** ATOMIC_AGGREGATE with a value: discarded (RFC 7606 section 7.6). */
    private static final String UPDATE_WITH_AN_ERROR = update(ATTRIBUTES + "40060100", "18c63364");

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

    /** The IO thread is held where it finds an error, in the last UPDATE of a read; the routes before it are in the RIB meanwhile. */
    @Test
    void aFullBatchIsTakenWhileTheIoThreadStillDecodes() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CompletableFuture<NettySpeaker> started = new CompletableFuture<>();
        CompletableFuture<Explanation> explained = new CompletableFuture<>();
        SpeakerObserver observer = event -> {
            if (event instanceof SpeakerEvent.SessionEstablished) {
                awaitLatch(written);
            } else if (event instanceof SpeakerEvent.UpdateError) {
                CompletableFuture<Explanation> answer =
                        started.join().explain(ANY).orTimeout(20, TimeUnit.SECONDS);
                var _ = answer.handle((told, failure) ->
                                failure == null ? explained.complete(told) : explained.completeExceptionally(failure))
                        .join();
            }
        };
        Configs config = Configs.speaker(64512, "10.0.0.1").listens(REFLECTOR, 0);
        config.neighbor(config.peer(NODE).passive().build());
        try (NettySpeaker speaker = NettySpeaker.start(config.build(), observer, 2);
                Socket node = new Socket()) {
            started.complete(speaker);
            int port = speaker.snapshot().join().listen().getFirst().port();
            node.bind(new InetSocketAddress(NODE, 0));
            node.connect(new InetSocketAddress(REFLECTOR, port));
            node.getOutputStream().write(bytes(OPEN + KEEPALIVE));
            node.getInputStream().readNBytes(MESSAGE_BYTES_MIN); // of its OPEN: it is about to be established
            node.getOutputStream().write(bytes(moreThanABatch() + UPDATE_WITH_AN_ERROR));
            written.countDown();
            assertThat(explained.orTimeout(30, TimeUnit.SECONDS).join().verdict())
                    .isNotEmpty();
        }
    }

    private static String moreThanABatch() {
        StringBuilder updates = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            StringBuilder nlri = new StringBuilder();
            for (int j = 0; j < 200; j++) {
                nlri.append("18" + "0a%02x%02x".formatted(i, j));
            }
            updates.append(update(ATTRIBUTES, nlri.toString()));
        }
        return updates.toString();
    }

    private static String update(String attributes, String nlri) {
        int attributeBytes = attributes.length() / 2;
        int lengthBytes = 23 + attributeBytes + nlri.length() / 2;
        return MARKER + "%04x".formatted(lengthBytes) + "02" + "0000" + "%04x".formatted(attributeBytes) + attributes
                + nlri;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
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
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held up for ever");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

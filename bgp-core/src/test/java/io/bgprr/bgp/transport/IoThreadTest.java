// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.SocketSecurity;
import io.bgprr.bgp.speaker.ListenAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IoThreadTest implements TransportReporter {

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private IoThread thread = new IoThread("io-9", SocketBackend.EPOLL);

    @AfterEach
    void end() {
        thread.close();
    }

    private void start(SocketBackend backend) {
        thread.close();
        thread = new IoThread("io-9", backend);
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void manyRequestsOfOneWakeUpMakeOnePass(SocketBackend backend) throws Exception {
        start(backend);
        AtomicInteger passes = new AtomicInteger();
        EngineSlot slot = thread.newSlot(this);
        CountDownLatch hosted = new CountDownLatch(1);
        slot.host(new Engine() {
            @Override
            public boolean runPass(long nowNanos) {
                passes.incrementAndGet();
                hosted.countDown();
                return false;
            }
        });
        assertThat(hosted.await(10, TimeUnit.SECONDS)).isTrue();
        passes.set(0);
        AtomicInteger passesDuringTasks = new AtomicInteger();
        call(() -> {
            for (int i = 0; i < 1000; i++) {
                slot.requestPass();
                thread.execute(() -> {
                    slot.requestPass();
                    passesDuringTasks.accumulateAndGet(passes.get(), Math::max);
                });
            }
        });
        await().until(() -> passes.get() > 0);
        call(() -> {});
        assertThat(passesDuringTasks).hasValue(0);
        assertThat(passes).hasValue(1);
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void anEngineThatAlwaysWantsMoreDoesNotKeepTheThreadFromSocketsTasksAndTimers(SocketBackend backend)
            throws Exception {
        start(backend);
        CountDownLatch timers = new CountDownLatch(3);
        EngineSlot slot = thread.newSlot(this);
        slot.host(new Engine() {
            @Override
            public boolean runPass(long nowNanos) {
                return true;
            }

            @Override
            public void deadlineReached(long nowNanos) {
                timers.countDown();
                slot.armDeadline(nowNanos + 1_000_000);
            }
        });
        call(() -> slot.armDeadline(thread.nowNanos()));
        assertThat(timers.await(10, TimeUnit.SECONDS)).isTrue();
        PeerAcceptor acceptor = new PeerAcceptor(
                thread,
                (remote, remotePort, local, localPort) -> new AcceptDecision.Admission(
                        new NettyTransport(slot, TransportSettings.DEFAULT),
                        SocketSecurity.NONE,
                        (echo, _) -> new RecordingListener(thread) {
                            @Override
                            public void received(byte[] received, int offset, int lengthBytes, long nowNanos) {
                                echo.write(received, offset, lengthBytes);
                                echo.flush();
                            }
                        }),
                this);
        int port = acceptor.listen(List.of(new ListenAddress(IpAddress.parse("127.20.3.1"), 0)))
                .join()
                .getFirst()
                .port();
        acceptor.accept().join();
        try (var peer = TransportLab.plainSocket("127.20.3.1", port)) {
            peer.getOutputStream().write(new byte[] {42});
            assertThat(peer.getInputStream().read()).isEqualTo(42);
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void wakeUpsFromOtherThreadsAreNeverLost(SocketBackend backend) throws Exception {
        start(backend);
        AtomicLong posted = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        EngineSlot slot = thread.newSlot(this);
        slot.host(new Engine() {
            @Override
            public boolean runPass(long nowNanos) {
                seen.set(posted.get());
                return false;
            }
        });
        for (int i = 0; i < 20_000; i++) {
            long value = posted.incrementAndGet();
            slot.requestPass();
            long giveUpNanos = System.nanoTime() + 10_000_000_000L;
            while (i % 2 == 0 && seen.get() < value) { // every other one meets a loop that is about to sleep
                assertThat(System.nanoTime()).isLessThan(giveUpNanos);
                Thread.onSpinWait();
            }
        }
        await().until(() -> seen.get() == 20_000);
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void theDeadlineIsTheOneThatWasArmedLast(SocketBackend backend) throws Exception {
        start(backend);
        List<Long> reached = new CopyOnWriteArrayList<>();
        AtomicInteger passes = new AtomicInteger();
        EngineSlot slot = thread.newSlot(this);
        slot.host(new Engine() {
            @Override
            public boolean runPass(long nowNanos) {
                passes.incrementAndGet();
                return false;
            }

            @Override
            public void deadlineReached(long nowNanos) {
                reached.add(nowNanos);
            }
        });
        long start = thread.nowNanos();
        call(() -> {
            slot.armDeadline(start + 3_600_000_000_000L); // an hour
            slot.armDeadline(start + 20_000_000);
            slot.armDeadline(start + 60_000_000); // later than the timer that runs
        });
        await().until(() -> reached.size() == 1);
        assertThat(reached.getFirst() - start).isGreaterThanOrEqualTo(60_000_000);
        int before = passes.get();
        assertThat(before).isPositive();

        call(() -> {
            slot.armDeadline(start + 61_000_000);
            slot.armDeadline(EngineSlot.NEVER);
        });
        CountDownLatch later = new CountDownLatch(1);
        thread.schedule(later::countDown, 5_000_000);
        assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(reached).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void anEngineThatThrowsIsReportedAndItsNeighbourGoesOn(SocketBackend backend) {
        start(backend);
        AtomicInteger passes = new AtomicInteger();
        EngineSlot broken = thread.newSlot(this);
        EngineSlot healthy = thread.newSlot(this);
        broken.host(new Engine() {
            @Override
            public boolean runPass(long nowNanos) {
                throw new AssertionError("a bug");
            }
        });
        healthy.host(new Engine() {
            @Override
            public boolean runPass(long nowNanos) {
                passes.incrementAndGet();
                return false;
            }
        });
        await().until(() -> passes.get() > 0);
        int before = passes.get();
        broken.requestPass();
        healthy.requestPass();
        await().until(() -> passes.get() > before);
        assertThat(failures).containsExactly("io-9 a bug");
    }

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void endsOnRequest(SocketBackend backend) {
        start(backend);
        EngineSlot slot = thread.newSlot(this);
        slot.host(new Engine());
        call(() -> assertThat(Thread.currentThread().getName()).isEqualTo("io-9"));
        thread.close();
        slot.requestPass();
        assertThatThrownBy(() -> thread.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private void call(Runnable task) {
        CompletableFuture.runAsync(task, thread::execute).join();
    }

    private static class Engine implements HostedEngine {

        @Override
        public boolean runPass(long nowNanos) {
            return false;
        }

        @Override
        public void deadlineReached(long nowNanos) {}
    }

    @Override
    public void engineFailed(String threadName, Throwable cause) {
        failures.add(threadName + " " + cause.getMessage());
    }

    @Override
    public void connectionFailed(IpAddress remoteAddress, Throwable cause) {
        failures.add(Objects.toString(cause));
    }

    @Override
    public void acceptPaused(ListenAddress address, String reason) {
        failures.add(reason);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Remembers what it hears, and checks that it hears it on the right thread and in the right order. */
class RecordingListener implements ConnectionListener {

    private final IoThread thread;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final CompletableFuture<String> connected = new CompletableFuture<>();
    final CompletableFuture<String> failed = new CompletableFuture<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();
    final AtomicInteger writtenCount = new AtomicInteger();
    final AtomicInteger largestRead = new AtomicInteger();
    final List<String> problems = new CopyOnWriteArrayList<>();
    volatile @Nullable Connection connection;

    /** Hears lengths instead of keeping octets. */
    volatile @Nullable IntConsumer onReceived;

    RecordingListener(IoThread thread) {
        this.thread = thread;
    }

    @Override
    public void connected(long nowNanos) {
        check("connected");
        connected.complete("connected");
    }

    @Override
    public void connectFailed(String reason, long nowNanos) {
        check("connectFailed");
        if (connected.isDone()) {
            problems.add("failed after it was connected");
        }
        failed.complete(reason);
    }

    @Override
    public void received(byte[] received, int offset, int lengthBytes, long nowNanos) {
        check("received");
        IntConsumer onReceived = this.onReceived;
        if (onReceived != null) {
            onReceived.accept(lengthBytes);
            return;
        }
        largestRead.accumulateAndGet(lengthBytes, Math::max);
        synchronized (bytes) {
            bytes.write(received, offset, lengthBytes);
        }
    }

    @Override
    public void written(long nowNanos) {
        check("written");
        writtenCount.incrementAndGet();
    }

    @Override
    public void closed(String reason, long nowNanos) {
        check("closed");
        closed.complete(reason);
    }

    private void check(String what) {
        if (!thread.isCurrent()) {
            problems.add(what + " on " + Thread.currentThread().getName());
        }
        if (closed.isDone() || failed.isDone()) {
            problems.add(what + " after the end");
        }
    }

    /** Calls the connection on its thread. */
    <T> T call(Function<Connection, T> call) {
        Connection connection = Objects.requireNonNull(this.connection);
        return CompletableFuture.supplyAsync(() -> call.apply(connection), thread::execute)
                .join();
    }

    void send(byte[] message) {
        call(connection -> {
            connection.write(message, 0, message.length);
            connection.flush();
            return true;
        });
    }

    /** The end, whether the connection's or its attempt's: a reset may come before the attempt was seen to succeed. */
    CompletableFuture<String> ended() {
        return failed.applyToEither(closed, reason -> reason);
    }

    byte[] bytes() {
        synchronized (bytes) {
            return bytes.toByteArray();
        }
    }

    int bytesCount() {
        synchronized (bytes) {
            return bytes.size();
        }
    }

    static String soon(CompletableFuture<String> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The IO threads of one speaker: io-0, io-1, … */
public final class IoThreads implements AutoCloseable {

    private final List<IoThread> threads;

    public IoThreads(int count, SocketBackend backend) {
        this.threads = IntStream.range(0, count)
                .mapToObj(index -> new IoThread("io-" + index, backend))
                .toList();
    }

    public List<IoThread> all() {
        return threads;
    }

    public IoThread get(int index) {
        return threads.get(index);
    }

    public int count() {
        return threads.size();
    }

    /** Completes when no connection is open on any of them. */
    public CompletableFuture<Void> quiet() {
        return CompletableFuture.allOf(threads.stream().map(IoThread::quiet).toArray(CompletableFuture<?>[]::new));
    }

    /** Completes when all have ended. */
    public CompletableFuture<Void> shutDown() {
        return CompletableFuture.allOf(threads.stream().map(IoThread::shutDown).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void close() {
        var _ = shutDown().join();
    }
}

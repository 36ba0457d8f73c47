// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread that polls sockets and runs the engines that live on it. One iteration: wait for sockets, timers or a wake-up; call
 * back what happened; run tasks; run one pass of each engine that asked for one. An engine that keeps asking keeps the thread
 * awake, never from its sockets.
 *
 * <p>A thread may also host an engine that has no sockets at all.
 */
public final class IoThread implements AutoCloseable {

    private static final int PAGE_BYTES = 8 << 10;

    /** Chunks of 8 KiB << 4 = 128 KiB. */
    private static final int CHUNK_ORDER = 4;

    private final String name;
    private final SocketBackend backend;
    private final PassEventLoop loop;
    private final ReadArea readArea = new ReadArea();
    private final List<EngineSlot> slots = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicInteger openConnections = new AtomicInteger();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private volatile boolean isWindingDown;
    private volatile boolean passRequested;

    /** Connections whose queue shrank since the last pass. The thread's own. */
    private List<NettyConnection> progressed = new ArrayList<>();

    private List<NettyConnection> progressedBefore = new ArrayList<>();

    /**
     * What control messages are copied to: received octets never come from it, and shared frames bring their own memory. One
     * arena of one 128 KiB chunk holds six thousand KEEPALIVEs, so Netty's default, an arena of 4 MiB chunks for each two
     * cores, would be idle memory. Made on first use by the thread.
     */
    private final ByteBufAllocator allocator =
            new PooledByteBufAllocator(true, 0, 1, PAGE_BYTES, CHUNK_ORDER, 64, 0, false);

    /** Starts nothing yet: the thread starts with the first thing that it is given to do. */
    public IoThread(String name, SocketBackend backend) {
        this.name = name;
        this.backend = backend;
        this.loop = new PassEventLoop(name, backend.ioHandlerFactory(), () -> passRequested, this::runPasses);
        loop.terminationFuture().addListener(_ -> {
            readArea.release();
            ended.complete(null);
        });
    }

    /** A place for an engine; engines get their passes in the order in which their places were made. */
    public EngineSlot newSlot(TransportReporter reporter) {
        EngineSlot slot = new EngineSlot(this, reporter);
        slots.add(slot);
        return slot;
    }

    /** Looks after an engine that may come to live here. From any thread. */
    void shelter(EngineSlot slot) {
        if (!slots.contains(slot)) {
            slots.add(slot);
        }
    }

    public String name() {
        return name;
    }

    public SocketBackend backend() {
        return backend;
    }

    /** The clock of all callbacks and deadlines. */
    public long nowNanos() {
        return System.nanoTime();
    }

    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    /** Runs a task on this thread; later, even when called from it. */
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** Runs a task on this thread once, after a delay. */
    public void schedule(Runnable task, long delayNanos) {
        var _ = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** A connection lives on this thread until its channel is closed. */
    void opened(ChannelFuture closed) {
        openConnections.incrementAndGet();
        var _ = closed.addListener(_ -> {
            if (openConnections.decrementAndGet() == 0 && isWindingDown) {
                quiet.complete(null);
            }
        });
    }

    /**
     * Completes when no connection is open, the last octets of those that are closing having been sent; to be asked once no
     * new ones are made. From any thread.
     */
    public CompletableFuture<Void> quiet() {
        isWindingDown = true;
        if (openConnections.get() == 0) {
            quiet.complete(null);
        }
        return quiet.copy();
    }

    /** Closes what is still open on this thread, and ends it; completes when it has ended. From any thread. */
    public CompletableFuture<Void> shutDown() {
        var _ = loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        return ended.copy();
    }

    /** Shuts down and waits; not from an IO thread. */
    @Override
    public void close() {
        var _ = shutDown().join();
    }

    PassEventLoop loop() {
        return loop;
    }

    ReadArea readArea() {
        return readArea;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    /** A connection's queue shrank: its listener is told when the current callbacks and tasks are through. */
    void progressed(NettyConnection connection) {
        progressed.add(connection);
        requestPass();
    }

    void requestPass() {
        if (!passRequested) {
            passRequested = true;
            if (!loop.inEventLoop()) {
                loop.wakeUp();
            }
        }
    }

    private void runPasses() {
        if (!passRequested) {
            return;
        }
        passRequested = false; // first, so that a request during the passes leads to another iteration
        List<NettyConnection> written = progressed;
        progressed = progressedBefore;
        progressedBefore = written;
        for (NettyConnection connection : written) {
            connection.tellWritten();
        }
        written.clear();
        for (EngineSlot slot : slots) {
            slot.runIfRequested(this);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.ConnectRequest;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.SocketSecurity;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.transport.AcceptDecision.Admission;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Two IO threads with a transport each, an acceptor on the first, and everything that was reported. */
final class TransportLab implements AutoCloseable, TransportReporter {

    static final TransportSettings QUICK = new TransportSettings(700, 1_000);

    final IoThreads threads;
    final List<NettyTransport> transports;
    final PeerAcceptor acceptor;
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final BlockingQueue<RecordingListener> accepted = new LinkedBlockingQueue<>();

    /** How many connections somebody was asked about. */
    final AtomicInteger decisions = new AtomicInteger();

    /** Who is let in, and with what; null refuses. */
    volatile @Nullable SocketSecurity admits = SocketSecurity.NONE;

    /** The thread that gets what is accepted. */
    volatile int owner = 1;

    static {
        // Its default, a tenth of a second, would be most of these tests.
        Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
    }

    TransportLab(SocketBackend backend) {
        threads = new IoThreads(2, backend);
        transports = threads.all().stream()
                .map(thread -> {
                    EngineSlot slot = thread.newSlot(this);
                    slot.host(new IdleEngine());
                    return new NettyTransport(slot, QUICK);
                })
                .toList();
        acceptor = new PeerAcceptor(threads.get(0), this::decide, this);
    }

    private @Nullable Admission decide(IpAddress remote, int remotePort, IpAddress local, int localPort) {
        decisions.incrementAndGet();
        SocketSecurity security = admits;
        if (security == null) {
            return null;
        }
        return new Admission(transports.get(owner), security, (connection, _) -> {
            RecordingListener listener = new RecordingListener(threads.get(owner));
            listener.connection = connection;
            accepted.add(listener);
            return listener;
        });
    }

    int listen(String address) {
        return listen(new ListenAddress(IpAddress.parse(address), 0)).getFirst().port();
    }

    List<ListenAddress> listen(ListenAddress... addresses) {
        List<ListenAddress> bound = acceptor.listen(List.of(addresses)).join();
        acceptor.accept().join();
        return bound;
    }

    RecordingListener connect(String address, int port) {
        return connect(address, port, null, SocketSecurity.NONE);
    }

    RecordingListener connect(String address, int port, @Nullable String from, SocketSecurity security) {
        RecordingListener listener = new RecordingListener(threads.get(0));
        ConnectRequest request = new ConnectRequest(
                IpAddress.parse(address), port, from == null ? null : IpAddress.parse(from), security);
        Connection connection = on(0, () -> transports.get(0).connect(request, listener));
        listener.connection = connection;
        return listener;
    }

    /** A plain socket as the far end, for what our own end would never do. */
    static Socket plainSocket(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(IpAddress.parse(address).toInetAddress(), port), 5_000);
        return socket;
    }

    RecordingListener nextAccepted() throws InterruptedException {
        RecordingListener listener = accepted.poll(10, TimeUnit.SECONDS);
        if (listener == null) {
            throw new AssertionError("nothing was accepted; failures: " + failures);
        }
        return listener;
    }

    <T> T on(int thread, Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, threads.get(thread)::execute).join();
    }

    @Override
    public void engineFailed(String threadName, Throwable cause) {
        failures.add(cause);
    }

    @Override
    public void connectionFailed(IpAddress remoteAddress, Throwable cause) {
        failures.add(cause);
    }

    @Override
    public void acceptPaused(ListenAddress address, String reason) {
        failures.add(new IOException(address + ": " + reason));
    }

    @Override
    public void close() {
        threads.close();
    }

    /** An engine with nothing to do. */
    static final class IdleEngine implements HostedEngine {

        @Override
        public boolean runPass(long nowNanos) {
            return false;
        }

        @Override
        public void deadlineReached(long nowNanos) {}
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.Messages;
import io.bgprr.bgp.rr.bench.world.Octets;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.UpdateView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One peer: its connection, how far the session is, what is still to be sent, and what came of a message that is not whole. */
final class PlayedSession {

    enum State {
        IDLE,
        CONNECTING,
        OPEN_SENT,
        OPEN_CONFIRM,
        ESTABLISHED,
        /** Ended, by the script or for good. */
        GONE
    }

    /** As much as is handed to the kernel at a time; more would keep others waiting. */
    private static final int WRITE_MAX = 256 << 10;

    private static final int WRITES_MAX = 8;
    private static final int REST_SMALL = 4096;
    private static final int REST_LARGE = 1 << 16;
    private static final int STALLED_RECEIVE_BUFFER = 16 << 10;
    private static final byte[] NO_OCTETS = {};

    private final int peer;
    private final PeerLoop loop;
    private final Setup setup;
    private final @Nullable Receiver receiver;
    private final Deque<ByteBuffer> outgoing = new ArrayDeque<>();
    private State state = State.IDLE;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private byte[] rest = NO_OCTETS;
    private int restLength;
    private long sinceNanos;
    private long lastSentNanos;
    private long lastHeardNanos;
    private boolean isDeaf;
    private int triesCount;

    PlayedSession(int peer, PeerLoop loop, @Nullable Receiver receiver) {
        this.peer = peer;
        this.loop = loop;
        this.setup = loop.setup();
        this.receiver = receiver;
    }

    int peer() {
        return peer;
    }

    State state() {
        return state;
    }

    @Nullable
    Receiver receiver() {
        return receiver;
    }

    boolean isConnecting() {
        return state == State.CONNECTING || state == State.OPEN_SENT || state == State.OPEN_CONFIRM;
    }

    /** When the state of a session that is not up began; of an idle one, from when on it may be tried again. */
    long sinceNanos() {
        return sinceNanos;
    }

    long lastSentNanos() {
        return lastSentNanos;
    }

    /** Whether the daemon has been silent for longer than the hold time (RFC 4271 §6.5); who does not listen cannot tell. */
    boolean isHoldTimeOver(long nowNanos, long holdNanos) {
        return state == State.ESTABLISHED && !isDeaf && nowNanos - lastHeardNanos > holdNanos;
    }

    boolean hasOutgoing() {
        return !outgoing.isEmpty();
    }

    // --- Beginning and end.

    void connect(Selector selector, InetSocketAddress daemon, long nowNanos) throws IOException {
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        state = State.CONNECTING;
        sinceNanos = nowNanos;
        restLength = 0;
        opened.configureBlocking(false);
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
        opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        if (setup.stalls(peer)) {
            opened.setOption(StandardSocketOptions.SO_RCVBUF, STALLED_RECEIVE_BUFFER);
        }
        opened.bind(new InetSocketAddress(Octets.ipv4(Addressing.address(peer)), 0));
        key = opened.register(selector, SelectionKey.OP_CONNECT, this);
        if (opened.connect(daemon)) {
            connected();
        }
    }

    private void connected() throws IOException {
        state = State.OPEN_SENT;
        int as = Addressing.as(peer, setup.isExternal());
        boolean speaksIpv6 = setup.isIpv6();
        send(Messages.open(as, loop.holdSeconds(), Addressing.id(peer), speaksIpv6));
    }

    /** Nothing is said; the kernel sends a RST, as when a node loses power and comes back. */
    void abort() throws IOException {
        if (channel != null) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        end(State.GONE, 0);
    }

    /** @param notBeforeNanos of an idle session, when it may be tried again */
    void end(State endState, long notBeforeNanos) {
        state = endState;
        sinceNanos = notBeforeNanos;
        outgoing.clear();
        restLength = 0;
        isDeaf = false;
        triesCount++;
        if (key != null) {
            key.cancel();
        }
        try (SocketChannel _ = channel) {
            key = null;
            channel = null;
        } catch (IOException e) {
            return; // it is of no use any more either way
        }
    }

    /** One that stalled reads again. */
    void listen() {
        isDeaf = false;
        lastHeardNanos = System.nanoTime();
        arm();
    }

    int triesCount() {
        return triesCount;
    }

    // --- What the selector says.

    void ready(SelectionKey selected, Inbox inbox, UpdateView view) {
        try {
            if (!selected.isValid()) {
                return;
            }
            if (selected.isConnectable()) {
                finishConnect();
                return;
            }
            if (selected.isReadable()) {
                read(inbox, view);
            }
            if (selected.isValid() && selected.isWritable()) {
                flush();
            }
        } catch (IOException e) {
            loop.lost(this, String.valueOf(e.getMessage()));
        }
    }

    private void finishConnect() throws IOException {
        if (channel != null && channel.finishConnect()) {
            connected();
        }
    }

    private void read(Inbox inbox, UpdateView view) throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        int length = inbox.read(open, rest, restLength);
        if (length < 0) {
            loop.lost(this, "closed by the daemon");
            return;
        }
        long nanos = System.nanoTime();
        lastHeardNanos = nanos;
        loop.tally().octetsReceived += length;
        byte[] octets = inbox.octets();
        int end = restLength + length;
        int at = 0;
        while (end - at >= UpdateView.HEADER_LENGTH) {
            int messageLength = Octets.unsigned16(octets, at + 16);
            if (messageLength < UpdateView.HEADER_LENGTH || Octets.int64(octets, at) != -1) {
                loop.tally().malformed++;
                loop.lost(this, "a message without a proper header");
                return;
            }
            if (end - at < messageLength) {
                break;
            }
            take(octets, at, at + messageLength, view, nanos);
            if (!open.isOpen()) {
                return;
            }
            at += messageLength;
        }
        keep(octets, at, end);
        loop.heard(this, nanos);
    }

    private void keep(byte[] octets, int from, int to) {
        restLength = to - from;
        if (rest.length < restLength) {
            rest = new byte[restLength <= REST_SMALL ? REST_SMALL : REST_LARGE];
        }
        System.arraycopy(octets, from, rest, 0, restLength);
    }

    private void take(byte[] octets, int from, int to, UpdateView view, long nanos) throws IOException {
        switch (octets[from + 18]) {
            case Messages.UPDATE -> {
                Tally tally = loop.tally();
                tally.updatesReceived++;
                if (receiver == null) {
                    return;
                }
                if (view.parse(octets, from, to)) {
                    receiver.take(octets, view, nanos);
                } else {
                    tally.malformed++;
                    tally.explain("an UPDATE whose lengths contradict one another, at receiver " + peer);
                }
            }
            case Messages.OPEN -> {
                if (state == State.OPEN_SENT) {
                    state = State.OPEN_CONFIRM;
                    send(Messages.keepalive());
                }
            }
            case Messages.KEEPALIVE -> {
                if (state == State.OPEN_CONFIRM) {
                    state = State.ESTABLISHED;
                    isDeaf = setup.stalls(peer);
                    loop.established(this);
                    arm();
                }
            }
            case Messages.NOTIFICATION -> loop.lost(this, notification(octets, from, to));
            default -> {} // ROUTE-REFRESH: a peer that is measured has nothing to gain from it
        }
    }

    private static String notification(byte[] octets, int from, int to) {
        return to - from < 21 ? "NOTIFICATION" : "NOTIFICATION " + octets[from + 19] + "/" + octets[from + 20];
    }

    // --- Sending.

    /** Sends as much as the kernel takes now, and the rest when it takes more. */
    void send(ByteBuffer octets) throws IOException {
        outgoing.add(octets);
        flush();
    }

    private void flush() throws IOException {
        if (channel == null) {
            return;
        }
        for (int writes = 0; writes < WRITES_MAX; writes++) {
            ByteBuffer next = outgoing.peek();
            if (next == null) {
                break;
            }
            int limit = next.limit();
            int wished = Math.min(next.remaining(), WRITE_MAX);
            next.limit(next.position() + wished);
            int written = channel.write(next);
            next.limit(limit);
            lastSentNanos = System.nanoTime();
            if (!next.hasRemaining()) {
                outgoing.remove();
            }
            if (written < wished) {
                break;
            }
        }
        arm();
    }

    /** Says what the selector should wake us for. */
    private void arm() {
        if (key == null || !key.isValid()) {
            return;
        }
        int wanted = (isDeaf ? 0 : SelectionKey.OP_READ) | (outgoing.isEmpty() ? 0 : SelectionKey.OP_WRITE);
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }
}

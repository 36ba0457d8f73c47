// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.Messages;
import io.bgprr.bgp.rr.bench.world.Octets;
import io.bgprr.bgp.rr.bench.world.UpdateView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What copying alone takes: every UPDATE, whole and unread, to every peer but the one that it came from. It decides
 * nothing, so what takes it long is the kernel's and the player's work.
 *
 * <p>All UPDATEs are appended to one log; each peer has a place in it, and skips what is its own.
 */
public final class Relay implements AutoCloseable {

    private static final int SEGMENT_BITS = 20;
    private static final int SEGMENT = 1 << SEGMENT_BITS;
    private static final int READ_MAX = 256 << 10;
    private static final int WRITES_MAX = 4;
    private static final int BACKLOG = 4096;
    private static final int HOLD_SECONDS = 240;

    /** One peer's connection. */
    private static final class Client {
        private final SocketChannel channel;
        private final SelectionKey key;
        private byte[] rest = {};
        private boolean isUp;
        private long place;

        /** Stretches of the log that came from here: begin and end by turns. */
        private long[] own = new long[16];

        private int ownFrom;
        private int ownTo;

        private Client(SocketChannel channel, SelectionKey key) {
            this.channel = channel;
            this.key = key;
        }

        private void owns(long from, long to) {
            if (ownTo > ownFrom && own[ownTo - 1] == from) {
                own[ownTo - 1] = to;
                return;
            }
            if (ownTo == own.length) {
                own = Arrays.copyOf(own, ownTo * 2);
            }
            own[ownTo++] = from;
            own[ownTo++] = to;
        }

        /** Moves the place out of what is its own; returns where the next that is its own begins. */
        private long skipOwn(long tail) {
            while (ownFrom < ownTo && own[ownFrom] <= place) {
                place = Math.max(place, own[ownFrom + 1]);
                ownFrom += 2;
            }
            return ownFrom < ownTo ? own[ownFrom] : tail;
        }
    }

    private final Selector selector;
    private final ServerSocketChannel server;
    private final List<Client> clients = new ArrayList<>();
    private final List<ByteBuffer> segments = new ArrayList<>();
    private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_MAX);
    private final byte[] octets = new byte[READ_MAX + (1 << 16)];
    private long tail;
    private volatile boolean isClosing;

    private Relay(InetSocketAddress address) throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(address, BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** The program: the arguments are address and port. */
    public static void main(String[] args) throws IOException {
        new Relay(new InetSocketAddress(args[0], Integer.parseInt(args[1]))).serve();
    }

    /** Starts one on a thread of its own in this process, at a port that is free. */
    public static Relay start(String address) throws IOException {
        Relay relay = new Relay(new InetSocketAddress(address, 0));
        Thread.ofPlatform().name("relay").daemon().start(() -> {
            try {
                relay.serve();
            } catch (IOException e) {
                System.err.println("bgp-rr: the relay ended: " + e.getMessage());
            }
        });
        return relay;
    }

    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    private void serve() throws IOException {
        try (selector;
                server) {
            while (!isClosing) {
                long before = tail;
                selector.select(this::ready);
                if (tail > before) {
                    tellAll();
                }
            }
            for (Client client : clients) {
                client.channel.close();
            }
        }
    }

    /** Those that are full are told when they have room again. */
    private void tellAll() {
        for (Client client : List.copyOf(clients)) {
            if (client.isUp && client.key.isValid() && client.key.interestOps() == SelectionKey.OP_READ) {
                send(client);
            }
        }
    }

    private void ready(SelectionKey key) {
        if (!(key.attachment() instanceof Client client)) {
            accept();
            return;
        }
        try {
            if (key.isValid() && key.isReadable()) {
                read(client);
            }
            if (key.isValid() && key.isWritable()) {
                send(client);
            }
        } catch (IOException e) {
            drop(client);
        }
    }

    private void accept() {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                Client client = new Client(channel, key);
                key.attach(client);
                clients.add(client);
                channel.write(Messages.open(Addressing.DAEMON_AS, HOLD_SECONDS, Addressing.DAEMON_ID, true));
            }
        } catch (IOException e) {
            System.err.println("bgp-rr: the relay could not accept a connection: " + e.getMessage());
        }
    }

    private void read(Client client) throws IOException {
        direct.clear();
        int length = client.channel.read(direct);
        if (length < 0) {
            drop(client);
            return;
        }
        System.arraycopy(client.rest, 0, octets, 0, client.rest.length);
        direct.flip().get(octets, client.rest.length, length);
        int end = client.rest.length + length;
        int at = 0;
        int runFrom = 0; // UPDATEs that follow one another are copied at once
        while (end - at >= UpdateView.HEADER_LENGTH) {
            int next = at + Octets.unsigned16(octets, at + 16);
            if (next > end) {
                break;
            }
            if (octets[at + 18] != Messages.UPDATE) {
                append(client, runFrom, at);
                runFrom = next;
                if (octets[at + 18] == Messages.OPEN) {
                    client.channel.write(Messages.keepalive());
                    client.isUp = true;
                    send(client);
                }
            }
            at = next;
        }
        append(client, runFrom, at);
        client.rest = Arrays.copyOfRange(octets, at, end);
    }

    private void append(Client client, int from, int to) {
        if (from == to) {
            return;
        }
        client.owns(tail, tail + to - from);
        for (int at = from; at < to; ) {
            int offset = (int) tail & SEGMENT - 1;
            if (offset == 0) {
                segments.add(ByteBuffer.allocateDirect(SEGMENT));
            }
            int length = Math.min(to - at, SEGMENT - offset);
            segments.getLast().put(offset, octets, at, length);
            tail += length;
            at += length;
        }
    }

    private void send(Client client) {
        try {
            boolean isFull = false;
            for (int writes = 0; writes < WRITES_MAX && !isFull; writes++) {
                long end = client.skipOwn(tail);
                if (client.place >= tail) {
                    break;
                }
                int offset = (int) client.place & SEGMENT - 1;
                int length = (int) Math.min(end - client.place, SEGMENT - offset);
                ByteBuffer segment = segments.get((int) (client.place >>> SEGMENT_BITS));
                int written = client.channel.write(segment.slice(offset, length));
                client.place += written;
                isFull = written < length;
            }
            boolean hasMore = client.skipOwn(tail) >= 0 && client.place < tail;
            client.key.interestOps(SelectionKey.OP_READ | (hasMore ? SelectionKey.OP_WRITE : 0));
        } catch (IOException e) {
            drop(client);
        }
    }

    private void drop(Client client) {
        clients.remove(client);
        try {
            client.channel.close();
        } catch (IOException e) {
            client.isUp = false; // it is gone either way
        }
    }

    /** Has its thread end, and returns before it has. */
    @Override
    public void close() {
        isClosing = true;
        selector.wakeup();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between the player and a speaker that does everything right, and lets a fault change what the speaker sends. The
 * speaker sees the players' own addresses.
 */
final class FaultyPath implements Closeable {

    /** What goes wrong; called by one thread per connection. */
    @FunctionalInterface
    interface Fault {
        Fault NONE = (peer, message) -> List.of(message);

        /**
         * What the peer gets instead of an UPDATE that the speaker sent.
         *
         * @param peer the last octet of its address less one: its number
         * @throws IOException to end the connection
         */
        List<byte[]> deliver(int peer, byte[] message) throws IOException;
    }

    private static final int UPDATE = 2;

    private final InetSocketAddress speaker;
    private final Fault fault;
    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    FaultyPath(InetSocketAddress speaker, String address, Fault fault) throws IOException {
        this.speaker = speaker;
        this.fault = fault;
        this.server = new ServerSocket(0, 100, InetAddress.getByName(address));
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket player = server.accept();
                sockets.add(player);
                Socket beyond = new Socket();
                sockets.add(beyond);
                beyond.setReuseAddress(true);
                beyond.bind(new InetSocketAddress(player.getInetAddress(), 0));
                beyond.connect(speaker);
                int peer = (player.getInetAddress().getAddress()[3] & 0xff) - 1;
                Thread.ofVirtual().start(() -> run(player, beyond, () -> copy(player, beyond)));
                Thread.ofVirtual().start(() -> run(player, beyond, () -> deliver(peer, beyond, player)));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private interface Direction {
        void run() throws IOException;
    }

    /** When one direction ends, so does the connection. */
    private static void run(Socket one, Socket other, Direction direction) {
        try (one;
                other) {
            direction.run();
        } catch (IOException e) {
            return; // the other end has gone
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        in.transferTo(to.getOutputStream());
    }

    private void deliver(int peer, Socket from, Socket to) throws IOException {
        DataInputStream in = new DataInputStream(from.getInputStream());
        OutputStream out = to.getOutputStream();
        byte[] header = new byte[19];
        while (true) {
            in.readFully(header);
            int length = (header[16] & 0xff) << 8 | header[17] & 0xff;
            byte[] message = Arrays.copyOf(header, length);
            in.readFully(message, header.length, length - header.length);
            for (byte[] delivered : header[18] == UPDATE ? fault.deliver(peer, message) : List.of(message)) {
                out.write(delivered);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

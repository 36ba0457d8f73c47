// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HexFormat;

/** An Established session with the daemon: both families, no hold time, so that nobody need send keepalives. */
final class ReplaySession implements AutoCloseable {

    static final int OPEN = 1;
    static final int UPDATE = 2;
    static final int NOTIFICATION = 3;
    static final int KEEPALIVE = 4;

    /** A daemon that works hard may take its time. */
    private static final int PATIENCE_MILLIS = 30_000;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private ReplaySession(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    }

    /**
     * Connects and exchanges OPENs.
     *
     * @param receiveBytes how much the kernel may keep for us unread; 0 = as it likes
     */
    static ReplaySession establish(SourceRole role, InetSocketAddress daemon, int receiveBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.setTcpNoDelay(true);
            socket.bind(new InetSocketAddress(role.address().toInetAddress(), 0));
            socket.connect(daemon, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            ReplaySession session = new ReplaySession(socket);
            session.send(open(role));
            session.flush();
            session.expect(OPEN);
            session.expect(KEEPALIVE);
            session.send(Octets.message(KEEPALIVE));
            session.flush();
            socket.setSoTimeout(0);
            return session;
        } catch (IOException e) {
            throw new UncheckedIOException("session of " + role, e);
        }
    }

    private static byte[] open(SourceRole role) {
        byte[] as4 = role.isFourOctetAs() ? Octets.join(Octets.of(65, 4), Octets.four(role.as())) : new byte[0];
        byte[] capabilities =
                Octets.join(Octets.of(1, 4, 0, 1, 0, 1), Octets.of(1, 4, 0, 2, 0, 1), Octets.of(2, 0), as4);
        int as = (int) (role.as() > 0xffff ? NaivePath.AS_TRANS : role.as());
        return Octets.message(
                OPEN,
                Octets.of(4),
                Octets.two(as),
                Octets.two(0),
                role.identifier(),
                Octets.of(capabilities.length + 2, 2, capabilities.length),
                capabilities);
    }

    private void expect(int type) throws IOException {
        byte[] message = read();
        if (message[18] != type) {
            throw new IOException(
                    "message " + type + " was due, not " + HexFormat.of().formatHex(message));
        }
    }

    /** The next message, header included. */
    byte[] read() throws IOException {
        byte[] header = new byte[19];
        in.readFully(header);
        int length = (int) Octets.unsigned(header, 16, 2);
        if (Octets.unsigned(header, 0, 8) != -1
                || Octets.unsigned(header, 8, 8) != -1
                || length < 19
                || length > Octets.MESSAGE_LENGTH_MAX) {
            throw new IOException("a header of " + HexFormat.of().formatHex(header));
        }
        byte[] body = new byte[length - 19];
        in.readFully(body);
        return Octets.join(header, body);
    }

    /** Into a buffer; see {@link #flush}. */
    void send(byte[] message) {
        try {
            out.write(message);
        } catch (IOException e) {
            throw new UncheckedIOException(lastWords(), e);
        }
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(lastWords(), e);
        }
    }

    /** Why the daemon ended the session, if it said so. */
    private String lastWords() {
        try {
            byte[] message = read();
            while (message[18] != NOTIFICATION) {
                message = read();
            }
            return "the daemon ended the session with " + HexFormat.of().formatHex(message, 19, message.length);
        } catch (EOFException e) {
            return "the daemon ended the session without a word";
        } catch (IOException e) {
            return "the session broke: " + e;
        }
    }

    /** Ends the connection as a machine does that dies: by RST. */
    void die() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.capability;
import static io.bgprr.bgp.rr.hostile.RawMessages.fourOctetAs;
import static io.bgprr.bgp.rr.hostile.RawMessages.multiprotocol;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static io.bgprr.bgp.rr.hostile.RawMessages.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One TCP connection of a peer that says whatever the test wants, and reads only when the test asks. */
final class RawPeer implements AutoCloseable {

    /** Far longer than the daemon takes; a test that passes never waits so long. */
    static final int PATIENCE_MILLIS = 10_000;

    private final PeerRole role;
    private final String address;
    private final Socket socket;

    private RawPeer(PeerRole role, String address, Socket socket) {
        this.role = role;
        this.address = address;
        this.socket = socket;
    }

    /** Connects; says nothing yet. */
    static RawPeer connect(PeerRole role, String address, String daemon, int port) {
        return connect(role, address, daemon, port, 0);
    }

    /** @param receiveBytes how much the kernel may keep for us unread; 0 = as it likes */
    static RawPeer connect(PeerRole role, String address, String daemon, int port, int receiveBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName(daemon), port), PATIENCE_MILLIS);
            return new RawPeer(role, address, socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other way round: a connection that the daemon made. */
    static RawPeer accepted(PeerRole role, String address, Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        return new RawPeer(role, address, socket);
    }

    PeerRole role() {
        return role;
    }

    String address() {
        return address;
    }

    Socket socket() {
        return socket;
    }

    /** A BGP Identifier of its own: the address with another first octet. */
    String identifier() {
        return "10" + address.substring(address.indexOf('.'));
    }

    /** The OPEN that a good peer of this role would send. */
    byte[] soundOpen() {
        return open(90);
    }

    byte[] open(int holdTime) {
        return RawMessages.open(4, role.as(), holdTime, identifier(), usualParameters());
    }

    /** Both families, route refresh and 4-octet AS numbers, each in a parameter of its own, as old speakers do. */
    byte[] usualParameters() {
        return RawMessages.join(
                parameter(2, multiprotocol(1, 1)),
                parameter(2, multiprotocol(2, 1)),
                parameter(2, capability(2)),
                parameter(2, fourOctetAs(role.as())));
    }

    /** Becomes Established like a good peer. Whatever the daemon has for us is not read. */
    RawPeer establish() {
        return establish(soundOpen());
    }

    RawPeer establish(byte[] open) {
        openConfirm(open);
        send(RawMessages.keepalive());
        return this;
    }

    /** Both OPENs are exchanged, and the daemon waits for our KEEPALIVE. */
    RawPeer openConfirm(byte[] open) {
        send(open);
        assertThat(read().type()).as("the daemon's first message").isEqualTo(RawMessages.OPEN);
        HeardMessage answer = read();
        assertThat(answer.type()).as("the answer to our OPEN: %s", answer).isEqualTo(RawMessages.KEEPALIVE);
        return this;
    }

    RawPeer send(byte[]... messages) {
        return sendOctets(RawMessages.join(messages));
    }

    RawPeer sendOctets(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #send}; the daemon may have ended the connection meanwhile. */
    void sendPerhaps(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            return; // which is what the test reads next
        }
    }

    /** The next message, its header checked. */
    HeardMessage read() {
        try {
            return readMessage();
        } catch (EOFException e) {
            throw new AssertionError("the daemon closed the connection of " + address, e);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the daemon says nothing to " + address, e);
        } catch (IOException e) {
            throw new AssertionError("the connection of " + address + " broke: " + e, e);
        }
    }

    /** @throws EOFException where the stream ends between two messages */
    HeardMessage readMessage() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] header = in.readNBytes(19);
        if (header.length == 0) {
            throw new EOFException("closed");
        }
        assertThat(header.length).as("octets of the last header").isEqualTo(19);
        int length = (header[16] & 0xff) << 8 | header[17] & 0xff;
        assertThat(header).as("header").startsWith(RawMessages.repeat(16, octets(0xff)));
        assertThat(length).as("length of a message of type %s", header[18]).isBetween(19, 4096);
        byte[] body = in.readNBytes(length - 19);
        assertThat(body.length).as("octets of the last message").isEqualTo(length - 19);
        return new HeardMessage(header[18] & 0xff, body);
    }

    /** The next message, or null when none comes for so long. */
    @Nullable
    HeardMessage readWithin(long millis) {
        try {
            patience((int) Math.max(1, millis));
            return readMessage();
        } catch (SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            throw new AssertionError("the connection of " + address + " broke: " + e, e);
        } finally {
            patience(PATIENCE_MILLIS);
        }
    }

    /** The next message, or null at the end of the connection. */
    @Nullable
    HeardMessage readPerhaps() {
        try {
            return readMessage();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the daemon neither answers nor closes the connection of " + address, e);
        } catch (IOException e) {
            return null;
        }
    }

    /** Reads on until the daemon ends the session with exactly this. */
    void expectNotification(int code, int subcode, int... data) {
        expectNotification(code, subcode, octets(data));
    }

    void expectNotification(int code, int subcode, byte[] data) {
        String expected = "3 " + HexFormat.of().formatHex(RawMessages.join(octets(code, subcode), data));
        HeardMessage heard = readNotification();
        assertThat(heard.type() + " " + HexFormat.of().formatHex(heard.body()))
                .as("the NOTIFICATION")
                .isEqualTo(expected);
        expectEnd();
    }

    /** The NOTIFICATION, past whatever comes before it. */
    HeardMessage readNotification() {
        HeardMessage heard = read();
        while (heard.type() != RawMessages.NOTIFICATION) {
            checkUpdate(heard);
            heard = read();
        }
        return heard;
    }

    /** Reads on until an UPDATE that the condition is for. */
    HeardUpdate readUpdate(Predicate<HeardUpdate> wanted) {
        while (true) {
            HeardMessage heard = read();
            assertThat(heard.type()).as("type of %s", heard).isIn(RawMessages.UPDATE, RawMessages.KEEPALIVE);
            if (heard.type() == RawMessages.UPDATE) {
                HeardUpdate update = HeardUpdate.of(heard, role);
                if (wanted.test(update)) {
                    return update;
                }
            }
        }
    }

    private void checkUpdate(HeardMessage heard) {
        if (heard.type() == RawMessages.UPDATE) {
            HeardUpdate.of(heard, role);
        }
    }

    /** Nothing more comes: the daemon has closed or reset the connection. What it sent before must be sound. */
    void expectEnd() {
        try {
            while (true) {
                HeardMessage heard = readMessage();
                assertThat(heard.type()).as("after the end: %s", heard).isNotEqualTo(RawMessages.NOTIFICATION);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the daemon keeps the connection of " + address, e);
        } catch (IOException e) {
            return; // closed or reset
        }
    }

    /** The daemon ends the connection and has never said anything. */
    void expectNothing() {
        try {
            HeardMessage heard = readMessage();
            throw new AssertionError("the daemon says " + heard);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the daemon keeps the connection of " + address, e);
        } catch (IOException e) {
            return; // closed or reset
        }
    }

    /** Waits at most so long for every answer from now on. */
    RawPeer patience(int millis) {
        try {
            socket.setSoTimeout(millis);
            return this;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    void closeSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #closeSending}; the daemon may have ended the connection meanwhile. */
    RawPeer closeSendingPerhaps() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            return this;
        }
        return this;
    }

    /** Ends the connection by RST. */
    void reset() {
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

// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks the daemon's admin API. A plain socket with as much HTTP/1.1 as our own server needs (RFC 9112): the JDK's client
 * takes longer to load than the daemon to answer.
 */
final class AdminClient implements AutoCloseable {

    private static final int CONNECT_MILLIS_MAX = 3_000;
    /** A reload may wait for the engines; a page never takes this long. */
    private static final int READ_MILLIS_MAX = 60_000;

    private static final int LINE_BYTES_MAX = 8192;

    private final String admin;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** The daemon does not answer, with a sentence that says what to do. */
    static final class Unreachable extends RuntimeException {
        Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The daemon said no. */
    static final class Refused extends RuntimeException {
        private final Json answer;

        Refused(int status, Json answer) {
            super(answer.text("error").isEmpty() ? "the daemon answered " + status : answer.text("error"));
            this.answer = answer;
        }

        Json answer() {
            return answer;
        }
    }

    private AdminClient(String admin, Socket socket) throws IOException {
        this.admin = admin;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        this.out = socket.getOutputStream();
    }

    /**
     * @param admin {@code host:port}, {@code [v6]:port}
     * @throws Unreachable when nobody listens there
     * @throws IllegalArgumentException when it is not of that form
     */
    static AdminClient connect(String admin) {
        int colon = admin.lastIndexOf(':');
        String host = colon > 0 ? admin.substring(0, colon) : "";
        int port = colon > 0 ? port(admin.substring(colon + 1)) : -1;
        if (host.isEmpty() || port <= 0 || host.indexOf(':') >= 0 && !host.startsWith("[")) {
            throw new IllegalArgumentException(
                    "'" + admin + "' is not HOST:PORT, for example 127.0.0.1:9179 or [::1]:9179");
        }
        Socket socket = new Socket();
        try {
            String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getByName(name), port), CONNECT_MILLIS_MAX);
            socket.setSoTimeout(READ_MILLIS_MAX);
            return new AdminClient(admin, socket);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new Unreachable(
                    "cannot reach the daemon at " + admin + " (" + e.getMessage()
                            + "); is it running, and is this its admin address? See --admin and BGP_RR_ADMIN.",
                    e);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port <= 65_535 ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** What was answered, as a tree. */
    Json get(String path) {
        return call("GET", path, Json::read);
    }

    Json post(String path) {
        return call("POST", path, Json::read);
    }

    /** Copies what was answered, as it comes. */
    void copy(String method, String path, OutputStream target) {
        call(method, path, body -> {
            body.transferTo(target);
            target.flush();
            return Json.EMPTY;
        });
    }

    /** {@code value} as it stands in a path or a query. */
    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private interface BodyReader {
        Json read(InputStream body) throws IOException;
    }

    private Json call(String method, String path, BodyReader reader) {
        try {
            String head = method + " " + path + " HTTP/1.1\r\nHost: " + admin + "\r\nX-Bgp-Rr: 1\r\n"
                    + (method.equals("POST") ? "Content-Length: 0\r\n" : "") + "\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            int status = statusOf(readLine());
            try (Body body = readHeaders()) {
                if (status / 100 != 2) {
                    throw new Refused(status, errorOf(body));
                }
                return reader.read(body);
            }
        } catch (SocketTimeoutException e) {
            throw new Unreachable("the daemon at " + admin + " does not answer", e);
        } catch (IOException e) {
            throw new Unreachable("the daemon at " + admin + " broke off: " + e.getMessage(), e);
        }
    }

    private static Json errorOf(Body body) {
        try {
            return Json.read(body);
        } catch (IOException e) {
            return Json.EMPTY; // some other server's words
        }
    }

    private static int statusOf(String line) throws IOException {
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException("this is not an HTTP server");
        }
        try {
            return Integer.parseInt(line.substring(9, 12));
        } catch (NumberFormatException e) {
            throw new IOException("this is not an HTTP server", e);
        }
    }

    private Body readHeaders() throws IOException {
        long length = -1;
        boolean isChunked = false;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                isChunked = lower.contains("chunked");
            }
        }
        return new Body(isChunked, isChunked ? 0 : Math.max(length, 0));
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended early");
            }
            if (line.length() == LINE_BYTES_MAX) {
                throw new IOException("a line of the answer is too long");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** The octets of one answer; closing it reads what is left, so that the connection can be used again. */
    private final class Body extends InputStream {
        private final boolean isChunked;
        private long left;
        private boolean isFirstChunk = true;
        private boolean isEnd;

        Body(boolean isChunked, long left) {
            this.isChunked = isChunked;
            this.left = left;
            this.isEnd = !isChunked && left == 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (isChunked && left == 0 && !isEnd) {
                nextChunk();
            }
            if (isEnd || length == 0) {
                return isEnd ? -1 : 0;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("the connection ended early");
            }
            left -= count;
            isEnd = !isChunked && left == 0;
            return count;
        }

        private void nextChunk() throws IOException {
            if (!isFirstChunk) {
                readLine(); // the end of the chunk before
            }
            isFirstChunk = false;
            String size = readLine();
            int extension = size.indexOf(';');
            try {
                left = Long.parseLong(
                        extension < 0
                                ? size.strip()
                                : size.substring(0, extension).strip(),
                        16);
            } catch (NumberFormatException e) {
                throw new IOException("a chunk of the answer has no size", e);
            }
            if (left == 0) {
                isEnd = true;
                while (!readLine().isEmpty()) {
                    // trailers say nothing to us
                }
            }
        }

        @Override
        public void close() throws IOException {
            byte[] rest = new byte[4096];
            while (read(rest, 0, rest.length) >= 0) {
                // to the end
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone anyhow
        }
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }
}

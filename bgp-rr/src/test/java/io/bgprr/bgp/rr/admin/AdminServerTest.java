// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as the wire has it: raw octets in, raw octets out. */
class AdminServerTest {

    private final FakeDaemon daemon = new FakeDaemon();

    @AfterEach
    void stop() {
        daemon.close();
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000); // a test that waits longer has failed
        return socket;
    }

    /** Everything up to the end of the connection. */
    private static String exchange(InetSocketAddress address, String request) throws IOException {
        return new String(exchangeBytes(address, request), StandardCharsets.UTF_8);
    }

    private static byte[] exchangeBytes(InetSocketAddress address, String request) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return socket.getInputStream().readAllBytes();
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    @Test
    void answersHttp() throws IOException {
        String answer = exchange(daemon.serve(), get("/readyz"));

        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-type: application/json", "cache-control: no-store", "connection: close")
                .endsWith("{\n  \"ready\": true,\n  \"reasons\": []\n}\n");
    }

    @Test
    void aHeadHasTheLengthAndNoBody() throws IOException {
        String answer = exchange(daemon.serve(), get("/readyz").replace("GET", "HEAD"));

        assertThat(answer).contains("content-length: ").endsWith("\r\n\r\n");
    }

    @Test
    void requestsOfOneConnectionAreAnsweredInOrder() throws IOException {
        String keepAlive = get("/healthz").replace("Connection: close\r\n", "");
        String answers = exchange(
                daemon.serve(), keepAlive + get("/api/v1/peers").replace("Connection: close\r\n", "") + get("/readyz"));

        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(4);
        assertThat(answers.indexOf("\"alive\"")).isLessThan(answers.indexOf("\"peersCount\""));
        assertThat(answers.indexOf("\"peersCount\"")).isLessThan(answers.indexOf("\"ready\""));
    }

    @Test
    void aLongListIsChunked() throws IOException {
        String answer = exchange(daemon.serve(), get("/api/v1/routes?limit=all"));

        assertThat(answer).contains("transfer-encoding: chunked").endsWith("\r\n0\r\n\r\n");
    }

    @Test
    void prometheusGetsItsFormatCompressed() throws IOException {
        InetSocketAddress address = daemon.serve();
        byte[] answer = exchangeBytes(
                address,
                get("/metrics")
                        .replace(
                                "\r\n\r\n",
                                "\r\nAccept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5\r\nAccept-Encoding: gzip\r\n\r\n"));

        String head = new String(answer, StandardCharsets.ISO_8859_1);
        int body = head.indexOf("\r\n\r\n") + 4;
        assertThat(head)
                .contains("content-type: text/plain; version=0.0.4; charset=utf-8")
                .contains("content-encoding: gzip");
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(answer, body, answer.length - body))) {
            assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("bgp_peer_up{peer=\"192.0.2.1\",} 1.0")
                    .contains("jvm_memory_used_bytes{");
        }
        assertThat(exchange(
                        address, get("/metrics").replace("\r\n\r\n", "\r\nAccept-Encoding: gzip;q=0, *;q=0\r\n\r\n")))
                .doesNotContain("content-encoding")
                .contains("bgp_peer_up{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:9179", "127.22.0.1:1", "[::1]:9179", "LOCALHOST"})
    void aHostOfThisMachineIsServed(String host) throws IOException {
        assertThat(exchange(daemon.serve(), get("/readyz").replace("Host: localhost", "Host: " + host)))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9179", "127.0.0.1.evil.example", "[", ""})
    void aForeignHostIsRefusedOnLoopback(String host) throws IOException {
        assertThat(exchange(daemon.serve(), get("/readyz").replace("Host: localhost", "Host: " + host)))
                .startsWith("HTTP/1.1 403")
                .contains("\"error\": ", "\"localhost\"");
    }

    @Test
    void aPostNeedsTheHeaderThatAPageCannotSend() throws IOException {
        InetSocketAddress address = daemon.serve();
        String post = "POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n";

        assertThat(exchange(address, post + "\r\n")).startsWith("HTTP/1.1 403").contains("X-Bgp-Rr: 1");
        assertThat(exchange(address, post + "Content-Type: text/plain\r\n\r\n")).startsWith("HTTP/1.1 403");
        assertThat(exchange(address, post + "X-Bgp-Rr: 1\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(exchange(address, post.replace("POST", "OPTIONS") + "Origin: http://evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .doesNotContain("access-control");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            414 | GET /LONG HTTP/1.1
            431 | GET / HTTP/1.1~X-Long: LONG
            400 | nonsense
            400 | GET / HTTP/1.1~Content-Length: -1
            400 | GET / HTTP/1.1~Content-Length: 4~Content-Length: 5
            405 | BREW /api/v1/peers HTTP/1.1
            404 | GET /../../etc/passwd HTTP/1.1
            404 | GET /%2e%2e/%00 HTTP/1.1
            400 | GET /%zz HTTP/1.1
            400 | GET /api/v1/routes?limit=1&limit=2 HTTP/1.1
            413 | GET / HTTP/1.1~Content-Length: 1000000
            """)
    void whatIsNotARequestIsRefusedWithJson(int status, String request) throws IOException {
        String text =
                request.replace("LONG", "x".repeat(20_000)).replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n";

        String answer = exchange(daemon.serve(), text.replace("HTTP/1.1", "HTTP/1.1\r\nHost: localhost"));

        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/json", "\"error\": ");
    }

    @Test
    void aBodyThatIsTooLongEndsTheConnection() throws IOException {
        String chunked =
                "POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nX-Bgp-Rr: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + ("1000\r\n" + "x".repeat(4096) + "\r\n").repeat(5);

        assertThat(exchange(daemon.serve(), chunked)).startsWith("HTTP/1.1 413");
    }

    @Test
    void moreConnectionsThanAllowedAreToldSo() throws IOException {
        InetSocketAddress address = daemon.serve(new AdminLimits(2, 1024, 60_000, 30_000));
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Socket socket = connect(address);
            socket.getOutputStream()
                    .write(get("/healthz").replace("Connection: close\r\n", "").getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            open.add(socket);
        }

        assertThat(new String(connect(address).getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"error\": \"too many admin connections\"}");
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void aClientThatDripsItsRequestIsCutOff() throws IOException {
        InetSocketAddress address = daemon.serve(new AdminLimits(64, 1024, 300, 30_000));
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write("GET /healthz HTT".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aClientThatReadsNothingIsCutOff() throws Exception {
        daemon.speaker.snapshot = TestPeers.many(20_000); // tens of megabytes, more than sockets hold
        InetSocketAddress address = daemon.serve(new AdminLimits(1, 1024, 60_000, 300));
        try (Socket idle = connect(address)) {
            idle.getOutputStream().write(get("/api/v1/peers").getBytes(StandardCharsets.US_ASCII));

            // Its place is free again only when the server has closed it.
            String answer = "";
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (!answer.startsWith("HTTP/1.1 200") && System.nanoTime() < deadline) {
                answer = exchange(address, get("/healthz"));
            }
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void anAddressInUseIsASentence() throws IOException {
        InetSocketAddress address = daemon.serve();

        assertThatThrownBy(() -> AdminServer.start("127.22.0.1:" + address.getPort(), daemon)
                        .close())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the admin API cannot listen on 127.22.0.1:" + address.getPort() + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "9179",
                "localhost",
                "router1:9179",
                "127.0.0.1:65536",
                "::1:9179",
                "[127.0.0.1]:1",
                "127.0.0.1:"
            })
    void anAddressOfAnotherFormIsRefused(String listen) {
        assertThatThrownBy(() -> AdminServer.start(listen, daemon).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("127.0.0.1:9179");
    }
}

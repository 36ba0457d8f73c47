// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bgprr.bgp.rr.metrics.BgpMetrics;
import io.bgprr.bgp.rr.metrics.SpeakerMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any octets on a connection of the admin API, through the handlers of the real server: whole answers, JSON that can be read, never
 * an internal error, and a connection that ends when nothing comes any more. Input: an octet of options (1 octet by octet, 2
 * the speaker has not started), then the connection's octets.
 */
class AdminFuzzTest {

    private static final int INPUT_LENGTH_MAX = 16 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Kept, for it registers the JVM's own metrics. */
    private static final SpeakerMetrics METRICS =
            SpeakerMetrics.lazily(Runnable::run, () -> new BgpMetrics("1.2.3", () -> 0));

    static Stream<byte[]> connections() {
        String host = " HTTP/1.1\r\nHost: localhost\r\n";
        List<byte[]> inputs = new ArrayList<>();
        for (String path : List.of(
                "/",
                "/healthz",
                "/readyz",
                "/metrics",
                "/api/v1/status",
                "/api/v1/config",
                "/api/v1/peers",
                "/api/v1/peers/192.0.2.1",
                "/api/v1/peers/[2001:db8::1]:179",
                "/api/v1/routes?family=ipv6-unicast&limit=all",
                "/api/v1/routes?scope=received&peer=10.0.0.11&longer=10.0.0.0/8",
                "/api/v1/routes?scope=advertised&peer=192.0.2.1&limit=1&continuation=1",
                "/api/v1/explain?prefix=10.244.1.0/26",
                "/%zz?%zz",
                "/api/v1/peers/%00",
                "//../..")) {
            inputs.add(input(0, "GET " + path + host + "\r\n"));
            inputs.add(input(1, "HEAD " + path + host + "Accept-Encoding: gzip\r\n\r\n"));
            inputs.add(input(2, "POST " + path + host + "X-Bgp-Rr: 1\r\nContent-Length: 2\r\n\r\n{}"));
        }
        inputs.add(input(0, "POST /api/v1/reload" + host + "X-Bgp-Rr: 1\r\n\r\nGET /healthz" + host + "\r\n"));
        inputs.add(input(0, "POST /api/v1/peers/192.0.2.1/reset?text=a%20b" + host + "X-Bgp-Rr: 1\r\n\r\n"));
        inputs.add(input(0, "GET /" + host + "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\nTrailer: x\r\n\r\n"));
        inputs.add(input(0, "GET /" + host + "Content-Length: 100000\r\nExpect: 100-continue\r\n\r\n"));
        inputs.add(input(0, "GET /metrics" + host + "Accept-Encoding: gzip;q=0.5, *\r\nConnection: close\r\n\r\n"));
        inputs.add(input(0, "GET / HTTP/1.0\r\n\r\n"));
        inputs.add(input(0, "GET / HTTP/9.9\r\n\r\n"));
        inputs.add(input(0, "GET /" + "x".repeat(5000)));
        inputs.add(input(0, "GET /" + host + "x: " + "y".repeat(9000)));
        inputs.add(input(0, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
        inputs.add(input(0, "GET / HTTP/1.1\r\nHost: [\r\n\r\n"));
        return inputs.stream();
    }

    private static byte[] input(int options, String text) {
        return ((char) options + text).getBytes(StandardCharsets.ISO_8859_1);
    }

    @MethodSource("connections")
    @FuzzTest
    void anyConnectionIsAnsweredWholeOrClosed(byte[] input) throws IOException {
        if (input.length < 2 || input.length > INPUT_LENGTH_MAX) {
            return;
        }
        byte[] octets = Arrays.copyOfRange(input, 1, input.length);
        FakeDaemon daemon = new FakeDaemon();
        daemon.isStarted = (input[0] & 2) == 0;
        AdminRoutes routes = new AdminRoutes(daemon, METRICS, Runnable::run, () -> TestPeers.NOW);
        EmbeddedChannel channel = new EmbeddedChannel();
        AdminServer.addHttp(channel.pipeline(), routes, AdminLimits.DEFAULT, true);
        channel.pipeline().fireChannelActive();
        feed(channel, octets, (input[0] & 1) != 0);
        byte[] answered = written(channel);
        channel.advanceTimeBy(AdminLimits.DEFAULT.requestMillisMax() + 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
        assertThat(channel.isOpen())
                .as("a client that says nothing more is let go")
                .isFalse();
        assertThat(written(channel)).as("said when nobody had asked").isEmpty();
        channel.finishAndReleaseAll();
        channel.checkException();

        int answersCount = readAnswers(answered, new String(octets, StandardCharsets.ISO_8859_1).contains("HEAD"));
        if (isRequest(octets)) {
            assertThat(answersCount).isPositive();
        }
    }

    private static void feed(EmbeddedChannel channel, byte[] octets, boolean isOneByOne) {
        int piece = isOneByOne ? 1 : octets.length;
        for (int at = 0; at < octets.length && channel.isOpen(); at += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(octets, at, Math.min(piece, octets.length - at)));
            channel.runPendingTasks();
        }
    }

    private static byte[] written(EmbeddedChannel channel) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes);
            part.release();
            written.writeBytes(bytes);
        }
        return written.toByteArray();
    }

    /** Whether Netty alone, without our limits, sees a request first. */
    private static boolean isRequest(byte[] octets) {
        EmbeddedChannel reference = new EmbeddedChannel(new HttpRequestDecoder(), new HttpObjectAggregator(1024));
        boolean isRequest = false;
        try {
            reference.writeInbound(Unpooled.copiedBuffer(octets));
            if (reference.readInbound() instanceof FullHttpRequest first) {
                isRequest = first.decoderResult().isSuccess();
                first.release();
            }
            reference.finishAndReleaseAll();
        } catch (RuntimeException e) {
            // What comes behind, or was cut, is not the question.
        }
        return isRequest;
    }

    // --- A client of the strict kind.

    private static int readAnswers(byte[] bytes, boolean mayBeHead) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int count = 0;
        for (int at = 0; at < text.length(); ) {
            int body = text.indexOf("\r\n\r\n", at) + 4;
            assertThat(body).as("the end of a head").isGreaterThan(at + 4);
            String[] lines = text.substring(at, body - 4).split("\r\n", -1);
            assertThat(lines[0]).matches("HTTP/1\\.[01] [1-5][0-9][0-9] .*");
            String status = lines[0].substring(9, 12);
            assertThat(status).as(lines[0]).isNotEqualTo("500");
            at = status.equals("100") ? body : body + readBody(text, body, headers(lines), mayBeHead);
            count++;
        }
        return count;
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            assertThat(lines[i]).contains(": ");
            headers.put(
                    lines[i].substring(0, lines[i].indexOf(':')).toLowerCase(Locale.ROOT),
                    lines[i].substring(lines[i].indexOf(':') + 2));
        }
        return headers;
    }

    /** Reads a body, and returns how long it is on the wire. */
    private static int readBody(String text, int at, Map<String, String> headers, boolean mayBeHead)
            throws IOException {
        boolean isNextAnswer = text.length() == at || text.startsWith("HTTP/1.1 ", at);
        if (isNextAnswer && mayBeHead) {
            return 0;
        }
        StringBuilder body = new StringBuilder();
        int end = at;
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            int length = -1;
            while (length != 0) {
                int line = text.indexOf("\r\n", end);
                length = Integer.parseInt(text.substring(end, line), 16);
                body.append(text, line + 2, line + 2 + length);
                end = line + 2 + length + 2;
            }
        } else {
            end += Integer.parseInt(headers.getOrDefault("content-length", "0"));
            body.append(text, at, end);
        }
        requireReadable(body.toString().getBytes(StandardCharsets.ISO_8859_1), headers);
        return end - at;
    }

    private static void requireReadable(byte[] body, Map<String, String> headers) throws IOException {
        byte[] plain = body;
        if (headers.containsKey("content-encoding")) {
            try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
                plain = gzip.readAllBytes();
            }
        }
        if (headers.getOrDefault("content-type", "").startsWith("application/json")) {
            assertThat(JSON.readTree(plain).isObject()).isTrue();
        }
    }
}

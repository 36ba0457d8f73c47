// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.config.LogSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

@Timeout(30)
class LogOutputTest {

    private static final long FLUSH_MILLIS = 10_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LogOutput output = new LogOutput(bytes);

    @Test
    void textIsASentenceAndThenPairs() {
        assertThat(entry("session established", pair("peer", "192.0.2.1"), pair("as", 65001))
                        .format(LogSettings.Format.TEXT))
                .isEqualTo("1970-01-01T00:00:01.234Z INFO  session established peer=192.0.2.1 as=65001\n");
    }

    @Test
    void jsonIsOneObjectWithNumbersAsNumbers() {
        assertThat(entry("session established", pair("peer", "192.0.2.1"), pair("as", 65001), pair("up", true))
                        .format(LogSettings.Format.JSON))
                .isEqualTo(
                        "{\"time\":\"1970-01-01T00:00:01.234Z\",\"level\":\"info\",\"message\":\"session established\","
                                + "\"peer\":\"192.0.2.1\",\"as\":65001,\"up\":true}\n");
    }

    @Test
    void nobodyCanForgeALine() {
        LogEntry forged = entry("down\n1970 ERROR x", pair("why", "a\" b\u0007=\u2028\u202e\\"), pair("empty", ""));

        assertThat(forged.format(LogSettings.Format.TEXT))
                .endsWith("INFO  down\\n1970 ERROR x why=\"a\\\" b\\u0007=\\u2028\\u202e\\\\\" empty=\"\"\n");
        assertThat(forged.format(LogSettings.Format.JSON))
                .contains("\"down\\n1970 ERROR x\"", "\"a\\\" b\\u0007=\\u2028\\u202e\\\\\"");
    }

    @Test
    void throwableIsOneFieldInJsonAndFramesInText() {
        LogEntry entry = new LogEntry(
                1234,
                Level.ERROR,
                "an engine failed",
                List.of(),
                "io.netty.x",
                new IllegalStateException("no \"luck\""));

        assertThat(entry.format(LogSettings.Format.JSON).lines())
                .singleElement()
                .asString()
                .contains(
                        "\"logger\":\"io.netty.x\",\"error\":\"java.lang.IllegalStateException: no \\\"luck\\\"\",\"stack\":\"java.lang");
        assertThat(entry.format(LogSettings.Format.TEXT))
                .contains(
                        "error=\"java.lang.IllegalStateException: no \\\"luck\\\"\"\n    at io.bgprr.bgp.rr.log.LogOutputTest");
    }

    @Test
    void levelsDecideAndLibrariesSayLess() throws InterruptedException {
        LineLoggers loggers = new LineLoggers(output);
        Logger own = loggers.getLogger("io.bgprr.bgp.rr.Daemon");
        Logger library = loggers.getLogger("io.netty.bootstrap.Bootstrap");

        own.info("own {}", 1);
        own.debug("own 2");
        library.info("library 3");
        library.warn("library 4");
        output.configure(new LogSettings(LogSettings.Level.DEBUG, LogSettings.Format.TEXT));
        own.atDebug().log("own 5");
        library.info("library 6");
        library.debug("library 7");
        output.flush(FLUSH_MILLIS);

        assertThat(written().lines().map(line -> line.substring(25).trim().split("\\s+", 2)[1]))
                .containsExactly(
                        "own 1",
                        "library 4 logger=io.netty.bootstrap.Bootstrap",
                        "own 5",
                        "library 6 logger=io.netty.bootstrap.Bootstrap");
    }

    @Test
    void stalledReaderCostsLinesAndNotTime() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        LogOutput stalled = new LogOutput(new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException("a log is written in lines");
            }

            @Override
            public void write(byte[] lines) {
                try {
                    released.await();
                    bytes.writeBytes(lines);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        for (int i = 0; i < 20_000; i++) {
            stalled.write(entry("line " + i));
        }
        released.countDown();
        stalled.flush(FLUSH_MILLIS);

        assertThat(written()).contains("line 0\n").doesNotContain("line 19999\n");
        assertThat(written()).containsPattern("WARN  \\d+ lines were dropped here");
    }

    /** As standard error is when it is a file on a disk that was full for a while. */
    @Test
    void linesThatCouldNotBeWrittenAreCountedAndLaterOnesAreWrittenAgain() throws InterruptedException {
        AtomicBoolean isFull = new AtomicBoolean(true);
        LogOutput onDisk = new LogOutput(new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException("a log is written in lines");
            }

            @Override
            public void write(byte[] lines) throws IOException {
                if (isFull.get()) {
                    throw new IOException("No space left on device");
                }
                bytes.writeBytes(lines);
            }
        });
        for (int i = 0; i < 3; i++) {
            onDisk.write(entry("lost " + i));
            onDisk.flush(FLUSH_MILLIS);
        }
        isFull.set(false);
        onDisk.write(entry("written"));
        onDisk.flush(FLUSH_MILLIS);

        assertThat(written()).contains("written\n").doesNotContain("lost");
        assertThat(written()).contains("WARN  3 lines were dropped here");
    }

    @Test
    void processFindsThisProvider() {
        assertThat(LoggerFactory.getLogger("io.bgprr.x")).isInstanceOf(LineLogger.class);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static LogEntry entry(String message, KeyValuePair... pairs) {
        return new LogEntry(1234, Level.INFO, message, List.of(pairs), null, null);
    }

    private static KeyValuePair pair(String key, Object value) {
        return new KeyValuePair(key, value);
    }
}

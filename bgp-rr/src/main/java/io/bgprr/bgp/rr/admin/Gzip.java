// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses answers, at the speed of a scrape rather than for the last octet. */
final class Gzip {

    /** Less than this goes into a packet or three anyhow. */
    private static final int LENGTH_BYTES_MIN = 4096;

    private Gzip() {}

    static AdminResponse ofLarge(AdminResponse response) {
        boolean isWorthIt = response.more() == null && response.body().length >= LENGTH_BYTES_MIN;
        return isWorthIt ? of(response) : response;
    }

    private static AdminResponse of(AdminResponse response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(response.body().length / 8 + 64);
        try (FastGzip gzip = new FastGzip(bytes)) {
            gzip.write(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return response.with("content-encoding", "gzip", bytes.toByteArray());
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}

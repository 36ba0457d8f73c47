// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.metrics;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects text that is nearly always ASCII as UTF-8. The text format is written a few characters at a time, some ten
 * million of them in a large scrape, and this is one store for each instead of a trip through an encoder.
 */
final class AsciiWriter extends Writer {

    private byte[] bytes;
    private int length;
    private char highSurrogate;

    AsciiWriter(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public void write(int c) {
        char unit = (char) c;
        if (unit < 0x80) {
            ensure(1);
            bytes[length++] = (byte) unit;
        } else {
            writeOther(unit);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // the low octets are what is wanted: the text was seen to be ASCII
    public void write(String text, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (text.charAt(i) >= 0x80) {
                writeEach(text, offset, count);
                return;
            }
        }
        ensure(count);
        text.getBytes(offset, offset + count, bytes, length);
        length += count;
    }

    @Override
    public void write(char[] text, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            write(text[i]);
        }
    }

    private void writeEach(String text, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            write(text.charAt(i));
        }
    }

    /** Surrogates wait for their other half; a half without one becomes a question mark. */
    private void writeOther(char unit) {
        if (Character.isHighSurrogate(unit)) {
            highSurrogate = unit;
            return;
        }
        String text = Character.isLowSurrogate(unit) && highSurrogate != 0
                ? new String(new char[] {highSurrogate, unit})
                : String.valueOf(unit);
        highSurrogate = 0;
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ensure(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + (bytes.length >> 1)));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}

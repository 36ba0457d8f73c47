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
        if (unit < 0x80 && highSurrogate == 0) {
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
            if (text.charAt(i) >= 0x80 || highSurrogate != 0) {
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

    /** The first half of a surrogate pair waits for the second; a half without the other becomes a question mark. */
    private void writeOther(char unit) {
        char high = highSurrogate;
        highSurrogate = 0;
        if (high != 0 && Character.isLowSurrogate(unit)) {
            append(new String(new char[] {high, unit}));
            return;
        }
        if (high != 0) {
            append("?");
        }
        if (Character.isHighSurrogate(unit)) {
            highSurrogate = unit;
        } else {
            append(String.valueOf(unit));
        }
    }

    private void append(String text) {
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
